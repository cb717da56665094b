/** `resend`: sends a delivery once more. */
import { resendDelivery } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';

export const resendDeliveryCommand: CliCommand = {
  words: 'resend',
  arguments: ['<delivery>'],
  summary: 'Sends a delivery once more, as a new one',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(resendDelivery, { id: args[0] ?? '' });
    out.result(answer, () =>
      out.line(`Queued as ${answer.deliveryId}; "tabduty deliveries show" tells how it went.`),
    );
    return 0;
  },
};
