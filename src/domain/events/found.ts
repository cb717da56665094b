/** Folds what was found by asking Tableau: the same event whether a webhook says it before, afterwards or never. */
import { insert, update } from '../change.ts';
import { identityOf, nearIdentities } from './decode.ts';
import { eventWord, JOB_SLACK, outcomeKey } from './event.ts';
import { catalogEntry } from './event-catalog.ts';
import { type Gap, tellGap } from './gap-summary.ts';
import type { Instant } from '../time/instant.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import type { Event } from '../records.ts';
import type { Watermark } from './watermark.ts';
import type { Circumstances, Draft } from '../step.ts';
import { fold } from './triage.ts';

export type Found = {
  readonly type: string;
  readonly luid: string;
  readonly name: string;
  readonly occurredAt: Instant;
  readonly jobId: string;
  /** The item's later outcomes, when it may be late. */
  readonly outcomes: readonly Event[];
};

/** One look at a site's job history: everything of it is one decision, so that what recovered meanwhile is not told. */
export type FoundInput = {
  readonly source: string;
  readonly found: readonly Found[];
  /** Jobs of events that had arrived. */
  readonly joined: readonly { readonly jobId: string; readonly eventId: string }[];
  /** When nothing could be heard for a while. */
  readonly gap: Gap | undefined;
  readonly before: Watermark | undefined;
  readonly after: Omit<Watermark, 'id' | 'version'>;
};

export function foldFound(draft: Draft, input: FoundInput, tools: FlushTools, now: Circumstances): void {
  for (const { jobId, eventId } of input.joined) draft.add(update('events', eventId, { jobId }));
  const events: Event[] = [];
  for (const found of [...input.found].sort((a, b) => a.occurredAt - b.occurredAt)) {
    const known = knownAs(draft, input.source, found);
    if (known === undefined) events.push(foldOne(draft, input.source, found, now));
    else draft.add(update('events', known.id, { jobId: found.jobId }));
  }
  if (input.gap !== undefined && events.length > 0)
    tellGap(draft, input.source, input.gap, events, tools, now);
  const { before, source, after } = input;
  if (before === undefined) draft.add(insert('watermarks', { id: source, ...after, version: 1 }));
  else
    draft.add(
      update('watermarks', source, { ...after, version: before.version + 1 }, { version: before.version }),
    );
}

function foldOne(draft: Draft, source: string, found: Found, now: Circumstances): Event {
  const { type, luid, name, occurredAt, jobId, outcomes } = found;
  const event: Event = {
    id: now.nextId(),
    source,
    type,
    event: eventWord(type),
    contentType: catalogEntry(type)?.contentType,
    luid,
    name,
    occurredAt,
    receivedAt: now.at,
    callId: undefined,
    identity: identityOf(source, type, luid, occurredAt),
    copies: 0,
    effect: 'untold',
    incarnationId: undefined,
    foundBy: 'catch-up',
    jobId,
  };
  const folded = { ...event, ...fold(draft, event, outcomes, now) };
  draft.add(insert('events', folded));
  return folded;
}

/** A webhook may have come between the look and this decision. */
function knownAs(draft: Draft, source: string, found: Found): Event | undefined {
  const { index, events } = draft.world;
  for (const identity of nearIdentities(source, found.type, found.luid, found.occurredAt)) {
    const id = index.eventByIdentity.get(identity);
    if (id !== undefined) return events.get(id);
  }
  const key = outcomeKey(source, found.type, found.luid);
  return [...events.values()].find(
    (e) =>
      key !== undefined &&
      e.jobId === undefined &&
      outcomeKey(e.source, e.type, e.luid) === key &&
      Math.abs(e.occurredAt - found.occurredAt) <= JOB_SLACK,
  );
}
