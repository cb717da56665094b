/** Questions about alerts, their incarnations, groups and decisions. */
import { sql } from 'kysely';
import type { GroupSlice } from '../../app/ports/questions.ts';
import { instant } from '../../domain/instant.ts';
import type { Notification } from '../../domain/records.ts';
import {
  type Answerer,
  listed,
  type Query,
  query,
  type Row,
  type Rows,
  rowsTo,
  sqlite,
} from '../question.ts';
import { readSays, saysOf } from '../tableau-parts.ts';

export const dueIncarnations: Answerer<'dueIncarnations'> = {
  first: ({ at, limit }) => [
    query(
      sqlite
        .selectFrom('incarnations')
        .selectAll()
        .where('dueAt', 'is not', null)
        .where('stuck', '=', sql.lit(0))
        .where('dueAt', '<=', at)
        .orderBy('dueAt')
        .limit(limit),
    ),
    query(nextDueOf('incarnations', at)),
  ],
  read: ([rows, next]) => ({ rows: rowsTo('incarnations', rows), nextDue: nextDueIn(next) }),
};

export const dueGroups: Answerer<'dueGroups'> = {
  first: ({ at, limit }) => [
    query(
      sqlite
        .selectFrom('groups')
        .selectAll()
        .where('dueAt', 'is not', null)
        .where('stuck', '=', sql.lit(0))
        .where('dueAt', '<=', at)
        .orderBy('dueAt')
        .limit(limit),
    ),
    query(nextDueOf('groups', at)),
  ],
  more: ([groups]) => groupParts((groups ?? []).map((g) => String(g['id']))),
  read: ([groups, next, ...parts]) => ({ rows: toGroupSlice(groups, parts), nextDue: nextDueIn(next) }),
};

export const groupSlice: Answerer<'groupSlice'> = {
  first: ({ ids }) => [
    query(sqlite.selectFrom('groups').selectAll().where('id', 'in', listed(ids))),
    ...groupParts(ids),
  ],
  read: ([groups, ...parts]) => toGroupSlice(groups, parts),
};

function nextDueOf(table: 'incarnations' | 'groups', at: number) {
  return sqlite
    .selectFrom(table)
    .select((e) => e.fn.min('dueAt').as('nextDue'))
    .where('dueAt', 'is not', null)
    .where('stuck', '=', sql.lit(0))
    .where('dueAt', '>', at);
}

export function nextDueIn(rows: Rows | undefined) {
  const value = rows?.[0]?.['next_due'];
  return value === null || value === undefined ? undefined : instant(Number(value));
}

function groupParts(ids: readonly string[]): readonly Query[] {
  const inGroups = listed(ids);
  return [
    query(sqlite.selectFrom('members').selectAll().where('groupId', 'in', inGroups).orderBy('id')),
    query(
      sqlite
        .selectFrom('incarnations')
        .selectAll()
        .where(
          'id',
          'in',
          sqlite.selectFrom('members').select('incarnationId').where('groupId', 'in', inGroups),
        ),
    ),
    query(sqlite.selectFrom('told').selectAll().where('groupId', 'in', inGroups).orderBy('id')),
    query(
      sqlite
        .selectFrom('deliveries')
        .selectAll()
        .where('groupId', 'in', inGroups)
        .where('state', 'in', ['pending', 'claimed'])
        .orderBy('id'),
    ),
    query(
      sqlite
        .selectFrom('notifications')
        .select(['groupId', 'destinationId', 'kind'])
        .select((e) => e.fn.max('at').as('at'))
        .where('groupId', 'in', inGroups)
        .groupBy(['groupId', 'destinationId']),
    ),
    ...saysOf(sql<string>`(SELECT incarnation_id FROM members WHERE group_id IN ${inGroups})`),
  ];
}

function toGroupSlice(groups: Rows | undefined, parts: readonly Rows[]): GroupSlice {
  const [members, incarnations, told, deliveries, notifications, reasons, contents] = parts;
  return {
    groups: rowsTo('groups', groups),
    members: rowsTo('members', members),
    incarnations: rowsTo('incarnations', incarnations),
    told: rowsTo('told', told),
    openDeliveries: rowsTo('deliveries', deliveries),
    lastNotifications: (notifications ?? []).map(toLastNotification),
    ...readSays(reasons, contents),
  };
}

function toLastNotification(row: Row): GroupSlice['lastNotifications'][number] {
  return {
    groupId: String(row['group_id']),
    destinationId: String(row['destination_id']),
    at: instant(Number(row['at'])),
    kind: String(row['kind']) as Notification['kind'],
  };
}

export const listIncarnations: Answerer<'listIncarnations'> = {
  first: ({ limit, before, source, state, unrouted, name, kind }) => {
    let found = sqlite.selectFrom('incarnations').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    if (source !== undefined) found = found.where('source', '=', source);
    if (state !== undefined) found = found.where('state', '=', state);
    if (unrouted !== undefined) found = found.where('unrouted', '=', sql.lit(unrouted ? 1 : 0));
    if (name !== undefined) found = found.where('name', 'like', `%${name}%`);
    if (kind !== undefined) found = found.where('kind', '=', kind);
    return [query(found)];
  },
  read: ([rows]) => rowsTo('incarnations', rows),
};

export const incarnation: Answerer<'incarnation'> = {
  first: ({ id, number }) => {
    const found = sqlite.selectFrom('incarnations').selectAll();
    return [query(id === undefined ? found.where('number', '=', number ?? -1) : found.where('id', '=', id))];
  },
  read: ([rows]) => rowsTo('incarnations', rows)[0],
};

export const alert: Answerer<'alert'> = {
  first: ({ id }) => [query(sqlite.selectFrom('alerts').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('alerts', rows)[0],
};

export const membersOfIncarnation: Answerer<'membersOfIncarnation'> = {
  first: ({ id }) => [
    query(sqlite.selectFrom('members').selectAll().where('incarnationId', '=', id).orderBy('id').limit(1000)),
  ],
  read: ([rows]) => rowsTo('members', rows),
};

export const decisionsAbout: Answerer<'decisionsAbout'> = {
  first: ({ subjectIds, limit }) => [
    query(
      sqlite
        .selectFrom('decisions')
        .selectAll()
        .where('subjectId', 'in', listed(subjectIds))
        .orderBy('id')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('decisions', rows),
};
