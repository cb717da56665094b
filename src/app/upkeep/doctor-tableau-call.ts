/** Lets Tableau call us through a webhook of ours, and looks whether the call arrived. */
import { hasSignIn } from '../../domain/policy.ts';
import { audited, type AuditDeps } from '../story/audit.ts';
import { AppError } from '../errors.ts';
import { type Finding, finding } from './finding.ts';
import { maskAddresses } from '../sites/mask-addresses.ts';
import type { HookDirectory } from '../ports/hooks.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSites, Webhook } from '../ports/tableau.ts';
import { arrivedAfter, judgeRoundTrip, newestCall, pointsHere, roundTripOf } from '../sites/round-trip.ts';
import type { Policy } from '../../domain/policy.ts';

export type TableauCallDeps = AuditDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
  readonly hooks: Pick<HookDirectory, 'sourceOf'>;
};

export async function examineTableauCall(
  deps: TableauCallDeps,
  slug: string,
  publicUrl: string | undefined,
  actor: string,
): Promise<readonly Finding[]> {
  const check = `webhooks of ${slug}`;
  const site = deps.policy.current().sites.get(slug);
  if (site === undefined || !hasSignIn(site))
    return [
      finding(
        check,
        'skipped',
        'the site has no sign-in, so Tableau cannot be asked',
        'add pat: { name, secret } to it',
      ),
    ];
  const all = await orFault(check, () => deps.sites.site(slug).listWebhooks());
  if ('level' in all) return [all];
  const ours = all.filter((webhook) => pointsHere(deps, slug, webhook));
  if (ours.length === 0)
    return [
      finding(
        check,
        'fault',
        `none of its ${all.length} webhooks has our address`,
        `tabduty tableau webhooks sync ${slug} --apply`,
      ),
    ];
  return [
    ...ours.filter(({ enabled }) => !enabled).map((webhook) => disabled(check, slug, webhook)),
    ...elsewhere(check, slug, ours, publicUrl),
    await call(deps, slug, ours.find(({ enabled }) => enabled) ?? (ours[0] as Webhook), actor),
  ];
}

function disabled(check: string, slug: string, { name, reason }: Webhook): Finding {
  return finding(
    check,
    'fault',
    `Tableau has disabled ${name}${reason === '' ? '' : `: ${reason}`}`,
    `mend what is named above, then: tabduty tableau webhooks update ${slug} ${name} --enable`,
  );
}

function elsewhere(
  check: string,
  slug: string,
  ours: readonly Webhook[],
  publicUrl: string | undefined,
): readonly Finding[] {
  const strays = ours.filter(({ url }) => publicUrl !== undefined && !url.startsWith(`${publicUrl}/hooks/`));
  if (strays.length === 0) return [];
  const origins = new Set(
    strays.map(({ url }) => (URL.canParse(url) ? new URL(url).origin : 'an odd address')),
  );
  return [
    finding(
      check,
      'warning',
      `${strays.map(({ name }) => name).join(', ')} call ${[...origins].join(', ')}, and the public URL is ${publicUrl}`,
      `tabduty tableau webhooks sync ${slug} --apply makes new ones; delete these afterwards`,
    ),
  ];
}

async function call(
  deps: TableauCallDeps,
  slug: string,
  { id, name }: Webhook,
  actor: string,
): Promise<Finding> {
  const check = `call of ${slug}`;
  const before = await newestCall(deps, slug);
  const deed = { actor, action: 'webhook test', subject: `${slug}/${name}`, detail: `${id}, for the doctor` };
  const result = await orFault(check, () => audited(deps, deed, () => deps.sites.site(slug).testWebhook(id)));
  if ('level' in result) return result;
  const trip = roundTripOf(result, await arrivedAfter(deps, slug, before));
  const judged = judgeRoundTrip(trip);
  if (judged === undefined || trip.kind === 'arrived')
    return finding(
      check,
      'ok',
      `Tableau called through ${name}${trip.kind === 'arrived' ? `, and it arrived as ${trip.as.id}` : ''}`,
    );
  return finding(
    check,
    'fault',
    `through ${name} Tableau says ${trip.said}; ${judged.meaning}`,
    judged.remedy,
  );
}

async function orFault<T>(check: string, work: () => Promise<T>): Promise<T | Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return finding(check, 'fault', maskAddresses(error.message), error.remedy);
  }
}
