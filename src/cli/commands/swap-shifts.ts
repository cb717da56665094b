/** `on-call swap`: two people swap their shifts. */
import { swapShifts } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { printMade } from '../on-call-words.ts';
import { textOption } from '../options.ts';

export const swapShiftsCommand: CliCommand = {
  words: 'on-call swap',
  arguments: ['<schedule>', '<time>', '<other-time>'],
  summary: 'Swap the shifts that run at two times',
  options: [{ flags: '--reason <text>', help: 'shown beside them' }],
  async run({ faces, args, options, out }) {
    const answer = await (await faces.api()).call(swapShifts, {
      schedule: args[0] ?? '',
      at: args[1] ?? '',
      with: args[2] ?? '',
      ...textOption(options, 'reason'),
    });
    out.result(answer, () => printMade(out, answer));
    return 0;
  },
};
