/** `tableau webhooks update`: enable, disable or change a webhook. */
import { updateWebhook } from '../../api/tableau.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { textOption, type Options } from '../options.ts';
import { printable } from '../output.ts';
import { stateOf } from '../webhook-table.ts';

export const updateWebhookCommand: CliCommand = {
  words: 'tableau webhooks update',
  arguments: ['<site>', '<webhook>'],
  summary: 'Change a webhook by name or id; what is not given stays as it is',
  options: [
    { flags: '--enable', help: 'let it post again' },
    { flags: '--disable', help: 'let it post no more' },
    { flags: '--reason <text>', help: 'why it is disabled' },
    { flags: '--name <name>', help: 'a new name' },
    { flags: '--event <event>', help: 'another event' },
    { flags: '--url <url>', help: 'another address' },
  ],
  async run({ faces, args, options, out }) {
    const answer = await (await faces.api()).call(updateWebhook, {
      site: args[0] ?? '',
      webhook: args[1] ?? '',
      ...enabledOf(options),
      ...textOption(options, 'reason'),
      ...textOption(options, 'name'),
      ...textOption(options, 'event'),
      ...textOption(options, 'url'),
    });
    out.result(answer, () => {
      const { webhook } = answer;
      out.line(printable(`${webhook.name} is now ${stateOf(webhook)}, for ${webhook.event}`));
    });
    return 0;
  },
};

function enabledOf({ enable, disable }: Options): { enabled?: boolean } {
  if (enable === true && disable === true)
    throw new AppError('wrong-use', 'give --enable or --disable, not both');
  return enable === true ? { enabled: true } : disable === true ? { enabled: false } : {};
}
