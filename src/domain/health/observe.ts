/** Folds what Tabduty noticed about itself into alerts of the source "tabduty". */
import { freshIncarnation } from '../events/fresh-incarnation.ts';
import { insert, put, update } from '../change.ts';
import { alertId } from '../events/event.ts';
import { deriveLabels } from '../routing/labelling.ts';
import { withChange } from '../quiet/flapping.ts';
import type { Labels } from '../routing/labels.ts';
import type { Observation, Trouble } from './observation.ts';
import { OWN_SOURCE } from './own-conditions.ts';
import type { Alert, Event, EventEffect, Incarnation } from '../records.ts';
import type { Subject } from '../routing/routing.ts';
import type { Circumstances, Draft } from '../step.ts';
import { endIncarnation, startIncarnation } from '../events/triage.ts';
import { membershipsOf } from '../world.ts';

type Identified = Pick<Observation, 'condition' | 'object' | 'content'>;

export function observedAlertId({ condition, object, content }: Identified): string {
  return alertId(content?.source ?? OWN_SOURCE, condition, content?.type ?? '', object);
}

/** What it may open, for who loads the groups that it would join. */
export function observedSubject(seen: Observation): Subject {
  const { condition, object: luid, name, content } = seen;
  const source = content?.source ?? OWN_SOURCE;
  return { kind: 'alert', labels: labelsOf(seen), source, condition, luid, name };
}

export function observe(draft: Draft, seen: Observation, now: Circumstances): void {
  const before = draft.world.alerts.get(observedAlertId(seen));
  const open =
    before?.openIncarnationId === undefined
      ? undefined
      : draft.world.incarnations.get(before.openIncarnationId);
  if (seen.state === 'wrong') {
    if (open === undefined) begin(draft, seen, before, now);
    else learnMore(draft, open, troubleOf(seen), now);
  } else if (open !== undefined && before !== undefined) end(draft, seen, before, open, now);
}

function begin(
  draft: Draft,
  seen: Observation & { readonly state: 'wrong' },
  before: Alert | undefined,
  now: Circumstances,
): void {
  const eventId = now.nextId();
  const changes = withChange(before?.changes, now.at);
  const incarnation = { ...incarnationOf(draft, seen, eventId, now), changes, changedAt: now.at };
  const id = startIncarnation(draft, incarnation, now);
  draft.add(
    put('alerts', alertOf(seen, 'failed', id, before, now)),
    insert('events', eventOf(seen, eventId, 'opened', id, now)),
  );
}

/** It goes on: what is known may have changed. Nobody is told of that by itself, but of another stage. */
function learnMore(draft: Draft, open: Incarnation, seen: Trouble, now: Circumstances): void {
  const isNews = seen.stage !== open.trouble?.stage;
  const trouble = { ...seen, newsAt: isNews ? now.at : open.trouble?.newsAt };
  const { severity = [] } = deriveLabels(now.policy, { ...open, trouble }).labels;
  if (JSON.stringify(open.trouble) === JSON.stringify(trouble)) return;
  draft.add(
    update(
      'incarnations',
      open.id,
      { trouble, labels: { ...open.labels, severity }, lastAt: now.at, version: open.version + 1 },
      { version: open.version },
    ),
  );
  if (!isNews) return;
  for (const { groupId } of membershipsOf(draft.world, open.id)) {
    const group = draft.world.groups.get(groupId);
    if (group === undefined || group.state === 'ended') continue;
    draft.add(
      update('groups', groupId, { dueAt: now.at, version: group.version + 1 }, { version: group.version }),
    );
  }
}

function end(draft: Draft, seen: Observation, before: Alert, open: Incarnation, now: Circumstances): void {
  const event = eventOf(seen, now.nextId(), 'ended', open.id, now);
  draft.add(
    put('alerts', alertOf(seen, 'succeeded', undefined, before, now)),
    insert('events', event),
    // Two that notice the end at once: the second finds another version and decides again.
    update('incarnations', open.id, { version: open.version + 1 }, { version: open.version }),
  );
  endIncarnation(draft, { ...open, version: open.version + 1 }, event, 'recovered', now.at);
}

function troubleOf(seen: Observation & { readonly state: 'wrong' }): Trouble {
  const { detail, remedy, facts, lane, stage, severity } = seen;
  return { detail, remedy, facts, lane, stage, severity };
}

function alertOf(
  seen: Observation,
  lastOutcome: 'failed' | 'succeeded',
  openIncarnationId: string | undefined,
  before: Alert | undefined,
  now: Circumstances,
): Alert {
  return {
    id: observedAlertId(seen),
    source: sourceOf(seen),
    condition: seen.condition,
    contentType: seen.content?.type,
    luid: seen.object,
    name: seen.name,
    lastOutcome,
    lastOutcomeAt: now.at,
    lastCallId: undefined,
    lastSuccessAt: lastOutcome === 'succeeded' ? now.at : before?.lastSuccessAt,
    streak: lastOutcome === 'failed' ? 1 : 0,
    openIncarnationId,
    changes: withChange(before?.changes, now.at),
    version: (before?.version ?? 0) + 1,
  };
}

function eventOf(
  seen: Observation,
  id: string,
  effect: EventEffect,
  incarnationId: string,
  now: Circumstances,
): Event {
  return {
    id,
    source: sourceOf(seen),
    type: seen.condition,
    event: seen.condition,
    contentType: seen.content?.type,
    luid: seen.object,
    name: seen.name,
    occurredAt: now.at,
    receivedAt: now.at,
    callId: undefined,
    identity: `${sourceOf(seen)}|${id}`,
    copies: 1,
    effect,
    incarnationId,
    foundBy: 'tabduty',
    jobId: undefined,
  };
}

function incarnationOf(
  draft: Draft,
  seen: Observation & { readonly state: 'wrong' },
  eventId: string,
  now: Circumstances,
): Incarnation {
  const { condition, content, object: luid, name } = seen;
  const of = { source: sourceOf(seen), condition, contentType: content?.type, luid, name };
  const fresh = freshIncarnation(draft, { ...of, labels: labelsOf(seen), eventId, at: now.at }, now);
  return { ...fresh, alertId: observedAlertId(seen), trouble: troubleOf(seen), streak: 1 };
}

function labelsOf(seen: Observation): Labels {
  return {
    source: [sourceOf(seen)],
    ...(seen.content === undefined ? {} : { content_type: [seen.content.type] }),
    condition: [seen.condition],
    name: [seen.name],
    ...(seen.site === undefined ? {} : { site: [seen.site] }),
  };
}

function sourceOf({ content }: Pick<Observation, 'content'>): string {
  return content?.source ?? OWN_SOURCE;
}
