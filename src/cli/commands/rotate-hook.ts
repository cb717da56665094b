/** `hooks rotate`: a new address for a site, and its webhooks moved there before the old one ends. */
import { rotateHook } from '../../api/tableau.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { webhookTable } from '../webhook-table.ts';
import { printSteps } from './sync-webhooks.ts';
import { localTime } from '../times.ts';

export const rotateHookCommand: CliCommand = {
  words: 'hooks rotate',
  arguments: ['<site>'],
  summary: 'Give a site a new address and move its webhooks there; the old one stays valid meanwhile',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(rotateHook, { site: args[0] ?? '' });
    out.result(answer, () => {
      out.line('the new address is shown by "tabduty hooks list"');
      if (answer.moved.length > 0) printSteps(out, answer.moved, true);
      const { behind, oldEndsAt } = answer;
      if (behind.length > 0) {
        out.line(`${behind.length} still post to the old address, which stays valid until they are moved:`);
        webhookTable(out, behind, '');
        out.line(printable(`tabduty tableau webhooks sync ${args[0]} --apply --adopt NAME moves one`));
      }
      if (oldEndsAt !== undefined) out.line(`the old address ends at ${localTime(oldEndsAt, out.zone)}`);
    });
    return answer.moved.some(({ fault }) => fault !== undefined) ? 1 : 0;
  },
};
