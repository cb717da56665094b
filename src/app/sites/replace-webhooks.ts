/** The last step away from flows that Tableau calls: ours work first, then shadow mode ends, then the old ones go. */
import { isFlowAddress } from '../../domain/sites/flow-address.ts';
import { subjectsOf } from '../../domain/events/event-labels.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { routesFor } from '../../domain/routing/route.ts';
import { type SeenWebhook, whoseIs } from '../../domain/sites/webhook-plan.ts';
import { AppError, named } from '../errors.ts';
import { acceptConfig, type ConfigDeps } from '../policy/accept-config.ts';
import type { EditConfig } from '../ports/config.ts';
import type { DestinationRegistry } from '../ports/destination.ts';
import { keyIn } from '../ports/hooks.ts';
import { audited } from '../story/audit.ts';
import { FLOW_TYPE, flowType } from './import-site.ts';
import { installationId } from './installation-id.ts';
import { carryOut, planSync, type SyncDeps, type SyncedStep } from './sync-webhooks.ts';

export type ReplaceDeps = SyncDeps &
  ConfigDeps & { readonly registry: DestinationRegistry; readonly editConfig: EditConfig };

export type Replacement = { readonly webhook: SeenWebhook; readonly receiver: string };

export type ReplacePlan = {
  /** Ours that are made or mended first. */
  readonly steps: readonly SyncedStep['step'][];
  readonly replaced: readonly Replacement[];
  /** Receivers of these flows that are in shadow mode. */
  readonly inShadow: readonly string[];
  /** Of others, and left alone, each with the reason. */
  readonly left: readonly { readonly webhook: SeenWebhook; readonly why: string }[];
};

export type Replaced = ReplacePlan & {
  /** The revision that ended shadow mode. */
  readonly revision: number | undefined;
  readonly deleted: readonly (Replacement & { readonly fault: AppError | undefined })[];
};

export async function planReplace(deps: ReplaceDeps, slug: string): Promise<ReplacePlan> {
  const policy = deps.holder.current();
  const site = named('site', slug, policy.sites);
  const { steps } = await planSync(deps, slug, []);
  const installation = await installationId(deps);
  const postsHere = (url: string) => deps.hooks.sourceOf(keyIn(url) ?? '') === slug;
  const replaced: Replacement[] = [];
  const left: { webhook: SeenWebhook; why: string }[] = [];
  for (const webhook of await deps.sites.site(slug).listWebhooks()) {
    if (whoseIs(webhook, { installation, postsHere }) !== 'foreign') continue;
    const receiver = receiverOf(deps, policy, webhook.url);
    const why = whyNot(webhook, receiver, policy, site);
    if (receiver === undefined || why !== undefined) left.push({ webhook, why: why ?? '' });
    else replaced.push({ webhook, receiver });
  }
  const told = new Set(replaced.map(({ receiver }) => receiver));
  const inShadow = [...told].filter((name) =>
    policy.receivers.get(name)?.destinations.some(({ shadow }) => shadow === true),
  );
  return { steps, replaced, inShadow, left };
}

function receiverOf({ registry }: ReplaceDeps, policy: Policy, url: string): string | undefined {
  if (!isFlowAddress(url)) return undefined;
  const type = flowType(registry);
  const lane = type.laneOf(undefined, { url });
  return [...policy.receivers.values()].find(({ destinations }) =>
    destinations.some((d) => d.type === FLOW_TYPE && type.laneOf(undefined, d.address) === lane),
  )?.name;
}

/** Without it nobody would tell the flow any more. */
function whyNot(
  { url, event }: SeenWebhook,
  receiver: string | undefined,
  policy: Policy,
  { slug, events }: SitePolicy,
): string | undefined {
  if (!isFlowAddress(url)) return 'does not post to a flow';
  if (receiver === undefined) return 'no receiver posts to its flow; tabduty import-postman makes one';
  if (!events.includes(event)) return 'the site does not declare its event';
  return isTold(policy, slug, event, receiver)
    ? undefined
    : `no route tells receiver ${receiver} of each such event`;
}

/** Certain cases only: a route that asks for more than the event itself says may pass it by. */
function isTold(policy: Policy, site: string, event: string, receiver: string): boolean {
  return subjectsOf({ source: site, type: event, luid: 'any', name: '' }).some(({ labels, kind }) =>
    routesFor(policy, labels, kind).some(({ route }) => route.tell === receiver),
  );
}

/** Stops at the first thing that does not work, with all of the old ones still there. Run again, it goes on. */
export async function replaceWebhooks(deps: ReplaceDeps, slug: string, actor: string): Promise<Replaced> {
  const plan = await planReplace(deps, slug);
  if (plan.replaced.length === 0) return { ...plan, revision: undefined, deleted: [] };
  refuseFile(deps, plan);
  for (const { fault } of await carryOut(deps, slug, plan, actor)) if (fault !== undefined) throw fault;
  await proveOurs(deps, slug, plan);
  const revision = await endShadow(deps, plan, actor);
  const deleted: Replaced['deleted'][number][] = [];
  for (const one of plan.replaced) deleted.push({ ...one, fault: await takeAway(deps, slug, one, actor) });
  return { ...plan, revision, deleted };
}

function refuseFile({ status }: ReplaceDeps, { inShadow }: ReplacePlan): void {
  if (status.managedBy === undefined || inShadow.length === 0) return;
  const names = inShadow.map((name) => `receivers.${name}.shadow: false`);
  throw new AppError('conflict', `receivers are in shadow mode, and ${status.managedBy} decides`, {
    remedy: `write there ${names.join(', ')}, save it, and run this again; nothing was changed`,
  });
}

/** Tableau itself calls one of ours for each event: an answer says that it reaches us. */
async function proveOurs(deps: ReplaceDeps, slug: string, { replaced }: ReplacePlan): Promise<void> {
  const site = deps.sites.site(slug);
  const ours = (await site.listWebhooks()).filter(
    ({ url, enabled }) => enabled && deps.hooks.sourceOf(keyIn(url) ?? '') === slug,
  );
  for (const event of new Set(replaced.map(({ webhook }) => webhook.event))) {
    const own = ours.find((webhook) => webhook.event === event);
    if (own === undefined) throw notReached(slug, `there is no enabled webhook of ours for ${event}`);
    const { status } = await site.testWebhook(own.id);
    if (status < 200 || status > 299)
      throw notReached(
        slug,
        `Tableau does not reach this Tabduty: its test of ${own.name} ended with ${status}`,
      );
  }
}

function notReached(slug: string, sentence: string): AppError {
  return new AppError('unreachable', `${sentence}; the old webhooks are all still there`, {
    remedy: `see which leg is broken: tabduty doctor inbound; then run this again (site ${slug})`,
  });
}

async function endShadow(
  deps: ReplaceDeps,
  { inShadow }: ReplacePlan,
  actor: string,
): Promise<number | undefined> {
  const newest = await deps.store.ask('revision', {});
  if (inShadow.length === 0 || newest === undefined) return undefined;
  const edits = inShadow.map((name) => ({ path: ['receivers', name, 'shadow'], value: 'false' }));
  const accepted = await acceptConfig(deps, {
    text: deps.editConfig(newest.text, edits),
    author: actor,
    note: `shadow mode of ${inShadow.join(', ')} ended`,
    base: newest.number,
    action: 'shadow end',
  });
  if (accepted.ok) return accepted.number;
  const [first] = accepted.faults;
  throw new AppError('configuration', `shadow mode cannot end: ${first?.message}; no webhook was deleted`, {
    ...(first === undefined ? {} : { path: first.path }),
    remedy: 'mend it (tabduty config status shows all), then run this again',
  });
}

async function takeAway(
  deps: ReplaceDeps,
  slug: string,
  { webhook, receiver }: Replacement,
  actor: string,
): Promise<AppError | undefined> {
  const subject = `${slug}/${webhook.name}`;
  const detail = `${webhook.id}: receiver ${receiver} tells its flow of ${webhook.event} now`;
  try {
    await audited(deps, { actor, action: 'webhook delete', subject, detail }, () =>
      deps.sites.site(slug).deleteWebhook(webhook.id),
    );
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
