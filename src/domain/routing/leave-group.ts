/** Leaving groups: an alert that nobody has been told of goes where it belongs by what is known of it now. */
import { remove, update } from '../change.ts';
import { makeDue } from '../telling/group-clock.ts';
import type { Delivery, Group, Incarnation, Told } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';
import { isReplaceable, suppressed, untell } from '../telling/take-back.ts';
import { membershipsOf, membersOf, openDeliveriesOf, toldOf, type World } from '../world.ts';

export type GroupPlace = Pick<Group, 'routeId' | 'groupKey'>;

export function isIn(world: World, incarnationId: string, place: GroupPlace): boolean {
  return openGroupsOf(world, incarnationId).some((group) => isAt(group, place));
}

/**
 * It stays where it is: it is over, somebody was told of it or may have been, somebody has it, or somebody is about to be
 * woken for it.
 */
export function isSettled(world: World, incarnation: Incarnation): boolean {
  const { id } = incarnation;
  if (isOver(incarnation)) return true;
  return membershipsOf(world, id).some(({ groupId }) => {
    const ack = world.escalations.get(groupId)?.ack;
    if (ack?.members.some((member) => member.id === id)) return true;
    const rows = toldOf(world, groupId);
    const waiting = openDeliveriesOf(world, groupId);
    return rows.some((row) => row.incarnationId === id && mayBeKnown(row, rows, waiting));
  });
}

/** A notice is over from the start, and is told all the same. */
export function isOver({ state, kind }: Pick<Incarnation, 'state' | 'kind'>): boolean {
  return state === 'ended' && kind === 'alert';
}

/** Whatever else stands in its groups, what was told of it so stays told. */
export function isKnown({ state, as }: Pick<Told, 'state' | 'as'>): boolean {
  return state === 'told' || as === 'resolved';
}

/** A page is never taken back for this: its step has been made, and nobody would be woken in its place. */
function mayBeKnown(row: Told, rows: readonly Told[], waiting: readonly Delivery[]): boolean {
  if (row.state === 'failed') return row.as === 'resolved';
  if (isKnown(row)) return true;
  const delivery = waiting.find((d) => d.notificationId === row.notificationId);
  if (delivery === undefined || delivery.page) return true;
  const own = rows.filter((r) => r.destinationId === row.destinationId);
  return !isReplaceable(delivery, own);
}

/** Leaves all groups but those; answers the groups that it left. Each looks at once at what it has still to tell. */
export function leaveOthers(
  draft: Draft,
  incarnation: Incarnation,
  places: readonly GroupPlace[],
  now: Circumstances,
): readonly Group[] {
  const { id } = incarnation;
  const left = openGroupsOf(draft.world, id).filter((group) => !places.some((place) => isAt(group, place)));
  for (const group of left) {
    takeBackWhatNames(draft, id, group);
    for (const row of toldOf(draft.world, group.id))
      if (row.incarnationId === id) draft.add(remove('told', row.id));
    draft.add(
      remove('members', `${group.id}/${id}`),
      update('groups', group.id, { number: numberWithout(draft.world, group, incarnation) }),
      makeDue(group, now.at),
    );
  }
  return left;
}

function takeBackWhatNames(draft: Draft, incarnationId: string, group: Group): void {
  const rows = toldOf(draft.world, group.id);
  const naming = new Set(rows.filter((r) => r.incarnationId === incarnationId).map((r) => r.notificationId));
  for (const delivery of openDeliveriesOf(draft.world, group.id)) {
    if (!naming.has(delivery.notificationId)) continue;
    untell(draft, delivery, rows);
    draft.add(suppressed(delivery, 'Tableau has said more: what it speaks of is told elsewhere'));
  }
}

/** The group is called after its first alert, unless somebody has heard that already. */
function numberWithout(world: World, group: Group, { number }: Incarnation): number {
  const others = membersOf(world, group.id).flatMap((m) => world.incarnations.get(m.incarnationId) ?? []);
  const isSaid = toldOf(world, group.id).length > 0;
  if (group.number !== number || isSaid || others.length === 0) return group.number;
  return others.reduce((least, other) => Math.min(least, other.number), Number.POSITIVE_INFINITY);
}

/** For people. */
export function whyMoved(left: readonly Group[]): string {
  const numbers = left.map(({ number }) => `#${number}`).join(', ');
  return `Tableau has said more since it was in group ${numbers}, which has told nobody of it`;
}

function openGroupsOf(world: World, incarnationId: string): readonly Group[] {
  return membershipsOf(world, incarnationId)
    .flatMap(({ groupId }) => world.groups.get(groupId) ?? [])
    .filter(({ state }) => state === 'open');
}

function isAt({ routeId, groupKey }: Group, place: GroupPlace): boolean {
  return routeId === place.routeId && groupKey === place.groupKey;
}
