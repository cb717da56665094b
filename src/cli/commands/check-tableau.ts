/** `tableau check`: can this site be worked with, and which of its webhooks point here. */
import { checkTableau } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { webhookTable } from '../webhook-table.ts';

export const checkTableauCommand: CliCommand = {
  words: 'tableau check',
  arguments: ['<site>'],
  summary: 'Sign in to a Tableau site and see which of its webhooks point here',
  async run({ faces, args, out }) {
    const site = args[0] ?? '';
    const answer = await (await faces.api()).call(checkTableau, { site });
    out.result(answer, () => {
      const { product, restApiVersion, contentUrl } = answer;
      const version = product === undefined ? '' : `Tableau ${product}, `;
      out.line(printable(`${answer.server} answers: ${version}REST API ${restApiVersion}`));
      out.line(
        printable(`signed in to ${contentUrl === '' ? 'the Default site' : contentUrl} (${answer.siteId})`),
      );
      if (answer.displacedAt !== undefined)
        out.line(`something else uses the same token: it ended our session at ${answer.displacedAt}`);
      const here = answer.webhooks.filter(({ pointsHere }) => pointsHere).length;
      out.line(`${answer.webhooks.length} webhooks, ${here} of them point here`);
      if (here === 0) out.line(`create them with \`tabduty tableau webhooks create ${site}\``);
      if (answer.webhooks.length > 0) webhookTable(out, answer.webhooks, '');
    });
    return 0;
  },
};
