/** `tableau webhooks get`: one webhook with its whole address. */
import { showWebhook } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { stateOf } from '../webhook-table.ts';

export const showWebhookCommand: CliCommand = {
  words: 'tableau webhooks get',
  arguments: ['<site>', '<webhook>'],
  summary: 'One webhook by name or id, with its whole address, which may be a secret',
  async run({ faces, args, out }) {
    const input = { site: args[0] ?? '', webhook: args[1] ?? '' };
    const answer = await (await faces.api()).call(showWebhook, input);
    out.result(answer, () => {
      const { webhook } = answer;
      out.line(printable(`${webhook.name}  ${webhook.event}  ${stateOf(webhook)}`));
      out.line(printable(`id ${webhook.id}`));
      if (webhook.owner !== undefined) out.line(printable(`owner ${webhook.owner}`));
      out.line(printable(`posts to ${webhook.url}${webhook.pointsHere ? ' (this Tabduty)' : ''}`));
    });
    return 0;
  },
};
