/** What is stored of the past, as inputs of the engine: nothing is decoded or asked for again. */
import { labelsOfContent } from '../sites/content.ts';
import type { Input } from '../engine.ts';
import type { AuditEntry } from '../installation-records.ts';
import type { Found } from '../events/found.ts';
import type { Instant } from '../time/instant.ts';
import { FETCHED_LABELS, type Labels } from '../routing/labels.ts';
import type { Observation } from '../health/observation.ts';
import { OWN_SOURCE } from '../health/own-conditions.ts';
import type { Event, Incarnation } from '../records.ts';
import type { Content } from '../tableau-records.ts';

export type PastEvent = {
  readonly event: Event;
  /** What it opened, repeated, ended or told of, as it was stored in the end. */
  readonly incarnation: Incarnation | undefined;
  /** Its content, as Tableau listed it last. */
  readonly content: Content | undefined;
  /** What Tableau says of it, where nothing was stored. */
  readonly facts?: Labels;
};

/** What was told or noticed at one time, as the engine is given it, and the events that it was. */
export type PastInput = {
  readonly at: Instant;
  readonly input: Input;
  readonly past: readonly PastEvent[];
};

/** What a person did: at that time, with the alert of this number. */
export type PastHand = {
  readonly at: Instant;
  readonly act: 'acknowledge' | 'escalate';
  readonly number: number;
  readonly name: string;
};

/** `undefined` for what was done otherwise: to no group that is known. */
export function handOfAudit({ at, action, actor, subject }: AuditEntry): PastHand | undefined {
  const number = Number(/^group #(\d+)$/.exec(subject)?.[1]);
  if (!Number.isInteger(number)) return undefined;
  const act = action === 'alert escalate' ? 'escalate' : 'acknowledge';
  return { at, act, number, name: actor.replace(/ \(claimed\)$/, '') };
}

/** What Tabduty noticed itself; `undefined` for what neither began nor ended anything. */
export function observationOf({ event, incarnation }: PastEvent): Observation | undefined {
  const isEnd = event.effect === 'ended';
  if (!isEnd && event.effect !== 'opened') return undefined;
  const { source, luid, name, contentType } = event;
  const seen = {
    condition: event.event as Observation['condition'],
    object: luid,
    name,
    content: source === OWN_SOURCE || contentType === undefined ? undefined : { source, type: contentType },
    site: incarnation?.labels.site?.[0],
  };
  return isEnd
    ? { ...seen, state: 'right' }
    : { ...seen, ...(incarnation?.trouble ?? { detail: '' }), state: 'wrong' };
}

/** What was found at one look is one decision, as it was then. */
export function lookThatFound(
  events: readonly Event[],
  outcomesOf: (event: Event) => readonly Event[],
  wasMissed: boolean,
): Input | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  const found = events.map(
    (event): Found => ({
      type: event.type,
      luid: event.luid,
      name: event.name,
      occurredAt: event.occurredAt,
      jobId: event.jobId ?? event.id,
      outcomes: outcomesOf(event),
    }),
  );
  const { source, receivedAt } = first;
  const seen = { seenUntil: receivedAt, lastJobId: undefined, lookedAt: receivedAt };
  // Since when and why it was missed are words of the message and change nothing else.
  const missed = { why: 'stopped', from: receivedAt, to: receivedAt, historyFrom: undefined } as const;
  const gap = wasMissed ? missed : undefined;
  const look = { source, found, joined: [], gap, before: undefined, after: seen };
  return { kind: 'found', look };
}

/** What Tableau had said of it when it was told; for what was not told then, what is known of its content. */
export function factsFor(
  fresh: Pick<Incarnation, 'kind'>,
  { incarnation, content, facts: said }: PastEvent,
): Labels {
  if (said !== undefined) return said;
  const facts = incarnation === undefined ? {} : fetchedOf(incarnation.labels);
  // The cause of a failure is none of what ended it.
  if (incarnation?.kind !== fresh.kind) delete facts.cause;
  if (Object.keys(facts).length > 0) return facts;
  return content === undefined ? {} : labelsOfContent(content);
}

function fetchedOf(labels: Labels): { -readonly [N in keyof Labels]: Labels[N] } {
  return Object.fromEntries(FETCHED_LABELS.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
}
