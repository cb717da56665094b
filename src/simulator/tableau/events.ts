/** From something that happened to the bytes that Tableau posts about it. */
import { type Instant, isoOf } from '../../domain/time/instant.ts';
import { type EventName, resourceOf } from '../../tableau/wire.ts';
import type { WireDelivery } from '../../tableau/wire-documents.ts';
import type { Switches } from './switches.ts';
import type { Site } from './world.ts';

export type Occurrence = {
  readonly event: EventName;
  readonly site: Site;
  readonly resourceName: string;
  readonly resourceLuid: string;
  readonly at: Instant;
};

type BodySwitches = Pick<Switches, 'text' | 'oldResource'>;

/** The body of a delivery; every copy and every retry has these very bytes. */
export function bodyOf(what: Occurrence, switches: BodySwitches): string {
  const body: WireDelivery = {
    resource: resourceWord(what.event, switches),
    event_type: what.event,
    resource_name: what.resourceName,
    site_luid: what.site.luid,
    resource_luid: what.resourceLuid,
    created_at: roundedSecond(what.at),
    ...(switches.text ? { text: textOf(what, what.event) } : {}),
  };
  return JSON.stringify(body);
}

/** The body of a test call: what Tableau really sends is disputed, so each claim is a variant. */
export function testBodyOf(
  variant: Switches['testBody'],
  webhook: { readonly event: EventName; readonly site: Site; readonly name: string; readonly luid: string },
  at: Instant,
): string {
  const resource = resourceOf(webhook.event);
  switch (variant) {
    case 'empty':
      return '';
    case 'object':
      return '{}';
    case 'event-type':
      return JSON.stringify({ event_type: 'Test', resource });
    case 'full':
      return JSON.stringify({
        resource,
        event_type: 'Test',
        resource_name: webhook.name,
        site_luid: webhook.site.luid,
        resource_luid: webhook.luid,
        created_at: roundedSecond(at),
        text: textOf(
          { site: webhook.site, resourceName: webhook.name, resourceLuid: webhook.luid, at },
          'Test',
        ),
      });
  }
}

/** Tableau rounds `created_at` to the nearest second of the time that `text` gives in milliseconds. */
export function roundedSecond(at: Instant): string {
  return secondText(Math.round(at / 1000) * 1000);
}

/** ISO 8601 without milliseconds, as the REST API writes times. */
export function secondText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function textOf(what: Omit<Occurrence, 'event'>, event: string): string {
  return `Event ${event} for resource ${what.resourceName}: ${what.resourceLuid} on site ${what.site.luid} posted at ${isoOf(what.at)}`;
}

function resourceWord(event: EventName, switches: BodySwitches): string {
  const documented = resourceOf(event);
  if (documented === 'DATASOURCE/WORKBOOK') return 'DATASOURCE';
  if (documented !== 'EXTRACTS' || !switches.oldResource) return documented;
  return event.startsWith('Workbook') ? 'WORKBOOK' : 'DATASOURCE';
}
