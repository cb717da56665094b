/** The body of create and update, in the words that a version of the REST API knows. */
import { atLeast, elementOf, eventOf, SINCE } from './wire.ts';

type Wanted = {
  readonly name: string;
  readonly event: string;
  readonly url: string;
  readonly enabled?: boolean;
  readonly reason?: string | undefined;
};

export function webhookBody(version: string, { name, event, url, enabled, reason }: Wanted): unknown {
  const knowsState = atLeast(version, SINCE.webhookUpdate) && enabled !== undefined;
  return {
    webhook: {
      name,
      ...eventPart(version, event),
      ...(knowsState ? { isEnabled: enabled } : {}),
      ...(knowsState && reason !== undefined ? { statusChangeReason: reason } : {}),
      'webhook-destination': { 'webhook-destination-http': { method: 'POST', url } },
    },
  };
}

/** An event that only this Tableau knows goes back as it came. */
function eventPart(version: string, event: string): Record<string, unknown> {
  const known = eventOf(event);
  if (atLeast(version, SINCE.webhookEvent) && !event.startsWith('webhook-')) return { event };
  return { 'webhook-source': { [known === undefined ? event : elementOf(known)]: {} } };
}
