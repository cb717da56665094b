/** The records that a decision looks at, in maps; changes are applied to it as a store would. */
import type { Change } from './change.ts';
import { outcomeKey } from './events/event.ts';
import type { TableName, Tables } from './records.ts';

type RecordMaps = { readonly [T in TableName]: Map<string, Tables[T]> };

/** Records by id, and the ways in which the engine looks them up. */
export type World = RecordMaps & {
  readonly index: {
    readonly eventByIdentity: Map<string, string>;
    /** source|digest → event */
    readonly eventByDigest: Map<string, string>;
    /** source|luid|meaning → events that were found before a webhook said them */
    readonly caughtByOutcome: Map<string, Set<string>>;
    readonly openGroupByKey: Map<string, string>;
    readonly membersByIncarnation: Map<string, Set<string>>;
    /** The rows themselves, by id: all of a large group are read at each flush. */
    readonly membersByGroup: Map<string, Map<string, Tables['members']>>;
    readonly toldByGroup: Map<string, Map<string, Tables['told']>>;
    /** What a message has told at some time; another may have told it again since. */
    readonly toldByNotification: Map<string, Set<string>>;
    readonly openDeliveriesByGroup: Map<string, Set<string>>;
    /** group|destination → the last notification's time */
    readonly lastNotifiedAt: Map<string, number>;
    /** The last decision about a subject and destination in one step. */
    readonly lastDecision: Map<string, Pick<Tables['decisions'], 'answer' | 'reason'>>;
  };
  /** Groups of which not all is here: nothing can be decided about them as a whole. */
  readonly inPart: Set<string>;
  /** The highest number given to an incarnation so far. */
  lastNumber: number;
};

const TABLE_NAMES: readonly TableName[] = [
  'calls',
  'events',
  'alerts',
  'incarnations',
  'groups',
  'members',
  'told',
  'notifications',
  'deliveries',
  'attempts',
  'lanes',
  'decisions',
  'revisions',
  'secrets',
  'overrides',
  'shifts',
  'audit',
  'hooks',
  'facts',
  'silences',
  'held',
  'watermarks',
  'escalations',
  'switches',
  'handoffs',
  'digests',
  'contents',
  'reasons',
  'reruns',
  'refreshes',
];

export function emptyWorld(): World {
  const maps = Object.fromEntries(TABLE_NAMES.map((t) => [t, new Map()])) as unknown as RecordMaps;
  return {
    ...maps,
    index: {
      eventByIdentity: new Map(),
      eventByDigest: new Map(),
      caughtByOutcome: new Map(),
      openGroupByKey: new Map(),
      membersByIncarnation: new Map(),
      membersByGroup: new Map(),
      toldByGroup: new Map(),
      toldByNotification: new Map(),
      openDeliveriesByGroup: new Map(),
      lastNotifiedAt: new Map(),
      lastDecision: new Map(),
    },
    inPart: new Set(),
    lastNumber: 0,
  };
}

/** Puts a record in, replacing the one of that id. */
export function place<T extends TableName>(world: World, table: T, row: Tables[T]): void {
  const map = world[table] as unknown as Map<string, Tables[T]>;
  map.set(row.id, row);
  indexRow(world, table, row);
}

export function placeAll<T extends TableName>(world: World, table: T, rows: readonly Tables[T][]): void {
  for (const row of rows) place(world, table, row);
}

export function applyChanges(world: World, changes: readonly Change[]): void {
  for (const change of changes) {
    switch (change.op) {
      case 'insert':
      case 'put':
        place(world, change.table, change.row as Tables[TableName]);
        break;
      case 'update': {
        const before = (world[change.table] as Map<string, Tables[TableName]>).get(change.id);
        if (before) place(world, change.table, { ...before, ...change.set } as Tables[TableName]);
        break;
      }
      case 'delete':
        drop(world, change.table, change.id);
        break;
      case 'shift':
        throw new TypeError('a world lives by one time: no decision shifts it');
    }
  }
}

function indexRow(world: World, table: TableName, row: Tables[TableName]): void {
  const { index } = world;
  switch (table) {
    case 'events': {
      const event = row as Tables['events'];
      index.eventByIdentity.set(event.identity, event.id);
      if (event.foundBy !== 'catch-up') return;
      const key = outcomeKey(event.source, event.type, event.luid);
      if (key === undefined) return;
      if (event.copies === 0) addTo(index.caughtByOutcome, key, event.id);
      else index.caughtByOutcome.get(key)?.delete(event.id);
      return;
    }
    case 'incarnations':
      world.lastNumber = Math.max(world.lastNumber, (row as Tables['incarnations']).number);
      return;
    case 'groups': {
      const group = row as Tables['groups'];
      const key = groupIndexKey(group.routeId, group.groupKey);
      if (group.state === 'open') index.openGroupByKey.set(key, group.id);
      else if (index.openGroupByKey.get(key) === group.id) index.openGroupByKey.delete(key);
      return;
    }
    case 'members': {
      const member = row as Tables['members'];
      addTo(index.membersByIncarnation, member.incarnationId, member.id);
      putIn(index.membersByGroup, member.groupId, member);
      return;
    }
    case 'told': {
      const told = row as Tables['told'];
      putIn(index.toldByGroup, told.groupId, told);
      addTo(index.toldByNotification, told.notificationId, told.id);
      return;
    }
    case 'deliveries': {
      const { groupId, state } = row as Tables['deliveries'];
      if (groupId === undefined) return;
      if (state === 'pending' || state === 'claimed') addTo(index.openDeliveriesByGroup, groupId, row.id);
      else index.openDeliveriesByGroup.get(groupId)?.delete(row.id);
      return;
    }
    case 'notifications': {
      const { groupId, destinationId, at } = row as Tables['notifications'];
      if (groupId !== undefined) index.lastNotifiedAt.set(`${groupId}|${destinationId}`, at);
      return;
    }
    case 'decisions': {
      const decision = row as Tables['decisions'];
      index.lastDecision.set(lastDecisionKey(decision), decision);
      return;
    }
    default:
  }
}

function drop(world: World, table: TableName, id: string): void {
  const map = world[table] as Map<string, Tables[TableName]>;
  const row = map.get(id);
  map.delete(id);
  if (row === undefined) return;
  if (table === 'told') world.index.toldByGroup.get((row as Tables['told']).groupId)?.delete(id);
  if (table === 'members') {
    const { groupId, incarnationId } = row as Tables['members'];
    world.index.membersByGroup.get(groupId)?.delete(id);
    world.index.membersByIncarnation.get(incarnationId)?.delete(id);
  }
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function putIn<Row extends { readonly id: string }>(
  index: Map<string, Map<string, Row>>,
  key: string,
  row: Row,
): void {
  const rows = index.get(key);
  if (rows) rows.set(row.id, row);
  else index.set(key, new Map([[row.id, row]]));
}

export function groupIndexKey(routeId: string, groupKey: string): string {
  return JSON.stringify([routeId, groupKey]);
}

export function lastDecisionKey(
  of: Pick<Tables['decisions'], 'subjectId' | 'destinationId' | 'step'>,
): string {
  return JSON.stringify([of.subjectId, of.destinationId ?? null, of.step]);
}

function rowsOf<T extends TableName>(
  world: World,
  table: T,
  ids: ReadonlySet<string> | undefined,
): Tables[T][] {
  const map = world[table] as unknown as Map<string, Tables[T]>;
  const rows: Tables[T][] = [];
  if (ids === undefined) return rows;
  for (const id of ids) {
    const row = map.get(id);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

export function membersOf(world: World, groupId: string): readonly Tables['members'][] {
  return [...(world.index.membersByGroup.get(groupId)?.values() ?? [])];
}

export function membershipsOf(world: World, incarnationId: string): readonly Tables['members'][] {
  return rowsOf(world, 'members', world.index.membersByIncarnation.get(incarnationId));
}

export function toldOf(world: World, groupId: string): readonly Tables['told'][] {
  return [...(world.index.toldByGroup.get(groupId)?.values() ?? [])];
}

/** Of all that a group has told, what this message tells. */
export function toldBy(world: World, notificationId: string): readonly Tables['told'][] {
  return rowsOf(world, 'told', world.index.toldByNotification.get(notificationId)).filter(
    (told) => told.notificationId === notificationId,
  );
}

export function openDeliveriesOf(world: World, groupId: string): readonly Tables['deliveries'][] {
  return rowsOf(world, 'deliveries', world.index.openDeliveriesByGroup.get(groupId));
}
