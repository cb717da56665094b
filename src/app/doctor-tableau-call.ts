/** Lets Tableau call us through a webhook of ours, and looks whether the call arrived. */
import { audited, type AuditDeps } from './audit.ts';
import { AppError } from './errors.ts';
import { type Finding, finding } from './finding.ts';
import { maskAddresses } from './mask-addresses.ts';
import type { HookDirectory } from './ports/hooks.ts';
import type { Store } from './ports/store.ts';
import type { TableauSites, Webhook, WebhookTest } from './ports/tableau.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/instant.ts';

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
  if (deps.policy.current().sites.get(slug)?.pat === undefined)
    return [
      finding(
        check,
        'skipped',
        'the site has no token, so Tableau cannot be asked',
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
        `tabduty tableau webhooks create ${slug}`,
      ),
    ];
  return [
    ...ours.filter(({ enabled }) => !enabled).map((webhook) => disabled(check, slug, webhook)),
    ...elsewhere(check, slug, ours, publicUrl),
    await call(deps, slug, ours.find(({ enabled }) => enabled) ?? (ours[0] as Webhook), actor),
  ];
}

/** By the key at its end, whatever stands before it. */
function pointsHere({ hooks }: TableauCallDeps, slug: string, { url }: Webhook): boolean {
  const key = /\/hooks\/([^/?#]+)$/.exec(url)?.[1];
  return key !== undefined && hooks.sourceOf(key) === slug;
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
      `tabduty tableau webhooks create ${slug} makes new ones; delete these afterwards`,
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
  const since = deps.clock.now();
  const deed = { actor, action: 'webhook test', subject: `${slug}/${name}`, detail: `${id}, for the doctor` };
  const result = await orFault(check, () => audited(deps, deed, () => deps.sites.site(slug).testWebhook(id)));
  if ('level' in result) return result;
  const arrived = await arrivedSince(deps, slug, since);
  const isDone = result.status >= 200 && result.status < 300;
  if (isDone && arrived !== undefined)
    return finding(check, 'ok', `Tableau called through ${name}, and it arrived as ${arrived}`);
  if (isDone)
    return finding(
      check,
      'fault',
      `Tableau got ${result.status} through ${name}, and nothing arrived here`,
      'something in front of Tabduty answers in its place: a proxy, a cache, or another installation',
    );
  return judgeRefusal(check, name, result, arrived);
}

function judgeRefusal(
  check: string,
  name: string,
  result: WebhookTest,
  arrived: string | undefined,
): Finding {
  const said = maskAddresses(result.body).replace(/\s+/g, ' ').trim().slice(0, 200);
  const answer = `through ${name} Tableau says ${result.status}${said === '' ? '' : `: ${said}`}`;
  if (arrived !== undefined)
    return finding(
      check,
      'fault',
      `${answer}; the call arrived here as ${arrived}, and our answer did not get back in time`,
      'a proxy holds the answer back or takes longer than three seconds',
    );
  if (result.status === 408)
    return finding(
      check,
      'fault',
      `${answer}: Tableau cannot connect, or gets no answer in time`,
      'name, firewall or certificate, as Tableau sees them: compare with the legs above',
    );
  if (result.status === 404)
    return finding(
      check,
      'fault',
      `${answer}: the address is not known where the call ends`,
      'the wrong service, or a path that the proxy does not pass on',
    );
  return finding(
    check,
    'fault',
    answer,
    'what stands in front of Tabduty answers this; compare with the legs above',
  );
}

/** A call is on disk before it is answered, so one that came is there now. */
async function arrivedSince({ store }: TableauCallDeps, source: string, since: Instant) {
  const calls = await store.ask('listCalls', { limit: 50, source });
  const tests = calls.filter(
    (c) => c.receivedAt >= since && c.reading !== 'event' && c.reading !== 'duplicate',
  );
  return tests.at(-1)?.id;
}

async function orFault<T>(check: string, work: () => Promise<T>): Promise<T | Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return finding(check, 'fault', maskAddresses(error.message), error.remedy);
  }
}
