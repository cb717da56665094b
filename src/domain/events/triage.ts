/** Triage: what a call says, whether it was said before, and what it does to the alert of its content item. */
import { insert, put, update } from '../change.ts';
import { type Decoded, identityOf, nearIdentities } from './decode.ts';
import { type AlertOfEvent, alertsOf, digestKey, eventWord, isLate, JOB_SLACK, outcomeKey } from './event.ts';
import { catalogEntry } from './event-catalog.ts';
import { labelsOf } from './event-labels.ts';
import { freshIncarnation } from './fresh-incarnation.ts';
import { after, earliest, type Instant } from '../time/instant.ts';
import type { Alert, Call, CallReading, Event, EventEffect, Incarnation } from '../records.ts';
import { beganEarlier, correctedByLate, nextAlert } from './alert-history.ts';
import { makeDue } from '../telling/group-clock.ts';
import { routeIncarnation } from '../routing/routing.ts';
import { askedAgain, ENRICH_WAIT, newReason, waitsForTableau } from '../sites/reason.ts';
import { deriveLabels } from '../routing/labelling.ts';
import { anyNamesEvent, mayTake } from '../routing/route.ts';
import type { Circumstances, Draft } from '../step.ts';
import { membershipsOf } from '../world.ts';

/** `digest` is the SHA-256 of the bytes; `outcomes` the item's later outcomes, when the event may be late. */
export type TriageInput = {
  readonly call: Omit<Call, 'body'>;
  readonly decoded: Decoded;
  readonly digest: string;
  readonly outcomes: readonly Event[];
};

export function triageCall(draft: Draft, input: TriageInput, now: Circumstances): void {
  const { call, decoded, digest } = input;
  if (decoded.kind !== 'event') {
    const remark = decoded.kind === 'not-understood' ? decoded.remark : undefined;
    return finishCall(draft, call, decoded.kind, { remark });
  }
  const occurredAt = decoded.occurredAt ?? call.receivedAt;
  const known = knownEvent(draft, call, digest, decoded, occurredAt);
  if (known) {
    finishCall(draft, call, 'duplicate', { digest, eventId: known.id });
    return draft.add(update('events', known.id, { copies: known.copies + 1 }));
  }
  const event = newEvent(call, decoded, occurredAt, now);
  draft.world.index.eventByDigest.set(digestKey(call, digest), event.id);
  finishCall(draft, call, 'event', { digest, eventId: event.id });
  const { effect, incarnationId } = fold(draft, event, input.outcomes, now);
  draft.add(insert('events', { ...event, effect, incarnationId }));
}

function finishCall(
  draft: Draft,
  call: TriageInput['call'],
  reading: CallReading,
  more: { readonly digest?: string; readonly eventId?: string; readonly remark?: string | undefined },
): void {
  draft.add(update('calls', call.id, { state: 'done', reading, ...more }, { state: 'pending' }));
}

function knownEvent(
  draft: Draft,
  call: TriageInput['call'],
  digest: string,
  decoded: Extract<Decoded, { kind: 'event' }>,
  occurredAt: Instant,
): Event | undefined {
  const { index, events } = draft.world;
  if (events.size === 0) return undefined;
  const sameBytes = index.eventByDigest.get(digestKey(call, digest));
  if (sameBytes !== undefined) return events.get(sameBytes);
  for (const identity of nearIdentities(
    call.source,
    decoded.type,
    decoded.luid || decoded.name,
    occurredAt,
  )) {
    const id = index.eventByIdentity.get(identity);
    if (id !== undefined) return events.get(id);
  }
  return caughtBefore(draft, outcomeKey(call.source, decoded.type, decoded.luid), occurredAt);
}

/** A webhook that comes after its job was found speaks of the same event, though its time may differ a little. */
function caughtBefore(draft: Draft, key: string | undefined, at: Instant): Event | undefined {
  const ids = [...(draft.world.index.caughtByOutcome.get(key ?? '') ?? [])];
  return ids
    .flatMap((id) => draft.world.events.get(id) ?? [])
    .filter((e) => Math.abs(e.occurredAt - at) <= JOB_SLACK)
    .sort((a, b) => Math.abs(a.occurredAt - at) - Math.abs(b.occurredAt - at))[0];
}

function newEvent(
  call: TriageInput['call'],
  decoded: Extract<Decoded, { kind: 'event' }>,
  occurredAt: Instant,
  now: Circumstances,
): Event {
  return {
    id: now.nextId(),
    source: call.source,
    type: decoded.type,
    event: eventWord(decoded.type),
    contentType: catalogEntry(decoded.type)?.contentType,
    luid: decoded.luid,
    name: decoded.name,
    occurredAt,
    receivedAt: call.receivedAt,
    callId: call.id,
    identity: identityOf(call.source, decoded.type, decoded.luid || decoded.name, occurredAt),
    copies: 1,
    effect: 'untold',
    incarnationId: undefined,
    foundBy: 'webhook',
    jobId: undefined,
  };
}

/** It is stored, or stored by nobody. */
export function foldKnown(draft: Draft, event: Event, outcomes: readonly Event[], now: Circumstances): void {
  draft.add(update('events', event.id, fold(draft, event, outcomes, now)));
}

export type Folded = { readonly effect: EventEffect; readonly incarnationId: string | undefined };

export function fold(draft: Draft, event: Event, outcomes: readonly Event[], now: Circumstances): Folded {
  const [first, ...others] = alertsOf(event.source, event.type, event.luid);
  const meaning = catalogEntry(event.type)?.meaning;
  if (meaning === 'failed' && first !== undefined)
    return foldOutcome(draft, event, first, 'failed', outcomes, now);
  const ended =
    (meaning === 'succeeded' || meaning === 'deleted') && first !== undefined
      ? endAll(draft, event, [first, ...others], meaning, outcomes, now)
      : undefined;
  // What ends an alert may be wanted as a notice too, when a route names the event.
  const notice = ended?.effect === 'late' ? undefined : noticeFor(draft, event, now);
  if (ended && (ended.effect !== 'nothing-open' || notice === undefined)) return ended;
  return { effect: notice === undefined ? 'untold' : 'notice', incarnationId: notice };
}

/** The first keeps the history of the item; of the others only what is open matters. */
function endAll(
  draft: Draft,
  event: Event,
  [first, ...others]: readonly [AlertOfEvent, ...AlertOfEvent[]],
  outcome: 'succeeded' | 'deleted',
  outcomes: readonly Event[],
  now: Circumstances,
): Folded {
  const folded = foldOutcome(draft, event, first, outcome, outcomes, now);
  const ended = others
    .filter(({ id }) => draft.world.alerts.get(id)?.openIncarnationId !== undefined)
    .map((other) => foldOutcome(draft, event, other, outcome, outcomes, now))
    .find(({ effect }) => effect === 'ended');
  return folded.effect === 'ended' || ended === undefined ? folded : ended;
}

function foldOutcome(
  draft: Draft,
  event: Event,
  { id, condition }: AlertOfEvent,
  outcome: Alert['lastOutcome'],
  outcomes: readonly Event[],
  now: Circumstances,
): Folded {
  const before = draft.world.alerts.get(id);
  const open = before?.openIncarnationId ? draft.world.incarnations.get(before.openIncarnationId) : undefined;
  if (before && isLate(before, event)) {
    const corrected = correctedByLate(before, event, outcome, outcomes);
    draft.add(put('alerts', corrected));
    if (open !== undefined && beganEarlier(before, open, event, outcome))
      draft.add(
        update('incarnations', open.id, {
          openedAt: event.occurredAt,
          streak: corrected.streak,
          version: open.version + 1,
        }),
      );
    return { effect: 'late', incarnationId: before.openIncarnationId };
  }
  const alert = nextAlert(before, event, { id, condition }, outcome);
  if (outcome === 'failed') {
    const incarnation = open
      ? repeat(draft, open, event, alert.streak, now.at)
      : openIncarnation(draft, event, alert, now);
    draft.add(put('alerts', { ...alert, openIncarnationId: incarnation }));
    return { effect: open ? 'repeated' : 'opened', incarnationId: incarnation };
  }
  draft.add(put('alerts', { ...alert, openIncarnationId: undefined }));
  if (!open) return { effect: 'nothing-open', incarnationId: undefined };
  endIncarnation(draft, open, event, outcome === 'deleted' ? 'deleted' : 'recovered', now.at);
  return { effect: 'ended', incarnationId: open.id };
}

function repeat(draft: Draft, open: Incarnation, event: Event, streak: number, at: Instant): string {
  const reason = draft.world.reasons.get(open.id);
  if (reason !== undefined) draft.add(askedAgain(reason, event.occurredAt, at));
  draft.add(
    update('incarnations', open.id, {
      lastEventId: event.id,
      lastAt: event.occurredAt,
      streak,
      version: open.version + 1,
    }),
  );
  // A route may tell of it only now.
  for (const { groupId, quiet } of membershipsOf(draft.world, open.id)) {
    const group = draft.world.groups.get(groupId);
    const waitsForRerun = quiet?.rule === 'rerun-first';
    const least = group?.settings.afterFailures ?? 0;
    // An acknowledge holds until the next failure.
    const isNews = group?.acknowledged === true || waitsForRerun || (open.streak < least && streak >= least);
    if (group?.state === 'open' && isNews) draft.add(makeDue(group, at));
  }
  return open.id;
}

function openIncarnation(draft: Draft, event: Event, alert: Alert, now: Circumstances): string {
  return startIncarnation(
    draft,
    {
      ...incarnationOf(draft, event, alert.condition, now),
      ...{ alertId: alert.id, streak: alert.streak, changes: alert.changes },
      changedAt: earliest([event.occurredAt, now.at]),
    },
    now,
    alert.lastSuccessAt,
  );
}

/** A notice is made only when a route of the policy in force names its event. */
function noticeFor(draft: Draft, event: Event, now: Circumstances): string | undefined {
  if (!anyNamesEvent(now.policy.routes)) return undefined;
  const condition = event.event;
  const notice = {
    ...incarnationOf(draft, event, condition, now),
    ...({ kind: 'notice', state: 'ended' } as const),
  };
  if (!mayTake(now.policy, deriveLabels(now.policy, notice).labels, 'notice')) return undefined;
  return startIncarnation(draft, notice, now);
}

function incarnationOf(draft: Draft, event: Event, condition: string, now: Circumstances): Incarnation {
  const { id: eventId, source, contentType, luid, name, occurredAt: at } = event;
  const labels = labelsOf(event, condition);
  return freshIncarnation(draft, { eventId, at, source, condition, contentType, luid, name, labels }, now);
}

/** Stored with its stage: routed in this very step, unless a label must be fetched first. */
export function startIncarnation(
  draft: Draft,
  incarnation: Incarnation,
  now: Circumstances,
  lastSuccessAt?: Instant,
): string {
  if (waitsForTableau(now.policy, incarnation)) {
    draft.add(
      insert('incarnations', { ...incarnation, dueAt: after(now.at, ENRICH_WAIT) }),
      insert('reasons', newReason(incarnation, lastSuccessAt, now.at)),
    );
    return incarnation.id;
  }
  draft.add(insert('incarnations', { ...incarnation, stage: 'routed' }));
  routeIncarnation(draft, incarnation.id, now);
  return incarnation.id;
}

/** Ends it and makes the groups that hold it due, so that those who were told hear of it. */
export function endIncarnation(
  draft: Draft,
  open: Incarnation,
  event: Pick<Event, 'id' | 'occurredAt'> | undefined,
  ending: NonNullable<Incarnation['ending']>,
  at: Instant,
): void {
  draft.add(
    update('incarnations', open.id, {
      state: 'ended',
      ending,
      endedAt: event?.occurredAt ?? at,
      // What could not be told and is over need not be looked at any more.
      ...(open.stage === 'routed' ? { stuck: false } : {}),
      changedAt: earliest([event?.occurredAt, at]),
      ...(event ? { lastEventId: event.id } : {}),
      version: open.version + 1,
    }),
  );
  for (const member of membershipsOf(draft.world, open.id)) {
    const group = draft.world.groups.get(member.groupId);
    if (group === undefined || group.state === 'ended') continue;
    draft.add(update('members', member.id, { state: 'resolved', changedAt: at }));
    draft.add(makeDue(group, at));
  }
}
