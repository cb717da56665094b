/** Questions about alerts, their incarnations, groups and decisions. */
import { sql } from 'kysely';
import type { GroupSlice } from '../../app/ports/questions.ts';
import { instant } from '../../domain/time/instant.ts';
import type { Notification } from '../../domain/records.ts';
import {
  type Answerer,
  listed,
  prepared,
  type Query,
  query,
  type Row,
  type Rows,
  rowsTo,
  sqlite,
} from '../question.ts';
import { readSays, saysOf } from '../tableau-parts.ts';

type DueArgs = { readonly at: number; readonly limit: number };
type Waiting = 'incarnations' | 'groups';

const dueIn = (table: Waiting) =>
  prepared<DueArgs>((slots) =>
    sqlite
      .selectFrom(table)
      .selectAll()
      .where('dueAt', 'is not', null)
      .where('stuck', '=', sql.lit(0))
      .where('dueAt', '<=', slots.value('at'))
      .orderBy('dueAt')
      .limit(slots.value('limit')),
  );

const nextDueOf = (table: Waiting) =>
  prepared<DueArgs>((slots) =>
    sqlite
      .selectFrom(table)
      .select((e) => e.fn.min('dueAt').as('nextDue'))
      .where('dueAt', 'is not', null)
      .where('stuck', '=', sql.lit(0))
      .where('dueAt', '>', slots.value('at')),
  );

const [waitingIncarnations, nextIncarnation] = [dueIn('incarnations'), nextDueOf('incarnations')];
const nextGroup = nextDueOf('groups');
/** With how many members those have that are due before, and it. */
const waitingGroups = ({ at, limit }: DueArgs): Query => ({
  sql: `SELECT due.*, sum((SELECT count(*) FROM members WHERE group_id = due.id)) OVER (ORDER BY due_at, id) AS up_to
    FROM (
      SELECT * FROM groups WHERE due_at IS NOT NULL AND stuck = 0 AND due_at <= ? ORDER BY due_at LIMIT ?
    ) AS due ORDER BY due_at, id`,
  binds: [at, limit],
});

export const dueIncarnations: Answerer<'dueIncarnations'> = {
  first: (args) => [waitingIncarnations(args), nextIncarnation(args)],
  read: ([rows, next]) => ({ rows: rowsTo('incarnations', rows), nextDue: nextDueIn(next) }),
};

export const dueGroups: Answerer<'dueGroups'> = {
  first: (args) => [waitingGroups(args), nextGroup(args)],
  more: ([groups], args) => groupParts({ ids: firstOnes(groups, args).map((g) => String(g['id'])) }),
  read: ([groups, next, ...parts], args) => ({
    rows: toGroupSlice(firstOnes(groups, args), parts),
    nextDue: nextDueIn(next),
  }),
};

/** All of a large group, and of small ones as many as fit. */
function firstOnes(groups: Rows | undefined, { most }: { readonly most: number }): Rows {
  const fitting = (groups ?? []).filter((group) => Number(group['up_to']) <= most);
  return fitting.length > 0 ? fitting : (groups ?? []).slice(0, 1);
}

export const openAlerts: Answerer<'openAlerts'> = {
  first: ({ limit }) => [
    query(
      sqlite
        .selectFrom('incarnations')
        .selectAll()
        .where('state', '=', sql.lit('open'))
        .where('kind', '=', 'alert')
        .orderBy('id', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('incarnations', rows),
};

export const openGroupIds: Answerer<'openGroupIds'> = {
  first: ({ limit }) => [
    query(
      sqlite
        .selectFrom('groups')
        .select('id')
        .where('state', '=', sql.lit('open'))
        .orderBy('id', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => (rows ?? []).map((row) => String(row['id'])),
};

const openWith = prepared<{ readonly incarnationIds: readonly string[] }>((slots) =>
  sqlite
    .selectFrom('groups')
    .selectAll()
    .where('state', '=', sql.lit('open'))
    .where(
      'id',
      'in',
      sqlite
        .selectFrom('members')
        .select('groupId')
        .where('incarnationId', 'in', slots.list('incarnationIds')),
    )
    .orderBy('id'),
);

export const openGroupsOf: Answerer<'openGroupsOf'> = {
  first: (args) => [openWith(args)],
  read: ([groups]) => rowsTo('groups', groups),
};

export const openGroups: Answerer<'openGroups'> = {
  first: ({ places }) => [
    query(
      sqlite
        .selectFrom('groups')
        .selectAll()
        .where('state', '=', sql.lit('open'))
        .where(
          sql<boolean>`(route_id, group_key) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
            FROM json_each(${JSON.stringify(places.map((p) => [p.routeId, p.groupKey]))}))`,
        ),
    ),
  ],
  read: ([groups]) => rowsTo('groups', groups),
};

type Ids = { readonly ids: readonly string[] };

const groupsById = prepared<Ids>((slots) =>
  sqlite.selectFrom('groups').selectAll().where('id', 'in', slots.list('ids')),
);

export const groupSlice: Answerer<'groupSlice'> = {
  first: (args) => [groupsById(args), ...groupParts(args)],
  read: ([groups, ...parts]) => toGroupSlice(groups, parts),
};

function nextDueIn(rows: Rows | undefined) {
  const value = rows?.[0]?.['next_due'];
  return value === null || value === undefined ? undefined : instant(Number(value));
}

const PARTS = [
  prepared<Ids>((slots) =>
    sqlite.selectFrom('members').selectAll().where('groupId', 'in', slots.list('ids')).orderBy('id'),
  ),
  prepared<Ids>((slots) =>
    sqlite
      .selectFrom('incarnations')
      .selectAll()
      .where(
        'id',
        'in',
        sqlite.selectFrom('members').select('incarnationId').where('groupId', 'in', slots.list('ids')),
      ),
  ),
  prepared<Ids>((slots) =>
    sqlite.selectFrom('told').selectAll().where('groupId', 'in', slots.list('ids')).orderBy('id'),
  ),
  prepared<Ids>((slots) =>
    sqlite
      .selectFrom('deliveries')
      .selectAll()
      .where('groupId', 'in', slots.list('ids'))
      .where('state', 'in', [sql.lit('pending'), sql.lit('claimed')])
      .orderBy('id'),
  ),
  prepared<Ids>((slots) =>
    sqlite
      .selectFrom('notifications')
      .select(['groupId', 'destinationId', 'kind'])
      .select((e) => e.fn.max('at').as('at'))
      .where('groupId', 'in', slots.list('ids'))
      .groupBy(['groupId', 'destinationId']),
  ),
  prepared<Ids>((slots) =>
    sqlite
      .selectFrom('decisions')
      .selectAll()
      .where(
        'id',
        'in',
        sqlite
          .selectFrom('decisions')
          .select((e) => e.fn.max('id').as('id'))
          .where('subjectId', 'in', slots.list('ids'))
          .groupBy(['subjectId', 'destinationId', 'step']),
      )
      .orderBy('id'),
  ),
  prepared<Ids>((slots) => sqlite.selectFrom('escalations').selectAll().where('id', 'in', slots.list('ids'))),
  ...saysOf<Ids>(
    (slots) => sql<string>`(SELECT incarnation_id FROM members WHERE group_id IN ${slots.list('ids')})`,
  ),
  prepared<Ids>((slots) =>
    sqlite
      .selectFrom('reruns')
      .selectAll()
      .where(
        'incarnationId',
        'in',
        sqlite.selectFrom('members').select('incarnationId').where('groupId', 'in', slots.list('ids')),
      ),
  ),
];

function groupParts(args: Ids): readonly Query[] {
  return PARTS.map((part) => part(args));
}

function toGroupSlice(groups: Rows | undefined, parts: readonly Rows[]): GroupSlice {
  const [members, incarnations, told, deliveries, notifications, decisions, ...rest] = parts;
  const [escalations, reasons, contents, reruns] = rest;
  return {
    groups: rowsTo('groups', groups),
    members: rowsTo('members', members),
    incarnations: rowsTo('incarnations', incarnations),
    told: rowsTo('told', told),
    openDeliveries: rowsTo('deliveries', deliveries),
    lastNotifications: (notifications ?? []).map(toLastNotification),
    ...readSays(reasons, contents),
    reruns: rowsTo('reruns', reruns),
    lastDecisions: rowsTo('decisions', decisions),
    escalations: rowsTo('escalations', escalations),
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

export const groups: Answerer<'groups'> = {
  first: ({ ids }) => [
    query(sqlite.selectFrom('groups').selectAll().where('id', 'in', listed(ids)).orderBy('id').limit(1000)),
  ],
  read: ([rows]) => rowsTo('groups', rows),
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
