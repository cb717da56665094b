/** `tableau webhooks sync`: what is between the declared webhooks of a site and those it has, and its mending. */
import { planWebhookSync, syncWebhooks, type WebhookStepView } from '../../api/tableau.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand, ExitCode } from '../command.ts';
import { type Output, printable } from '../output.ts';
import { webhookTable } from '../webhook-table.ts';
import { siteOf } from '../site-argument.ts';

export const syncWebhooksCommand: CliCommand = {
  words: 'tableau webhooks sync',
  arguments: ['[site]'],
  summary: "Compare a site's webhooks with its `events`, and with --apply make them so",
  options: [
    {
      flags: '--plan',
      help: 'only show what would happen (the default); exit code 3 when there is something',
    },
    {
      flags: '--apply',
      help: 'create, change, enable and delete webhooks that bear the id of this installation',
    },
    { flags: '--adopt <webhooks>', help: 'names or ids, with commas, that are to become ours as they are' },
  ],
  async run({ faces, args, options, out }) {
    const apply = options['apply'] === true;
    if (apply && options['plan'] === true)
      throw new AppError('wrong-use', 'give --plan or --apply, not both');
    const api = await faces.api();
    const input = { site: await siteOf(api, args[0]), adopt: String(options['adopt'] ?? '') };
    const answer = await api.call(apply ? syncWebhooks : planWebhookSync, input);
    out.result(answer, () => {
      printSteps(out, answer.steps, apply);
      for (const sentence of answer.refused) out.line(printable(`not adopted: ${sentence}`));
      const { kept, left } = answer;
      if (kept.length > 0) out.line(`${kept.length} ${kept.length === 1 ? 'is' : 'are'} as declared`);
      if (left.length > 0) out.line(`${left.length} not ours, left alone:`);
      if (left.length > 0) webhookTable(out, left, '');
      for (const { name, event, whose } of left)
        if (whose === 'hand')
          out.line(printable(`${name} posts here for ${event}; keep it alive with --adopt ${name}`));
    });
    return exitCode(answer.steps, answer.refused, apply);
  },
};

function exitCode(steps: readonly WebhookStepView[], refused: readonly string[], applied: boolean): ExitCode {
  if (refused.length > 0 || steps.some(({ fault }) => fault !== undefined)) return 1;
  return !applied && steps.length > 0 ? 3 : 0;
}

export function printSteps(out: Output, steps: readonly WebhookStepView[], applied: boolean): void {
  if (steps.length === 0) out.line('nothing to do');
  for (const { kind, name, event, owner, why, fault, remedy } of steps) {
    const whose = owner === undefined ? '' : `, owned by ${owner}`;
    const verb = fault !== undefined ? `could not ${kind}` : applied ? DONE[kind] : `would ${kind}`;
    out.line(printable(`${verb} ${name} for ${event}${whose}: ${fault ?? why}`));
    if (remedy !== undefined) out.line(printable(`  ${remedy}`));
  }
}

const DONE: Readonly<Record<WebhookStepView['kind'], string>> = {
  create: 'created',
  enable: 'enabled',
  update: 'changed',
  adopt: 'adopted',
  delete: 'deleted',
};
