/** Routing: which routes take an incarnation, and the groups that it joins. */
import { insert, update } from './change.ts';
import { after } from './instant.ts';
import { OPERATORS, operatorsRoute } from './operators.ts';
import type { Route } from './policy.ts';
import type { Decision, Group, Incarnation } from './records.ts';
import { routesFor } from './route.ts';
import type { Circumstances, Draft } from './step.ts';
import { groupIndexKey } from './world.ts';

export function routeIncarnation(draft: Draft, incarnationId: string, now: Circumstances): void {
  const incarnation = draft.world.incarnations.get(incarnationId);
  if (incarnation === undefined) return;
  const hits = takersOf(incarnation, now);
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
function takersOf(incarnation: Incarnation, now: Circumstances): readonly Route[] {
  const hits = routesFor(now.policy, incarnation.labels, incarnation.kind).map(({ route }) => route);
  return hits.length > 0 ? hits : [operatorsRoute(now.policy, incarnation)].filter((r) => r !== undefined);
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

/** One group an incarnation: what else a route tells together is decided here and nowhere else. */
function groupKeyOf(incarnation: Incarnation): string {
  return incarnation.id;
}

function join(draft: Draft, incarnation: Incarnation, route: Route, now: Circumstances): void {
  const groupKey = groupKeyOf(incarnation);
  const existing = draft.world.index.openGroupByKey.get(groupIndexKey(route.id, groupKey));
  const group = existing === undefined ? undefined : draft.world.groups.get(existing);
  const groupId = group?.id ?? now.nextId();
  if (group === undefined) draft.add(insert('groups', newGroup(groupId, groupKey, incarnation, route, now)));
  draft.add(
    insert('members', {
      id: `${groupId}/${incarnation.id}`,
      groupId,
      incarnationId: incarnation.id,
      joinedAt: now.at,
      state: memberState(incarnation),
    }),
  );
}

function memberState(incarnation: Incarnation): 'firing' | 'resolved' | 'notice' {
  if (incarnation.kind === 'notice') return 'notice';
  return incarnation.state === 'open' ? 'firing' : 'resolved';
}

/** Settings are copied: an open group finishes under those it began with. */
function newGroup(
  id: string,
  groupKey: string,
  incarnation: Incarnation,
  route: Route,
  now: Circumstances,
): Group {
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
    },
    openedAt: now.at,
    endedAt: undefined,
    // The wait counts from now, never from the event's own time, so that a restart is no burst.
    dueAt: after(now.at, route.groupWait),
    tries: 0,
    stuck: false,
    version: 1,
  };
}
