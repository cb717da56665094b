/** Answers the endpoints that ask a Tableau site. */
import * as api from '../../api/tableau.ts';
import { createWebhooks } from '../../app/sites/create-webhooks.ts';
import { deleteWebhook } from '../../app/sites/delete-webhook.ts';
import { named } from '../../app/errors.ts';
import { findWebhook } from '../../app/sites/find-webhook.ts';
import { type HookDirectory, keyIn } from '../../app/ports/hooks.ts';
import type { Webhook } from '../../app/ports/tableau.ts';
import { rotateHook, type RotateDeps } from '../../app/policy/rotate-hook.ts';
import { probeRights } from '../../app/sites/probe-rights.ts';
import { testWebhook } from '../../app/sites/test-webhook.ts';
import { updateWebhook } from '../../app/sites/update-webhook.ts';
import { carryOut, planSync, type SyncedStep } from '../../app/sites/sync-webhooks.ts';
import type { WebhookPlan } from '../../domain/sites/webhook-plan.ts';
import { isEnough, type Right, rightsOf } from '../../domain/sites/rights.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { handler, type Handler } from '../handler.ts';

export type TableauDeps = RotateDeps;

export function tableauHandlers(deps: TableauDeps): readonly Handler[] {
  const { sites } = deps;
  const summary = (site: string, webhook: Webhook) => summaryOf(deps.hooks, site, webhook);
  return [
    handler(api.listSites, async () => ({ sites: [...deps.policy.current().sites.keys()] })),
    handler(api.checkTableau, ({ site }) => check(deps, site)),
    handler(api.listWebhooks, async ({ site }) => ({
      webhooks: (await sites.site(site).listWebhooks()).map((webhook) => summary(site, webhook)),
    })),
    handler(api.createWebhooks, async (wish, { actor }) => {
      const { created, existing } = await createWebhooks(deps, wish, actor);
      return {
        created: created.map((webhook) => summary(wish.site, webhook)),
        existing: existing.map((webhook) => summary(wish.site, webhook)),
      };
    }),
    handler(api.showWebhook, async ({ site, webhook }) => {
      const found = await findWebhook(sites.site(site), webhook);
      return { webhook: { ...summary(site, found), url: found.url } };
    }),
    handler(api.updateWebhook, async ({ site, webhook, ...edit }, { actor }) => ({
      webhook: summary(site, await updateWebhook(deps, sites.site(site), webhook, edit, actor)),
    })),
    handler(api.deleteWebhook, ({ site, webhook }, { actor }) =>
      deleteWebhook(deps, sites.site(site), webhook, actor),
    ),
    ...syncHandlers(deps),
    handler(api.testWebhook, ({ site, webhook }, { actor }) =>
      testWebhook(deps, sites.site(site), webhook, actor),
    ),
  ];
}

function syncHandlers(deps: TableauDeps): readonly Handler[] {
  const summary = (site: string, webhook: Webhook) => summaryOf(deps.hooks, site, webhook);
  const viewOf = (site: string, { kept, left, refused }: WebhookPlan, steps: readonly SyncedStep[]) => ({
    steps: steps.map(viewOfStep),
    kept: kept.map((webhook) => summary(site, webhook)),
    left: left.map(({ webhook, whose }) => ({ ...summary(site, webhook), whose })),
    refused: [...refused],
  });
  return [
    handler(api.planWebhookSync, async ({ site, adopt }) => {
      const plan = await planSync(deps, site, namesIn(adopt));
      return viewOf(
        site,
        plan,
        plan.steps.map((step) => ({ step, fault: undefined })),
      );
    }),
    handler(api.syncWebhooks, async ({ site, adopt }, { actor }) => {
      const plan = await planSync(deps, site, namesIn(adopt));
      return viewOf(site, plan, await carryOut(deps, site, plan, actor));
    }),
    handler(api.rotateHook, async ({ site }, { actor }) => {
      const { url, moved, behind, oldEndsAt } = await rotateHook(deps, site, actor);
      return {
        url,
        moved: moved.map(viewOfStep),
        behind: behind.map((webhook) => summary(site, webhook)),
        ...(oldEndsAt === undefined ? {} : { oldEndsAt: isoOf(oldEndsAt) }),
      };
    }),
  ];
}

/** "one, two": names cannot hold a comma here; such a webhook is named by its id. */
function namesIn(adopt: string): readonly string[] {
  return adopt
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function viewOfStep({ step, fault }: SyncedStep): api.WebhookStepView {
  const { kind, why } = step;
  const { event, name } = kind === 'create' ? step : step.webhook;
  const owner = kind === 'create' ? undefined : step.webhook.owner;
  return {
    kind,
    event,
    name,
    why,
    ...(owner === undefined ? {} : { owner }),
    ...(fault === undefined ? {} : { fault: fault.message }),
    ...(fault?.remedy === undefined ? {} : { remedy: fault.remedy }),
  };
}

async function check({ sites, hooks, policy }: TableauDeps, slug: string) {
  const site = sites.site(slug);
  const configured = named('site', slug, policy.current().sites);
  const { info, session, probes, webhooks } = await probeRights(site);
  const displacedAt = site.displacedAt();
  return {
    server: session.origin,
    contentUrl: configured.contentUrl,
    ...(info.product === undefined ? {} : { product: info.product }),
    restApiVersion: info.restApiVersion,
    ...(info.serverTime === undefined ? {} : { serverTime: isoOf(info.serverTime) }),
    siteId: session.siteId,
    ...(displacedAt === undefined ? {} : { displacedAt: isoOf(displacedAt) }),
    ...(probes.siteRole === undefined ? {} : { siteRole: probes.siteRole }),
    rights: rightsOf(probes, configured).map(viewOfRight),
    webhooks: webhooks.map((webhook) => summaryOf(hooks, slug, webhook)),
  };
}

function viewOfRight(right: Right) {
  const { feature, level, wanted, text, remedy } = right;
  const known = level === undefined ? {} : { level };
  return {
    feature,
    ...known,
    wanted,
    enough: isEnough(right),
    text,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function summaryOf(hooks: HookDirectory, site: string, { url, owner, ...webhook }: Webhook) {
  const { origin } = URL.canParse(url) ? new URL(url) : { origin: '' };
  const key = keyIn(url);
  const pointsHere = key !== undefined && hooks.sourceOf(key) === site;
  return { ...webhook, origin, pointsHere, ...(owner === undefined ? {} : { owner }) };
}
