/** Answers the endpoints that take a site over from Postman and Power Automate. */
import * as api from '../../api/import.ts';
import { importSite, type ImportDeps, type Imported, siteAt } from '../../app/sites/import-site.ts';
import {
  planReplace,
  type ReplaceDeps,
  type ReplacePlan,
  replaceWebhooks,
} from '../../app/sites/replace-webhooks.ts';
import type { SeenWebhook } from '../../domain/sites/webhook-plan.ts';
import { handler, type Handler } from '../handler.ts';

export function importHandlers(deps: ImportDeps & ReplaceDeps): readonly Handler[] {
  return [
    handler(api.findSite, async (place) => {
      const found = siteAt(deps.holder.current(), place);
      return { site: found?.slug, tokenName: found?.pat?.name };
    }),
    handler(api.importSite, async (wish, { actor }) =>
      viewOf(await importSite(deps, { ...wish, token: wish.token }, actor)),
    ),
    handler(api.planReplacement, async ({ site }) => {
      const plan = await planReplace(deps, site);
      return { ...planView(plan), replaced: plan.replaced.map(replacedView) };
    }),
    handler(api.replaceWebhooks, async ({ site }, { actor }) => {
      const done = await replaceWebhooks(deps, site, actor);
      return {
        ...planView(done),
        revision: done.revision,
        deleted: done.deleted.map(({ fault, ...one }) => ({
          ...replacedView(one),
          fault: fault?.message,
          remedy: fault?.remedy,
        })),
      };
    }),
  ];
}

function viewOf({ flows, unusable, others, entries, edits, secrets, outcome, site, isNewSite }: Imported) {
  return {
    ...{ site, isNewSite, secrets: [...secrets], others: others.map(summaryOf) },
    flows: flows.map(({ receiver, isKnown, flow }) => ({
      ...{ receiver, isKnown, origin: originOf(flow.url) },
      webhooks: flow.webhooks.map(summaryOf),
    })),
    unusable: unusable.map(({ webhook, why }) => ({ ...summaryOf(webhook), why })),
    entries: entries.map((entry) => ({ ...entry })),
    edits: edits.map(({ path, value }) => ({ path: path.join('.'), value })),
    outcome:
      outcome.kind === 'in-force'
        ? { ...outcome, warnings: outcome.warnings.map((warning) => ({ ...warning })) }
        : outcome,
  };
}

function planView({ steps, inShadow, left }: ReplacePlan) {
  return {
    steps: steps.map((step) => {
      const { name, event } = step.kind === 'create' ? step : step.webhook;
      return { kind: step.kind, name, event };
    }),
    inShadow: [...inShadow],
    left: left.map(({ webhook, why }) => ({ ...summaryOf(webhook), why })),
  };
}

function replacedView({ webhook, receiver }: ReplacePlan['replaced'][number]) {
  return { ...summaryOf(webhook), receiver };
}

function summaryOf({ id, name, event, enabled, reason, url, owner }: SeenWebhook) {
  return { id, name, event, enabled, reason, origin: originOf(url), owner };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
