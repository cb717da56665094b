/** `deliveries show`: one delivery with its attempts. */
import { showDelivery } from '../../api/deliveries.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { localTime } from '../times.ts';

export const showDeliveryCommand: CliCommand = {
  words: 'deliveries show',
  arguments: ['<delivery>'],
  summary: 'One delivery with its attempts and what is sent',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showDelivery, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { delivery } = answer;
      out.line(
        `${delivery.destination}  ${delivery.kind}  ${delivery.state}  ${printable(delivery.detail ?? '')}`,
      );
      for (const a of answer.attempts)
        out.line(
          `  ${localTime(a.endedAt, out.zone)}  ${a.number}. ${a.outcome}  ${printable(a.detail ?? '')}`,
        );
      if (answer.payload !== undefined) out.line(printable(answer.payload));
    });
    return 0;
  },
};
