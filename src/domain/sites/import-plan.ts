/** What the webhooks of a site become when it is taken over from Postman and Power Automate: flows, and who posts to them. */
import { catalogEntry, EVENT_CATALOG } from '../events/event-catalog.ts';
import { isFlowAddress } from './flow-address.ts';
import type { SeenWebhook } from './webhook-plan.ts';

/** A flow with all webhooks that post to it. */
export type FoundFlow = { readonly url: string; readonly webhooks: readonly SeenWebhook[] };

export type SortedWebhooks = {
  readonly flows: readonly FoundFlow[];
  /** Posts to a flow, and cannot be taken over. */
  readonly unusable: readonly { readonly webhook: SeenWebhook; readonly why: string }[];
  /** Does not post to a flow: none of this is any business of the import. */
  readonly others: readonly SeenWebhook[];
};

/** `faultOf` says why an address can be no destination; two addresses of one `laneOf` are the same flow. */
export function sortWebhooks(
  seen: readonly SeenWebhook[],
  faultOf: (url: string) => string | undefined,
  laneOf: (url: string) => string,
): SortedWebhooks {
  const flows = new Map<string, { url: string; webhooks: SeenWebhook[] }>();
  const unusable: { webhook: SeenWebhook; why: string }[] = [];
  const others: SeenWebhook[] = [];
  for (const webhook of seen) {
    const fault = faultOf(webhook.url);
    if (!isFlowAddress(webhook.url)) others.push(webhook);
    else if (fault !== undefined) unusable.push({ webhook, why: `its address ${fault}` });
    else if (catalogEntry(webhook.event) === undefined)
      unusable.push({ webhook, why: 'its event is not known here' });
    else {
      const flow = flows.get(laneOf(webhook.url)) ?? { url: webhook.url, webhooks: [] };
      flow.webhooks.push(webhook);
      flows.set(laneOf(webhook.url), flow);
    }
  }
  return { flows: [...flows.values()], unusable, others };
}

/** The tests of a route; a label without values is not tested. */
export type RouteTests = {
  readonly condition?: string;
  readonly event?: string;
  readonly contentType?: string;
};

/** Routes by which a flow goes on to hear of what these webhooks told it. */
export function routesOf(webhooks: readonly Pick<SeenWebhook, 'event'>[]): readonly RouteTests[] {
  const entries = EVENT_CATALOG.filter(({ type }) => webhooks.some((w) => w.event === type));
  const words = [...new Set(entries.map(({ event }) => event))];
  return words.flatMap((event) => {
    const mine = entries.filter((e) => e.event === event);
    const test = mine.every(({ meaning }) => meaning === 'failed') ? { condition: event } : { event };
    const whole = mine.length === EVENT_CATALOG.filter((e) => e.event === event).length;
    return whole ? [test] : mine.map(({ contentType }) => ({ ...test, contentType }));
  });
}
