/** Words for what an alert is about and what happened to it. */
import { EVENT_CATALOG } from './event-catalog.ts';
import { ownCondition } from './own-conditions.ts';
import type { Incarnation } from './records.ts';

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
      return incarnation.contentType;
    case undefined:
      return 'item';
  }
}

export function sentenceOf(incarnation: Incarnation, resolved: boolean): string {
  const own = ownCondition(incarnation.condition);
  if (own !== undefined) return resolved ? own.right : own.wrong;
  if (resolved) {
    if (incarnation.ending === 'deleted') return 'deleted, no longer watched';
    return incarnation.ending === 'resolved' ? 'resolved by hand' : 'extract refresh succeeded again';
  }
  const entry = EVENT_CATALOG.find(
    (e) =>
      e.event === incarnation.condition &&
      (incarnation.contentType === undefined || e.contentType === incarnation.contentType),
  );
  return entry?.sentence ?? incarnation.condition;
}
