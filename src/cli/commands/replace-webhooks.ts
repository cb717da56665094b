/** `tableau webhooks replace`: ours in place of those that call flows, with no moment in which nobody is told. */
import type { Options } from '../options.ts';
import { planReplacement, replaceWebhooks } from '../../api/import.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';
import { type Output, printable } from '../output.ts';
import { counted } from '../print-faults.ts';
import { oneLine } from '../print-import.ts';
import { Cancelled } from '../set-up.ts';

export const replaceWebhooksCommand: CliCommand = {
  words: 'tableau webhooks replace',
  arguments: ['<site>'],
  summary:
    'Replace webhooks that call Power Automate: ours are made and tried, shadow mode ends, then the old ones are deleted',
  options: [
    { flags: '--dry-run', help: 'only show what would happen' },
    { flags: '--yes', help: 'without asking' },
  ],
  async run({ faces, args, options, out }) {
    const site = args[0] ?? '';
    const api = await faces.api();
    const plan = await api.call(planReplacement, { site });
    if (plan.replaced.length === 0 || options['dryRun'] === true) {
      out.result(plan, () => printPlan(out, plan));
      return 0;
    }
    await mayReplace(faces, options, () => printPlan(out, plan));
    const done = await api.call(replaceWebhooks, { site });
    out.result(done, () => printDone(out, done));
    return done.deleted.some(({ fault }) => fault !== undefined) ? 1 : 0;
  },
};

type Plan = AnswerOf<typeof planReplacement>;

async function mayReplace(faces: Faces, options: Options, show: () => void): Promise<void> {
  if (options['yes'] === true) return;
  const prompts = options['json'] === true ? undefined : faces.prompts('nothing was changed');
  if (prompts === undefined)
    throw new AppError('wrong-use', 'webhooks would be deleted, and nobody can be asked', {
      remedy: 'look with --dry-run, then add --yes',
    });
  show();
  if (!(await prompts.confirm('Do this now?', false))) throw new Cancelled('nothing was changed');
}

function printPlan(out: Output, { steps, inShadow, replaced, left }: Plan): void {
  if (replaced.length === 0) out.line('nothing to replace: no webhook calls a flow that a receiver tells');
  else {
    const lines = [
      ...steps.map(({ kind, name, event }) => `${kind} ${name} for ${event}`),
      'let Tableau call ours on trial',
      ...inShadow.map((name) => `end shadow mode of ${name}: its flow is told from then on`),
      ...replaced.map((webhook) => `delete ${oneLine(webhook)}`),
    ];
    lines.forEach((line, i) => out.line(printable(`${i + 1}. ${line}`)));
  }
  if (left.length > 0) out.line(`${counted(left.length, 'webhook')} of others, left alone:`);
  for (const webhook of left) out.line(`  ${oneLine(webhook)}: ${printable(webhook.why)}`);
}

function printDone(out: Output, { deleted, inShadow, revision }: AnswerOf<typeof replaceWebhooks>): void {
  out.line('ours are there, and Tableau reaches them');
  if (revision !== undefined)
    out.line(
      `revision ${revision} ended shadow mode of ${inShadow.join(', ')}: messages are sent from now on`,
    );
  for (const { fault, remedy, receiver, ...webhook } of deleted) {
    if (fault === undefined) out.line(`deleted ${oneLine(webhook)}; receiver ${receiver} tells its flow now`);
    else out.line(printable(`could not delete ${webhook.name}: ${fault}`));
    if (remedy !== undefined) out.line(printable(`  → ${remedy}; then run this again`));
  }
}
