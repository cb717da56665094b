/** The labels that a call itself carries, and what it may open: a failure, or a notice of what happened. */
import type { Decoded } from './decode.ts';
import { eventWord } from './event.ts';
import { catalogEntry } from './event-catalog.ts';
import type { Labels } from './labels.ts';
import type { Event } from './records.ts';
import type { Subject } from './routing.ts';

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

/** What may be opened, for who loads the group that it would join. */
export function subjectOf(source: string, decoded: Decoded): Subject | undefined {
  if (decoded.kind !== 'event') return undefined;
  const { name, luid } = decoded;
  const entry = catalogEntry(decoded.type);
  const event = eventWord(decoded.type);
  const failed = entry?.meaning === 'failed';
  const condition = failed ? 'refresh-failed' : event;
  const labels = labelsOf({ source, event, contentType: entry?.contentType, name }, condition);
  return { kind: failed ? 'alert' : 'notice', labels, source, condition, luid, name };
}
