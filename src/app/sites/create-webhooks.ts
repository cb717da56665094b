/** Creates webhooks in Tableau, one an event; one that posts the same event to the same address is left alone. */
import type { Policy } from '../../domain/policy.ts';
import { webhookName } from '../../domain/sites/webhook-plan.ts';
import { audited, type AuditDeps } from '../story/audit.ts';
import { AppError } from '../errors.ts';
import { installationId } from './installation-id.ts';
import type { HookDirectory } from '../ports/hooks.ts';
import type { TableauSites, Webhook } from '../ports/tableau.ts';
import { REFRESH_EVENTS, webhookEvents } from './webhook-events.ts';

export type OwnAddress = {
  readonly hooks: Pick<HookDirectory, 'pathOf'>;
  readonly publicUrl: () => string | undefined;
  readonly policy: { current(): Policy };
};

type Deps = OwnAddress & Parameters<typeof installationId>[0] & AuditDeps & { readonly sites: TableauSites };

export type WebhookWish = {
  readonly site: string;
  /** None means those of the site's configuration. */
  readonly events: readonly string[];
  readonly allRefreshEvents: boolean;
  readonly name?: string | undefined;
  readonly url?: string | undefined;
};

export async function createWebhooks(
  deps: Deps,
  wish: WebhookWish,
  actor: string,
): Promise<{ created: readonly Webhook[]; existing: readonly Webhook[] }> {
  const site = deps.sites.site(wish.site);
  const events = eventsOf(deps, wish);
  if (wish.name !== undefined && events.length > 1)
    throw new AppError('wrong-use', `one name cannot serve ${events.length} webhooks`, {
      remedy: 'leave the name out, or give one event',
    });
  const url = wish.url ?? ownAddress(deps, wish.site);
  const known = await site.listWebhooks();
  const created: Webhook[] = [];
  const existing: Webhook[] = [];
  for (const event of events) {
    const same = known.find((webhook) => webhook.event === event && webhook.url === url);
    if (same !== undefined) {
      existing.push(same);
      continue;
    }
    const draft = { name: await nameOf(deps, wish, event), event, url };
    const subject = `${wish.site}/${draft.name}`;
    const deed = { actor, action: 'webhook create', subject, detail: `${event} to ${originOf(url)}` };
    created.push(await audited(deps, deed, () => site.createWebhook(draft)));
  }
  return { created, existing };
}

/** One that posts here bears the id of this installation, and is kept alive with the others of its site. */
async function nameOf(deps: Deps, { name, url }: WebhookWish, event: string): Promise<string> {
  if (name !== undefined) return name;
  return url === undefined ? webhookName(await installationId(deps), event) : `tabduty-${event}`;
}

function eventsOf(
  { policy }: OwnAddress,
  { site, events, allRefreshEvents }: WebhookWish,
): readonly string[] {
  const given = [...events, ...(allRefreshEvents ? REFRESH_EVENTS : [])];
  return webhookEvents(given.length > 0 ? given : (policy.current().sites.get(site)?.events ?? []));
}

/** Where Tableau reaches the current hook of a site. */
export function ownAddress({ publicUrl, hooks }: OwnAddress, site: string): string {
  const base = publicUrl();
  const path = hooks.pathOf(site);
  if (base !== undefined && path !== undefined) return `${base.replace(/\/$/, '')}${path}`;
  throw new AppError('wrong-use', 'Tabduty does not know at which address Tableau reaches it', {
    remedy: 'start it with --public-url, or give the address with --url',
  });
}

/** The path of an address may be a secret. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'an address that is none';
}
