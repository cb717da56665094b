/** From a decoded call to an event: what it is called, what it means, which alert it speaks of. */
import { type CatalogEntry, catalogEntry } from './event-catalog.ts';
import type { Alert, Call, Event } from './records.ts';

/** `SomethingNew` → `something-new`, for event types that this version does not know. */
export function eventWord(type: string): string {
  const entry = catalogEntry(type);
  if (entry) return entry.event;
  return type
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
}

export function alertId(source: string, condition: string, contentType: string, luid: string): string {
  return `${source}/${condition}/${contentType}/${luid}`;
}

/** The condition that an event opens, repeats or ends; `undefined` when it only tells something. */
export function conditionOf(entry: CatalogEntry | undefined): 'refresh-failed' | undefined {
  if (entry === undefined) return undefined;
  if (entry.contentType !== 'datasource' && entry.contentType !== 'workbook') return undefined;
  return entry.meaning === 'failed' || entry.meaning === 'succeeded' || entry.meaning === 'deleted'
    ? 'refresh-failed'
    : undefined;
}

export function alertIdOf(source: string, type: string, luid: string): string | undefined {
  const entry = catalogEntry(type);
  const condition = conditionOf(entry);
  return entry && condition && luid !== '' ? alertId(source, condition, entry.contentType, luid) : undefined;
}

/** Whether what happened is older than the item's last outcome: it then corrects history only. */
export function isLate(alert: Alert, event: Pick<Event, 'occurredAt' | 'callId'>): boolean {
  if (event.occurredAt !== alert.lastOutcomeAt) return event.occurredAt < alert.lastOutcomeAt;
  return (event.callId ?? '') < (alert.lastCallId ?? '');
}

/** How long identical bytes of one source count as the same call, milliseconds. */
export const DUPLICATE_WINDOW = 7 * 24 * 3_600_000;

export function digestKey(call: Pick<Call, 'source'>, digest: string): string {
  return `${call.source}|${digest}`;
}
