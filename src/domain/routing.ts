/** Routing: which routes take an incarnation, and the groups that it joins. */
import { type Change, insert, update } from './change.ts';
import { tickFor } from './group-clock.ts';
import { groupKeyOf } from './group-key.ts';
import { after, earliest, type Instant } from './instant.ts';
import { OPERATORS, operatorsRoute } from './operators.ts';
import type { Policy, Route } from './policy.ts';
import type { Decision, Group, Incarnation } from './records.ts';
import { wantRerunFirst } from './rerun-first.ts';
import { routesFor } from './route.ts';
import type { Circumstances, Draft } from './step.ts';
import { groupIndexKey } from './world.ts';

/** What routing looks at. */
export type Subject = Pick<Incarnation, 'kind' | 'labels' | 'source' | 'condition' | 'luid' | 'name'>;

export type GroupPlace = Pick<Group, 'routeId' | 'groupKey'>;

export function routeIncarnation(draft: Draft, incarnationId: string, now: Circumstances): void {
  const incarnation = draft.world.incarnations.get(incarnationId);
  // No route takes a test.
  if (incarnation === undefined || incarnation.kind === 'test') return;
  const hits = takersOf(now.policy, incarnation);
  draft.add(
    update('incarnations', incarnation.id, {
      stage: 'routed',
      dueAt: undefined,
      unrouted: hits.length === 0 && incarnation.kind === 'alert',
      version: incarnation.version + 1,
    }),
  );
  if (hits.length === 0) {
    draft.add(insert('decisions', decision(incarnation, undefined, now)));
    return;
  }
  for (const route of hits) {
    draft.add(insert('decisions', decision(incarnation, route, now)));
    join(draft, incarnation, route, now);
  }
}

/** Tabduty's own troubles that no route takes go to the operators. */
function takersOf(policy: Policy, subject: Subject): readonly Route[] {
  const hits = routesFor(policy, subject.labels, subject.kind).map(({ route }) => route);
  return hits.length > 0 ? hits : [operatorsRoute(policy, subject)].filter((r) => r !== undefined);
}

function decision(incarnation: Incarnation, route: Route | undefined, now: Circumstances): Decision {
  return {
    id: now.nextId(),
    at: now.at,
    subject: 'incarnation',
    subjectId: incarnation.id,
    destinationId: undefined,
    step: 'route',
    answer: route ? 'routed' : 'unrouted',
    reason: reasonOf(route),
    revision: now.policy.revision,
    path: route?.place.path,
  };
}

function reasonOf(route: Route | undefined): string {
  if (route === undefined) return 'no route matches its labels';
  if (route.id === OPERATORS) return 'no route matches its labels, so the operators are told';
  return `route ${route.name ?? route.place.path} (line ${route.place.line}) tells ${route.tell ?? 'nobody'}`;
}

/** The groups that something with these labels would join, for who loads them before. */
export function groupsFor(policy: Policy, subject: Subject): readonly GroupPlace[] {
  return takersOf(policy, subject).map((route) => ({
    routeId: route.id,
    groupKey: groupKeyOf(route.groupBy, subject),
  }));
}

function join(draft: Draft, incarnation: Incarnation, route: Route, now: Circumstances): void {
  const groupKey = groupKeyOf(route.groupBy, incarnation);
  const existing = draft.world.index.openGroupByKey.get(groupIndexKey(route.id, groupKey));
  const group = existing === undefined ? undefined : draft.world.groups.get(existing);
  const groupId = group?.id ?? now.nextId();
  if (group === undefined) draft.add(insert('groups', newGroup(groupId, groupKey, incarnation, route, now)));
  else draft.add(makeDue(group, tickFor(group, now.at)));
  draft.add(
    insert('members', {
      id: `${groupId}/${incarnation.id}`,
      groupId,
      incarnationId: incarnation.id,
      joinedAt: now.at,
      changedAt: now.at,
      state: memberState(incarnation),
      quiet: undefined,
    }),
  );
  wantRerunFirst(draft, incarnation, route, now);
}

function memberState(incarnation: Incarnation): 'firing' | 'resolved' | 'notice' {
  if (incarnation.kind === 'notice') return 'notice';
  return incarnation.state === 'open' ? 'firing' : 'resolved';
}

/** Due at `at` at the latest. */
export function makeDue(group: Group, at: Instant): Change {
  return update(
    'groups',
    group.id,
    { dueAt: earliest([group.dueAt, at]), version: group.version + 1 },
    { version: group.version },
  );
}

/** Settings are copied: an open group finishes under those it began with. */
function newGroup(
  id: string,
  groupKey: string,
  incarnation: Incarnation,
  route: Route,
  now: Circumstances,
): Group {
  // The wait counts from now, never from the event's own time, so that a restart is no burst.
  const firstDueAt = after(now.at, route.groupWait);
  return {
    id,
    routeId: route.id,
    groupKey,
    number: incarnation.number,
    state: 'open',
    settings: {
      receiver: route.tell ?? '',
      revision: now.policy.revision,
      path: route.place.path,
      line: route.place.line,
      note: route.note,
      title: route.title,
      groupInterval: route.groupInterval,
      repeatInterval: route.repeatInterval,
      quiet: route.quiet,
      afterFailures: route.afterFailures,
      page: route.page,
      ackCovers: route.ackCovers,
      ...(route.rerunFirst === undefined ? {} : { rerunFirst: route.rerunFirst }),
    },
    openedAt: now.at,
    firstDueAt,
    endedAt: undefined,
    dueAt: firstDueAt,
    acknowledged: false,
    tries: 0,
    stuck: false,
    version: 1,
  };
}
