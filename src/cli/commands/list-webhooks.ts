/** `tableau webhooks list`: the webhooks of a site. */
import { listWebhooks } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { webhookTable } from '../webhook-table.ts';

export const listWebhooksCommand: CliCommand = {
  words: 'tableau webhooks list',
  arguments: ['<site>'],
  summary: 'The webhooks of a Tableau site, and which of them point here',
  async run({ faces, args, out }) {
    const site = args[0] ?? '';
    const answer = await (await faces.api()).call(listWebhooks, { site });
    const empty = `No webhooks yet: create them with \`tabduty tableau webhooks create ${site}\`.`;
    out.result(answer, () => webhookTable(out, answer.webhooks, empty));
    return 0;
  },
};
