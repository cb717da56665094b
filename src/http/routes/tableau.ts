/** Answers the endpoints that ask a Tableau site. */
import * as api from '../../api/tableau.ts';
import { checkTableau } from '../../app/check-tableau.ts';
import { createWebhooks } from '../../app/create-webhooks.ts';
import { deleteWebhook } from '../../app/delete-webhook.ts';
import { notFound } from '../../app/errors.ts';
import { findWebhook } from '../../app/find-webhook.ts';
import type { HookDirectory } from '../../app/ports/hooks.ts';
import type { Webhook } from '../../app/ports/tableau.ts';
import { testWebhook } from '../../app/test-webhook.ts';
import { updateWebhook } from '../../app/update-webhook.ts';
import { isoOf } from '../../domain/instant.ts';
import { handler, type Handler } from '../handler.ts';

export type TableauDeps = Parameters<typeof createWebhooks>[0] & { readonly hooks: HookDirectory };

export function tableauHandlers(deps: TableauDeps): readonly Handler[] {
  const { sites } = deps;
  const summary = (site: string, webhook: Webhook) => summaryOf(deps.hooks, site, webhook);
  return [
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
    handler(api.testWebhook, ({ site, webhook }, { actor }) =>
      testWebhook(deps, sites.site(site), webhook, actor),
    ),
  ];
}

async function check({ sites, hooks, policy }: TableauDeps, slug: string) {
  const site = sites.site(slug);
  const configured = policy.current().sites.get(slug);
  if (configured === undefined) throw notFound('site', slug);
  const { info, session, webhooks } = await checkTableau(site);
  const displacedAt = site.displacedAt();
  return {
    server: session.origin,
    contentUrl: configured.contentUrl,
    ...(info.product === undefined ? {} : { product: info.product }),
    restApiVersion: info.restApiVersion,
    ...(info.serverTime === undefined ? {} : { serverTime: isoOf(info.serverTime) }),
    siteId: session.siteId,
    ...(displacedAt === undefined ? {} : { displacedAt: isoOf(displacedAt) }),
    webhooks: webhooks.map((webhook) => summaryOf(hooks, slug, webhook)),
  };
}

function summaryOf(hooks: HookDirectory, site: string, { url, owner, ...webhook }: Webhook) {
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : { origin: '', pathname: '' };
  const key = /\/hooks\/([^/]+)$/.exec(pathname)?.[1];
  const pointsHere = key !== undefined && hooks.sourceOf(key) === site;
  return { ...webhook, origin, pointsHere, ...(owner === undefined ? {} : { owner }) };
}
