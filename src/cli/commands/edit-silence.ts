/** `silences edit`: change the end, the matchers or the reason of a silence. */
import { editSilence } from '../../api/silences.ts';
import { AppError } from '../../app/errors.ts';
import { reading } from '../all-wrong.ts';
import type { CliCommand } from '../command.ts';
import { makeSilence } from '../make-silence.ts';
import { matchersOf } from '../match-option.ts';
import { textOption } from '../options.ts';
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
    { flags: '--everything', help: 'for matchers that hide everything: you mean it, and are not asked' },
  ],
  async run({ faces, args, options, out }) {
    const [id = '', ...matchers] = args;
    const { read, settle } = reading();
    const given = [matchers.length > 0, options['for'], options['until'], options['reason']];
    if (given.every((one) => one === false || one === undefined))
      throw new AppError('wrong-use', 'nothing to change', {
        remedy: 'give --for, --until, --reason or matchers',
      });
    const wish = {
      id,
      ...(matchers.length === 0 ? {} : { match: read(() => matchersOf(matchers), {}) }),
      ...textOption(options, 'for'),
      ...read(() => timeOption(options, 'until', out.zone), {}),
      ...textOption(options, 'reason'),
    };
    const api = await faces.api();
    await settle(() => api.call(editSilence, { ...wish, dryRun: true }));
    const make = (more: { everything: boolean; dryRun: boolean }) =>
      api.call(editSilence, { ...wish, ...more });
    return makeSilence({ faces, options, out }, make, 'nothing was changed');
  },
};
