/**
 * A drill: an escalation policy is tried out by a marked page, through the one engine and with people as they are now. It is
 * no incident: no route takes it, nothing counts it, and nobody is missing when it finds nobody.
 */
import { freshIncarnation } from '../events/fresh-incarnation.ts';
import type { DrillSettings } from '../routing/group-settings.ts';
import type { Escalation } from '../people-records.ts';
import { insert } from '../change.ts';
import { callsOf, freshEscalation } from './escalation.ts';
import { after, earliest, HOUR, type Instant, type Millis, MINUTE, SECOND } from '../time/instant.ts';
import { OWN_SOURCE } from '../health/own-conditions.ts';
import type { EscalationPolicy } from '../policy.ts';
import type { Group, Incarnation, Member } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';
import { endIncarnation } from '../events/triage.ts';
import { membersOf } from '../world.ts';

export type Drill = {
  readonly policy: EscalationPolicy;
  /** This step alone, counted from 1; all of them without it. */
  readonly step: number | undefined;
  /** The steps come within seconds rather than at their times. */
  readonly fast: boolean;
  readonly by: string;
};

/** One drill of a policy at a time: its group has this place. */
export const DRILL_ROUTE = '@drill';

/** Between two calls of a fast drill. */
const FAST: Millis = 20 * SECOND;
const PATIENCE: Millis = 10 * MINUTE;
const FAST_PATIENCE: Millis = MINUTE;

export function startDrill(draft: Draft, drill: Drill, now: Circumstances): void {
  const policy = tried(drill);
  const incarnation = marked(draft, drill, now);
  const groupId = now.nextId();
  const patience = drill.fast ? FAST_PATIENCE : PATIENCE;
  const until = after(now.at, policy.roundEvery + HOUR);
  draft.add(
    insert('incarnations', incarnation),
    insert('groups', groupOf(groupId, incarnation, drill, { until, patience }, now)),
    insert('members', memberOf(groupId, incarnation, now.at)),
    insert('escalations', { ...freshEscalation(groupId, policy, now), version: 1 }),
  );
}

/** Over once somebody has it, or when nobody is left to be called and who was called has had time to answer. */
export function endDrillIfOver(draft: Draft, group: Group, { at }: Circumstances): void {
  const end = drillEndOf(draft, group);
  if (end === undefined || at < end) return;
  for (const { incarnationId } of membersOf(draft.world, group.id)) {
    const open = draft.world.incarnations.get(incarnationId);
    if (open?.state === 'open') endIncarnation(draft, open, undefined, 'resolved', at);
  }
}

/** When it ends if nothing more happens; `undefined` for what is no drill. */
export function drillEndOf(draft: Draft, { id, settings }: Group): Instant | undefined {
  const row = draft.world.escalations.get(id);
  if (settings.drill === undefined || row === undefined) return undefined;
  const { until, patience } = settings.drill;
  if (row.state === 'acknowledged' || row.state === 'ended') return row.startedAt;
  if (row.state === 'held' || isMoreToCome(row)) return until;
  return row.lastFiredAt === undefined ? row.startedAt : earliest([after(row.lastFiredAt, patience), until]);
}

function isMoreToCome({ policy, next, later }: Escalation): boolean {
  return later.length > 0 || callsOf(policy)[next] !== undefined;
}

/** Once through: what a second round does is known after the first. */
function tried({ policy, step, fast }: Drill): EscalationPolicy {
  const only = step === undefined ? undefined : policy.steps[step - 1];
  const one: EscalationPolicy =
    only === undefined
      ? { ...policy, rounds: 1 }
      : { ...policy, rounds: 1, steps: [{ ...only, at: 0 }], fallback: [] };
  if (!fast) return one;
  const steps = one.steps.map((s, i) => ({ ...s, at: i * FAST }));
  return { ...one, steps, roundEvery: steps.length * FAST, spacing: FAST };
}

function marked(draft: Draft, { policy, step, by }: Drill, now: Circumstances): Incarnation {
  const what = step === undefined ? `escalation ${policy.name}` : `step ${step} of escalation ${policy.name}`;
  const condition = 'tabduty/drill';
  const labels = { source: [OWN_SOURCE], condition: [condition], name: [policy.name] };
  const of = { source: OWN_SOURCE, condition, contentType: undefined, luid: policy.name, name: what, labels };
  const fresh = freshIncarnation(draft, { ...of, eventId: '', at: now.at }, now);
  return {
    ...fresh,
    // No event says it.
    ...{ firstEventId: fresh.id, lastEventId: fresh.id, kind: 'test', stage: 'routed', streak: 1 },
    trouble: {
      detail: `Nothing is wrong. ${by} tries out who is woken by this.`,
      remedy: 'acknowledge, which shows that it reached you and ends the test; or do nothing',
    },
  };
}

function memberOf(groupId: string, { id }: Incarnation, at: Instant): Member {
  return {
    ...{ id: `${groupId}/${id}`, groupId, incarnationId: id, joinedAt: at, changedAt: at },
    state: 'firing',
    quiet: undefined,
  };
}

function groupOf(
  id: string,
  { number }: Incarnation,
  { policy }: Drill,
  drill: DrillSettings,
  { at, policy: { revision } }: Circumstances,
): Group {
  return {
    ...{ id, routeId: DRILL_ROUTE, groupKey: policy.name, number, state: 'open' },
    settings: {
      ...{ receiver: DRILL_ROUTE, revision, path: policy.place.path, line: policy.place.line },
      ...{ note: undefined, title: undefined, groupInterval: 5 * MINUTE, repeatInterval: 4 * HOUR },
      ...{ quiet: [], afterFailures: 1, page: policy.name, drill },
    },
    ...{ openedAt: at, firstDueAt: at, endedAt: undefined, dueAt: at, acknowledged: false },
    ...{ tries: 0, stuck: false, version: 1 },
  };
}
