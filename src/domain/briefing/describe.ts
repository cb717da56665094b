/** Words for what an alert is about and what happened to it. */
import { ALL_EVENTS } from '../events/event-catalog.ts';
import { ownCondition } from '../health/own-conditions.ts';
import type { Incarnation } from '../records.ts';
import { watchCondition } from '../sites/watch-conditions.ts';

export function whatOf(incarnation: Incarnation): string {
  const own = ownCondition(incarnation.condition);
  if (own !== undefined) return own.what;
  switch (incarnation.contentType) {
    case 'datasource':
      return 'data source';
    case 'workbook':
    case 'view':
    case 'user':
    case 'label':
    case 'site':
    case 'flow':
    case 'subscription':
      return incarnation.contentType;
    case undefined:
      return 'item';
  }
}

export function sentenceOf(incarnation: Incarnation, resolved: boolean): string {
  const own = ownCondition(incarnation.condition) ?? watchCondition(incarnation.condition);
  if (own !== undefined) return resolved ? own.right : own.wrong;
  if (resolved) {
    if (incarnation.ending === 'deleted') return 'deleted, no longer watched';
    return incarnation.ending === 'resolved' ? 'resolved by hand' : 'extract refresh succeeded again';
  }
  const entry = ALL_EVENTS.find(
    (e) =>
      e.event === incarnation.condition &&
      (incarnation.contentType === undefined || e.contentType === incarnation.contentType),
  );
  return entry?.sentence ?? incarnation.condition;
}
