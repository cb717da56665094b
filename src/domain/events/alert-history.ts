/** What an alert remembers of its item: the last outcome, the last success, and how many failed in a row. */
import { withChange } from '../quiet/flapping.ts';
import type { AlertOfEvent } from './event.ts';
import type { Alert, Event, Incarnation } from '../records.ts';

/** The alert of an item after an outcome that is its newest. */
export function nextAlert(
  before: Alert | undefined,
  event: Event,
  { id, condition }: AlertOfEvent,
  outcome: Alert['lastOutcome'],
): Alert {
  const failed = outcome === 'failed';
  const turns = failed === (before?.openIncarnationId === undefined);
  return {
    id,
    source: event.source,
    condition,
    contentType: event.contentType ?? 'datasource',
    luid: event.luid,
    name: event.name,
    lastOutcome: outcome,
    lastOutcomeAt: event.occurredAt,
    lastCallId: event.callId,
    lastSuccessAt: outcome === 'succeeded' ? event.occurredAt : before?.lastSuccessAt,
    streak: failed ? (before?.streak ?? 0) + 1 : 0,
    openIncarnationId: before?.openIncarnationId,
    changes: turns ? withChange(before?.changes, event.occurredAt) : before?.changes,
    version: (before?.version ?? 0) + 1,
  };
}

/** A late event changes what is known of the past: the last success and how many failed since. */
export function correctedByLate(
  alert: Alert,
  event: Event,
  outcome: Alert['lastOutcome'],
  outcomes: readonly Event[],
): Alert {
  const version = alert.version + 1;
  if (outcome === 'failed') {
    const sinceSuccess = alert.lastSuccessAt === undefined || event.occurredAt > alert.lastSuccessAt;
    return {
      ...alert,
      version,
      streak: alert.streak + (alert.lastOutcome === 'failed' && sinceSuccess ? 1 : 0),
    };
  }
  if (outcome === 'deleted' || (alert.lastSuccessAt !== undefined && alert.lastSuccessAt >= event.occurredAt))
    return { ...alert, version };
  const failedSince = outcomes.filter(
    (o) => o.event === 'refresh-failed' && o.occurredAt > event.occurredAt,
  ).length;
  return { ...alert, version, lastSuccessAt: event.occurredAt, streak: alert.streak === 0 ? 0 : failedSince };
}

/** A failure that is heard of late, and with no success after it: it has been failing for longer than was thought. */
export function beganEarlier(
  alert: Alert,
  open: Incarnation,
  event: Event,
  outcome: Alert['lastOutcome'],
): boolean {
  const sinceSuccess = alert.lastSuccessAt === undefined || event.occurredAt > alert.lastSuccessAt;
  return outcome === 'failed' && sinceSuccess && event.occurredAt < open.openedAt;
}
