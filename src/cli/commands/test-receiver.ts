/** `test receiver`: sends a marked message to every destination of a receiver. */
import { testReceiver } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';

export const testReceiverCommand: CliCommand = {
  words: 'test receiver',
  arguments: ['<name>'],
  summary: 'Sends a marked test message to every destination of a receiver',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(testReceiver, { name: args[0] ?? '' });
    out.result(answer, () => {
      for (const d of answer.deliveries) out.line(`${d.destination}: queued as ${d.id}`);
      out.line('"tabduty deliveries list" tells how it went. Accepted is not seen: look into the channel.');
    });
    return 0;
  },
};
