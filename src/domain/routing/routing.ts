/** Routing: which routes take an incarnation, and the groups that it joins. */
import { digestOfReceiver } from '../telling/digest.ts';
import { insert, update } from '../change.ts';
import { makeDue, tickFor } from '../telling/group-clock.ts';
import { groupKeyOf } from './group-key.ts';
import { after } from '../time/instant.ts';
import { knownLabels, sameLabels } from './known-labels.ts';
import { deriveLabels, labellingText, withDerived } from './labelling.ts';
import { type GroupPlace, isIn, isSettled, leaveOthers, whyMoved } from './leave-group.ts';
import { OPERATORS, operatorsRoute } from '../health/operators.ts';
import type { LabelMapping, Policy, Route } from '../policy.ts';
import type { Decision, Group, Incarnation } from '../records.ts';
import { wantRerunFirst } from '../sites/rerun-first.ts';
import { routesFor } from './route.ts';
import type { Circumstances, Draft } from '../step.ts';
import { groupIndexKey } from '../world.ts';

/** What routing looks at. */
export type Subject = Pick<Incarnation, 'kind' | 'labels' | 'source' | 'condition' | 'luid' | 'name'>;

/** What was routed before is routed again as long as nobody has been told of it: it leaves groups and joins others. */
export function routeIncarnation(draft: Draft, incarnationId: string, now: Circumstances): void {
  const before = draft.world.incarnations.get(incarnationId);
  // No route takes a test.
  if (before === undefined || before.kind === 'test') return;
  const { stage, version } = before;
  if (stage === 'routed' && isSettled(draft.world, before)) {
    draft.add(update('incarnations', before.id, { dueAt: undefined, version: version + 1 }));
    return;
  }
  const { labels, by } = deriveLabels(now.policy, { ...before, labels: knownLabels(before, draft.world) });
  const incarnation = { ...before, labels };
  if (by.length > 0 && !sameLabels(labels, before.labels))
    draft.add(insert('decisions', labelDecision(incarnation, by, now)));
  const hits = takersOf(now.policy, incarnation);
  const unrouted = hits.length === 0 && before.kind === 'alert';
  draft.add(
    update('incarnations', before.id, {
      ...{ labels, stage: 'routed', dueAt: undefined, unrouted },
      version: version + 1,
    }),
  );
  const places = hits.map((route) => placeOf(route, incarnation));
  const left = leaveOthers(draft, incarnation, places, now);
  const isNews = stage === 'label' || left.length > 0 || (unrouted && !before.unrouted);
  if (hits.length === 0 && isNews)
    draft.add(insert('decisions', decision(incarnation, undefined, left, now)));
  for (const route of hits) {
    if (!isIn(draft.world, incarnation.id, placeOf(route, incarnation))) {
      draft.add(insert('decisions', decision(incarnation, route, left, now)));
      join(draft, incarnation, route, now);
    }
    wantRerunFirst(draft, incarnation, route, now);
  }
}

/** Tabduty's own troubles that no route takes go to the operators. */
function takersOf(policy: Policy, subject: Subject): readonly Route[] {
  const hits = routesFor(policy, subject.labels, subject.kind).map(({ route }) => route);
  return hits.length > 0 ? hits : [operatorsRoute(policy, subject)].filter((r) => r !== undefined);
}

function decision(
  incarnation: Incarnation,
  route: Route | undefined,
  left: readonly Group[],
  now: Circumstances,
): Decision {
  return {
    id: now.nextId(),
    at: now.at,
    subject: 'incarnation',
    subjectId: incarnation.id,
    destinationId: undefined,
    step: 'route',
    answer: route ? 'routed' : 'unrouted',
    reason: left.length === 0 ? reasonOf(route) : `${reasonOf(route)}; ${whyMoved(left)}`,
    revision: now.policy.revision,
    path: route?.place.path,
  };
}

/** Which mapping set what. */
function labelDecision(incarnation: Incarnation, by: readonly LabelMapping[], now: Circumstances): Decision {
  return {
    ...{ id: now.nextId(), at: now.at, subject: 'incarnation', subjectId: incarnation.id },
    ...{ destinationId: undefined, step: 'label', answer: 'labelled', reason: labellingText(by) },
    ...{ revision: now.policy.revision, path: by[0]?.place.path },
  };
}

function reasonOf(route: Route | undefined): string {
  if (route === undefined) return 'no route matches its labels, so nobody is told';
  if (route.id === OPERATORS) return 'no route matches its labels, so the operators are told';
  return `route ${route.name ?? route.place.path} (line ${route.place.line}) tells ${route.tell ?? 'nobody'}`;
}

/** The groups that something with these labels would join, for who loads them before. */
export function groupsFor(policy: Policy, subject: Subject): readonly GroupPlace[] {
  const labelled = withDerived(policy, subject);
  return takersOf(policy, labelled).map((route) => placeOf(route, labelled));
}

function placeOf(route: Route, subject: Subject): GroupPlace {
  return { routeId: route.id, groupKey: groupKeyOf(route.groupBy, subject) };
}

function join(draft: Draft, incarnation: Incarnation, route: Route, now: Circumstances): void {
  const { groupKey } = placeOf(route, incarnation);
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
      ...(route.flapping === undefined ? {} : { flapping: route.flapping }),
      ...(route.rerunFirst === undefined ? {} : { rerunFirst: route.rerunFirst }),
      ...(route.digest === undefined ? {} : { digest: digestOfReceiver(route.tell ?? '', route.digest) }),
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
