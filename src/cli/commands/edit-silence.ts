/** `silences edit`: change the end, the matchers or the reason of a silence. */
import { editSilence } from '../../api/silences.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { matchersOf } from '../match-option.ts';
import { textOption } from '../options.ts';
import { silenceLines } from '../silence-text.ts';
import { timeOption } from '../times.ts';

export const editSilenceCommand: CliCommand = {
  words: 'silences edit',
  arguments: ['<id>', '[matchers...]'],
  summary: 'Extend or change a silence; matchers, when given, take the place of all its old ones',
  options: [
    { flags: '--for <duration>', help: 'how long from now: 30m, 2h, 3d' },
    { flags: '--until <time>', help: 'or until when: "2026-11-02 06:00" on your clock, or with its zone' },
    { flags: '--reason <text>', help: 'why, for who wonders at night' },
    { flags: '--dry-run', help: 'say what it would hide, and change nothing' },
    { flags: '--everything', help: 'for matchers that hide everything: you mean it' },
  ],
  async run({ faces, args, options, out }) {
    const [id = '', ...matchers] = args;
    const changes = {
      ...(matchers.length === 0 ? {} : { match: matchersOf(matchers) }),
      ...textOption(options, 'for'),
      ...timeOption(options, 'until', out.zone),
      ...textOption(options, 'reason'),
    };
    if (Object.keys(changes).length === 0)
      throw new AppError('wrong-use', 'nothing to change', {
        remedy: 'give --for, --until, --reason or matchers',
      });
    const answer = await (await faces.api()).call(editSilence, {
      id,
      ...changes,
      everything: options['everything'] === true,
      dryRun: options['dryRun'] === true,
    });
    out.result(answer, () => {
      for (const line of silenceLines(answer, out.zone)) out.line(line);
    });
    return 0;
  },
};
