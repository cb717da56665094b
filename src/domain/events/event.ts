/** From a decoded call to an event: what it is called, what it means, which alert it speaks of. */
import { type CatalogEntry, catalogEntry } from './event-catalog.ts';
import { MINUTE } from '../time/instant.ts';
import type { Alert, Call, Event } from '../records.ts';

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

/** One alert that an event is about. */
export type AlertOfEvent = { readonly id: string; readonly condition: string };

/**
 * The alerts that an event opens, repeats or ends; none when it only tells something. The first is the one whose history
 * it belongs to. A content's success ends whatever else was wrong with its last refresh.
 */
export function alertsOf(source: string, type: string, luid: string): readonly AlertOfEvent[] {
  const entry = catalogEntry(type);
  if (entry === undefined || luid === '') return [];
  return conditionsOf(entry).map((condition) => ({
    condition,
    id: alertId(source, condition, entry.contentType, luid),
  }));
}

/** Ended by a success, and by the end of the content itself. */
const OF_A_REFRESH = ['refresh-failed', 'bridge-refresh-failed', 'refresh-cancelled'] as const;

function conditionsOf({ contentType, meaning, event }: CatalogEntry): readonly string[] {
  switch (contentType) {
    case 'datasource':
    case 'workbook':
      if (meaning === 'failed') return [event];
      return meaning === 'succeeded' || meaning === 'deleted' ? OF_A_REFRESH : [];
    case 'flow':
      return ['flow-failed'];
    case 'subscription':
      return ['subscription-failed'];
    case 'view':
    case 'user':
    case 'label':
    case 'site':
      return [];
  }
}

export function alertIdOf(source: string, type: string, luid: string): string | undefined {
  return alertsOf(source, type, luid)[0]?.id;
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

/**
 * How far the time of a webhook and that of its job may be apart. One content does not end twice within it, and each
 * event belongs to one job at most.
 */
export const JOB_SLACK = 2 * MINUTE;

/** What an event says of which item, whatever it is called: under this key a late webhook meets what was found. */
export function outcomeKey(source: string, type: string, luid: string): string | undefined {
  const meaning = catalogEntry(type)?.meaning;
  return luid === '' || (meaning !== 'failed' && meaning !== 'succeeded')
    ? undefined
    : `${source}|${luid}|${meaning}`;
}
