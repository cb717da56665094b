/** Records as the API shows them: times in ISO 8601, nothing secret, nothing internal. */
import type { CallHead, Standing } from '../app/ports/questions.ts';
import type { StoryLine } from '../app/story/story-words.ts';
import { type Instant, isoOf } from '../domain/time/instant.ts';
import type { Attempt, Delivery, Event, Incarnation } from '../domain/records.ts';

const iso = (at: Instant | undefined) => (at === undefined ? undefined : isoOf(at));

export function viewOfCall(call: CallHead) {
  const { id, source, remote, userAgent, contentType, bytes, state, reading, eventId, remark } = call;
  const receivedAt = isoOf(call.receivedAt);
  return { id, source, receivedAt, remote, userAgent, contentType, bytes, state, reading, eventId, remark };
}

export function viewOfEvent(event: Event) {
  const { id, source, type, name, luid, copies, effect, foundBy, jobId } = event;
  return {
    ...{ id, source, type, event: event.event, name, luid, copies, effect, foundBy, jobId },
    occurredAt: isoOf(event.occurredAt),
    receivedAt: isoOf(event.receivedAt),
    alertId: event.incarnationId,
  };
}

/** While it is open: who has it, or why it is quiet in every group of it. */
export type AlertStanding = Partial<Pick<Standing, 'ack' | 'quiet'>>;

export function viewOfAlert(incarnation: Incarnation, { ack, quiet }: AlertStanding = {}) {
  const { id, number, kind, source, condition, name, state, ending, streak, unrouted } = incarnation;
  return {
    ...{ id, number, kind, source, condition, name, state, ending, streak, unrouted },
    since: isoOf(incarnation.openedAt),
    lastAt: isoOf(incarnation.lastAt),
    endedAt: iso(incarnation.endedAt),
    acknowledged: ack && { by: ack.by.name, since: isoOf(ack.at), until: isoOf(ack.until), passedTo: ack.to },
    quiet: quiet?.reason,
  };
}

export function viewOfDelivery(delivery: Delivery, kind: string) {
  const { id, type, state, attempts, detail, resendOf } = delivery;
  return {
    ...{ id, destination: delivery.destinationId, type, kind, state, attempts, detail, resendOf },
    createdAt: isoOf(delivery.createdAt),
    dueAt: iso(delivery.dueAt),
  };
}

export function viewOfAttempt(attempt: Attempt) {
  const { number, outcome, status, detail } = attempt;
  return {
    ...{ number, outcome, status, detail },
    startedAt: isoOf(attempt.startedAt),
    endedAt: isoOf(attempt.endedAt),
    retryAt: iso(attempt.retryAt),
  };
}

export function viewOfStory(story: readonly StoryLine[]) {
  return story.map(({ at, text }) => ({ at: isoOf(at), text }));
}
