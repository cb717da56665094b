/** `tableau check`: can this site be worked with, what may the sign-in do, and which webhooks point here. */
import type { z } from 'zod';
import { checkTableau } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { type Output, printable } from '../output.ts';
import { webhookTable } from '../webhook-table.ts';
import { siteOf } from '../site-argument.ts';

export const checkTableauCommand: CliCommand = {
  words: 'tableau check',
  arguments: ['[site]'],
  summary: 'Sign in to a Tableau site; see what that may do there, and which webhooks point here',
  async run({ faces, args, out }) {
    const api = await faces.api();
    const site = await siteOf(api, args[0]);
    const answer = await api.call(checkTableau, { site });
    out.result(answer, () => {
      const { product, restApiVersion, contentUrl } = answer;
      const version = product === undefined ? '' : `Tableau ${product}, `;
      out.line(printable(`${answer.server} answers: ${version}REST API ${restApiVersion}`));
      out.line(
        printable(`signed in to ${contentUrl === '' ? 'the Default site' : contentUrl} (${answer.siteId})`),
      );
      if (answer.displacedAt !== undefined)
        out.line(
          `another program seems to use the same token: our session ended early at ${answer.displacedAt}; give Tabduty its own (tabduty token rotate ${site})`,
        );
      printRights(out, answer);
      const here = answer.webhooks.filter(({ pointsHere }) => pointsHere).length;
      out.line(`${answer.webhooks.length} webhooks, ${here} of them point here`);
      if (here === 0 && answer.rights.some(mayCreate))
        out.line(`tabduty tableau webhooks sync ${site} --apply makes them`);
      if (answer.webhooks.length > 0) webhookTable(out, answer.webhooks, '');
    });
    return answer.rights.every(({ enough }) => enough) ? 0 : 1;
  },
};

type Answer = z.output<typeof checkTableau.answer>;

/** A phone shows some 40 characters a line, so a right is a line of its own; what mends several stands once. */
function printRights(out: Output, { siteRole, rights }: Answer): void {
  out.line(printable(`site role of its user: ${siteRole ?? 'Tableau does not tell'}; it may`));
  for (const { feature, text, enough } of rights)
    out.line(printable(`${enough ? ' ' : '!'} ${feature}: ${text}`));
  const missing = rights.filter(({ enough }) => !enough);
  if (missing.length === 0) return;
  out.line('"!": the configuration asks for more than that');
  for (const remedy of new Set(missing.map((right) => right.remedy ?? '')))
    if (remedy !== '') out.line(printable(`  → ${remedy}`));
}

function mayCreate({ feature, level }: Answer['rights'][number]): boolean {
  return feature === 'webhooks' && level !== 'none';
}
