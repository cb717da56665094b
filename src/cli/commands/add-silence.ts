/** `silences add`: keep what fits quiet for a time, after saying what that hides. */
import { addSilence } from '../../api/silences.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { matchersOf } from '../match-option.ts';
import { textOption } from '../options.ts';
import { silenceLines } from '../silence-text.ts';
import { timeOption } from '../times.ts';

export const addSilenceCommand: CliCommand = {
  words: 'silences add',
  arguments: ['[matchers...]'],
  summary: 'Keep quiet what fits all of label=pattern, for a time',
  options: [
    { flags: '--for <duration>', help: 'how long: 30m, 2h, 3d' },
    { flags: '--until <time>', help: 'or until when: "2026-11-02 06:00" on your clock, or with its zone' },
    { flags: '--from <time>', help: 'from when; now when it is not given' },
    { flags: '--reason <text>', help: 'why, for who wonders at night' },
    { flags: '--dry-run', help: 'say what it would hide, and make none' },
    { flags: '--everything', help: 'for one that hides everything: you mean it' },
  ],
  async run({ faces, args, options, out }) {
    const reason = options['reason'];
    if (typeof reason !== 'string')
      throw new AppError('wrong-use', 'a silence needs a reason', { remedy: 'add --reason' });
    const answer = await (await faces.api()).call(addSilence, {
      match: matchersOf(args),
      reason,
      ...textOption(options, 'for'),
      ...timeOption(options, 'until', out.zone),
      ...timeOption(options, 'from', out.zone),
      everything: options['everything'] === true,
      dryRun: options['dryRun'] === true,
    });
    out.result(answer, () => {
      for (const line of silenceLines(answer, out.zone)) out.line(line);
    });
    return 0;
  },
};
