/** The labels that an event itself carries, and what it may open: a failure, or a notice of what happened. */
import { alertsOf, eventWord } from './event.ts';
import { catalogEntry } from './event-catalog.ts';
import type { Labels } from '../routing/labels.ts';
import type { Event } from '../records.ts';
import type { Subject } from '../routing/routing.ts';

/** What the call alone says; facts from Tableau come later. */
export function labelsOf(
  event: Pick<Event, 'source' | 'event' | 'contentType' | 'name'>,
  condition: string,
): Labels {
  return {
    source: [event.source],
    site: [event.source],
    event: [event.event],
    condition: [condition],
    ...(event.contentType ? { content_type: [event.contentType] } : {}),
    name: [event.name],
  };
}

type Said = Pick<Event, 'source' | 'type' | 'luid' | 'name'>;

/** All that it may open, for who loads the groups that it would join. */
export function subjectsOf({ source, type, luid, name }: Said): readonly Subject[] {
  const entry = catalogEntry(type);
  const event = eventWord(type);
  const of = (kind: Subject['kind'], condition: string): Subject => {
    const labels = labelsOf({ source, event, contentType: entry?.contentType, name }, condition);
    return { kind, labels, source, condition, luid, name };
  };
  if (entry?.meaning !== 'failed') return [of('notice', event)];
  return alertsOf(source, type, luid).map(({ condition }) => of('alert', condition));
}
