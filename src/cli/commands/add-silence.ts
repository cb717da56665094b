/** `silences add`: keep what fits quiet for a time, after saying what that hides. */
import { addSilence } from '../../api/silences.ts';
import { reading } from '../all-wrong.ts';
import type { CliCommand } from '../command.ts';
import { makeSilence } from '../make-silence.ts';
import { matchersOf } from '../match-option.ts';
import { textOption } from '../options.ts';
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
    { flags: '--everything', help: 'for one that hides everything: you mean it, and are not asked' },
  ],
  async run({ faces, args, options, out }) {
    const { read, settle } = reading();
    const wish = {
      match: read(() => matchersOf(args), {}),
      ...textOption(options, 'reason'),
      ...textOption(options, 'for'),
      ...read(() => timeOption(options, 'until', out.zone), {}),
      ...read(() => timeOption(options, 'from', out.zone), {}),
    };
    const api = await faces.api();
    await settle(() => api.call(addSilence, { ...wish, dryRun: true }));
    const make = (more: { everything: boolean; dryRun: boolean }) =>
      api.call(addSilence, { ...wish, ...more });
    return makeSilence({ faces, options, out }, make, 'nothing was silenced');
  },
};
