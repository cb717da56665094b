/** `tableau webhooks list`: the webhooks of a site. */
import { listWebhooks } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { webhookTable } from '../webhook-table.ts';
import { siteOf } from '../site-argument.ts';

export const listWebhooksCommand: CliCommand = {
  words: 'tableau webhooks list',
  arguments: ['[site]'],
  summary: 'The webhooks of a Tableau site, and which of them point here',
  async run({ faces, args, out }) {
    const api = await faces.api();
    const site = await siteOf(api, args[0]);
    const answer = await api.call(listWebhooks, { site });
    const empty = `No webhooks yet: tabduty tableau webhooks sync ${site} --apply makes them.`;
    out.result(answer, () => webhookTable(out, answer.webhooks, empty));
    return 0;
  },
};
