/** `on-call take`: somebody takes the shift that runs now or at a time. */
import { takeShift } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { printMade } from '../on-call-words.ts';
import { textOption } from '../options.ts';

export const takeShiftCommand: CliCommand = {
  words: 'on-call take',
  arguments: ['<schedule>', '<person>'],
  summary: 'Give the shift that runs now, or at a time, to somebody until it ends',
  options: [
    { flags: '--at <time>', help: 'a moment within the shift' },
    { flags: '--reason <text>', help: 'shown beside it' },
  ],
  async run({ faces, args, options, out }) {
    const answer = await (await faces.api()).call(takeShift, {
      schedule: args[0] ?? '',
      person: args[1] ?? '',
      ...textOption(options, 'at'),
      ...textOption(options, 'reason'),
    });
    out.result(answer, () => printMade(out, answer));
    return 0;
  },
};
