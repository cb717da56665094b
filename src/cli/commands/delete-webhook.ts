/** `tableau webhooks delete`: delete a webhook in Tableau. */
import { deleteWebhook } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const deleteWebhookCommand: CliCommand = {
  words: 'tableau webhooks delete',
  arguments: ['<site>', '<webhook>'],
  summary: 'Delete a webhook in Tableau by name or id',
  async run({ faces, args, out }) {
    const input = { site: args[0] ?? '', webhook: args[1] ?? '' };
    const answer = await (await faces.api()).call(deleteWebhook, input);
    out.result(answer, () => out.line(printable(`deleted ${answer.name} (${answer.id})`)));
    return 0;
  },
};
