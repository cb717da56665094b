/** Compares a site's webhooks with those that it declares, and makes them so when asked to. */
import { atLeast } from '../../domain/sites/rest-version.ts';
import { insert } from '../../domain/change.ts';
import { planWebhooks, type WebhookPlan, type WebhookStep } from '../../domain/sites/webhook-plan.ts';
import { ownAddress, type OwnAddress } from './create-webhooks.ts';
import { AppError, named } from '../errors.ts';
import { installationId } from './installation-id.ts';
import type { Clock } from '../ports/clock.ts';
import { keyIn, type HookDirectory } from '../ports/hooks.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSite, TableauSites } from '../ports/tableau.ts';

export type SyncDeps = OwnAddress & {
  readonly sites: TableauSites;
  readonly hooks: Pick<HookDirectory, 'pathOf' | 'sourceOf'>;
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'now'>;
};

/** `fault` says why a step could not be carried out. */
export type SyncedStep = { readonly step: WebhookStep; readonly fault: AppError | undefined };

/** Reads the site's webhooks and says what would have to happen; nothing is changed. */
export async function planSync(deps: SyncDeps, slug: string, adopt: readonly string[]): Promise<WebhookPlan> {
  const site = named('site', slug, deps.policy.current().sites);
  return planWebhooks(await deps.sites.site(slug).listWebhooks(), {
    installation: await installationId(deps),
    events: site.events,
    url: ownAddress(deps, slug),
    postsHere: (url) => deps.hooks.sourceOf(keyIn(url) ?? '') === slug,
    adopt,
  });
}

/** Carries a plan out, step by step; one that fails does not keep the others back. */
export async function carryOut(
  deps: SyncDeps,
  slug: string,
  { steps }: Pick<WebhookPlan, 'steps'>,
  actor: string,
): Promise<readonly SyncedStep[]> {
  const url = ownAddress(deps, slug);
  const done: SyncedStep[] = [];
  for (const step of steps) {
    try {
      await carryOutStep(deps.sites.site(slug), step, url);
      await audit(deps, slug, step, actor);
      done.push({ step, fault: undefined });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      done.push({ step, fault: error });
    }
  }
  return done;
}

async function carryOutStep(site: TableauSite, step: WebhookStep, url: string): Promise<void> {
  switch (step.kind) {
    case 'create':
      await site.createWebhook({ name: step.name, event: step.event, url });
      return;
    case 'delete':
      return site.deleteWebhook(step.webhook.id);
    case 'enable':
    case 'update':
    case 'adopt':
      return change(site, step);
  }
}

/** A Tableau that cannot change webhooks (REST API before 3.8) gets a new one before the old one goes. */
async function change(
  site: TableauSite,
  { webhook, edit }: Extract<WebhookStep, { kind: 'enable' | 'update' | 'adopt' }>,
): Promise<void> {
  try {
    await site.updateWebhook(webhook.id, edit);
  } catch (error) {
    if (!(error instanceof AppError) || !(await isTooOld(site))) throw error;
    const { event, name, url } = { ...webhook, ...edit };
    await site.createWebhook({ name, event, url });
    await site.deleteWebhook(webhook.id);
  }
}

async function isTooOld(site: TableauSite): Promise<boolean> {
  return !atLeast((await site.serverInfo()).restApiVersion, '3.8');
}

async function audit(deps: SyncDeps, slug: string, step: WebhookStep, actor: string): Promise<void> {
  const detail = step.kind === 'create' ? step.name : `${step.webhook.name}: ${step.why}`;
  await deps.store.commit([
    insert('audit', {
      id: deps.ids.next(),
      at: deps.clock.now(),
      actor,
      action: `webhook ${step.kind}`,
      subject: slug,
      detail,
    }),
  ]);
}
