/** `tableau webhooks test`: let Tableau call the destination and say what it answered. */
import { testWebhook } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const testWebhookCommand: CliCommand = {
  words: 'tableau webhooks test',
  arguments: ['<site>', '<webhook>'],
  summary: 'Let Tableau call the destination of a webhook, and see what it answers',
  async run({ faces, args, out }) {
    const input = { site: args[0] ?? '', webhook: args[1] ?? '' };
    const answer = await (await faces.api()).call(testWebhook, input);
    const { name, status, body } = answer;
    const isReached = status >= 200 && status < 300;
    out.result(answer, () => {
      out.line(printable(`the destination of ${name} answered Tableau with ${status}`));
      if (!isReached && body !== '') out.line(printable(body.slice(0, 500)));
    });
    return isReached ? 0 : 1;
  },
};
