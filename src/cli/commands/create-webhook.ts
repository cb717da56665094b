/** `tableau webhooks create`: webhooks for the events of a site, without doubling those that exist. */
import { createWebhooks } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { printable } from '../output.ts';

export const createWebhookCommand: CliCommand = {
  words: 'tableau webhooks create',
  arguments: ['<site>'],
  summary: "Create webhooks in Tableau, by default for the site's configured events and for this Tabduty",
  options: [
    {
      flags: '--event <events>',
      help: 'events, separated by commas: WorkbookRefreshFailed,refresh-succeeded',
    },
    { flags: '--all-refresh-events', help: 'all events of extract refreshes' },
    { flags: '--name <name>', help: 'name, for one event; else tabduty-<installation>-<event>' },
    { flags: '--url <url>', help: 'post to this address instead of this Tabduty' },
  ],
  async run({ faces, args, options, out }) {
    const events = String(options['event'] ?? '').split(',');
    const answer = await (await faces.api()).call(createWebhooks, {
      site: args[0] ?? '',
      events: events.map((event) => event.trim()).filter((event) => event !== ''),
      allRefreshEvents: options['allRefreshEvents'] === true,
      ...textOption(options, 'name'),
      ...textOption(options, 'url'),
    });
    out.result(answer, () => {
      for (const { name, event, id } of answer.created)
        out.line(printable(`created ${name} for ${event} (${id})`));
      for (const { name, event, id, enabled } of answer.existing)
        out.line(printable(`${event} has ${name} already (${id})${enabled ? '' : ', which is disabled'}`));
    });
    return 0;
  },
};
