/** Questions about groups, with all that a decision about them needs. */
import { sql } from 'kysely';
import type { GroupPart, GroupSlice } from '../../app/ports/group-questions.ts';
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
import { readMembers } from '../group-members.ts';
import { saysOf } from '../tableau-parts.ts';
import { nextDueIn, nextDueOf } from '../waiting.ts';

type Ids = { readonly ids: readonly string[] };

/** Members of a group that is not read in one piece. */
const LARGE = 1000;

/** With how many members they have, and with those that are due before. */
const waitingGroups = (at: number, limit: number): Query => ({
  sql: `SELECT due.*, sum(size) OVER (ORDER BY due_at, id) AS up_to
    FROM (
      SELECT groups.*, (SELECT count(*) FROM members WHERE group_id = groups.id) AS size
      FROM groups WHERE due_at IS NOT NULL AND stuck = 0 AND due_at <= ? ORDER BY due_at LIMIT ?
    ) AS due ORDER BY due_at, id`,
  binds: [at, limit],
});
const nextGroup = nextDueOf('groups');

export const dueGroups: Answerer<'dueGroups'> = {
  first: ({ at, limit }) => [waitingGroups(at, limit), nextGroup({ at })],
  more: ([groups], args) => partsOf(firstOnes(groups, args)),
  read: ([groups, next, ...parts], args) => ({
    rows: toPart(firstOnes(groups, args), parts),
    nextDue: nextDueIn(next),
  }),
};

/** All of a large group, and of small ones as many as fit. */
function firstOnes(groups: Rows | undefined, { most }: { readonly most: number }): Rows {
  const fitting = (groups ?? []).filter((group) => Number(group['up_to']) <= most);
  return fitting.length > 0 ? fitting : (groups ?? []).slice(0, 1);
}

const sizedGroups = ({ ids }: Ids): Query => ({
  sql: `SELECT groups.*, (SELECT count(*) FROM members WHERE group_id = groups.id) AS size
    FROM groups WHERE id IN (SELECT value FROM json_each(?))`,
  binds: [JSON.stringify(ids)],
});

export const groupSlice: Answerer<'groupSlice'> = {
  first: (args) => [sizedGroups(args)],
  more: ([groups]) => partsOf(groups ?? []),
  read: ([groups, ...parts]) => toPart(groups ?? [], parts),
};

const membersIn = prepared<Ids>((slots) =>
  sqlite.selectFrom('members').selectAll().where('groupId', 'in', slots.list('ids')).orderBy('id'),
);
const incarnationsIn = prepared<Ids>((slots) =>
  sqlite
    .selectFrom('incarnations')
    .selectAll()
    .where(
      'id',
      'in',
      sqlite.selectFrom('members').select('incarnationId').where('groupId', 'in', slots.list('ids')),
    ),
);
const toldIn = prepared<Ids>((slots) =>
  sqlite.selectFrom('told').selectAll().where('groupId', 'in', slots.list('ids')).orderBy('id'),
);
const openDeliveries = prepared<Ids>((slots) =>
  sqlite
    .selectFrom('deliveries')
    .selectAll()
    .where('groupId', 'in', slots.list('ids'))
    .where('state', 'in', [sql.lit('pending'), sql.lit('claimed')])
    .orderBy('id'),
);
const lastNotifications = prepared<Ids>((slots) =>
  sqlite
    .selectFrom('notifications')
    .select(['groupId', 'destinationId', 'kind'])
    .select((e) => e.fn.max('at').as('at'))
    .where('groupId', 'in', slots.list('ids'))
    .groupBy(['groupId', 'destinationId']),
);
const lastDecisions = prepared<Ids>((slots) =>
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
);
const escalationsIn = prepared<Ids>((slots) =>
  sqlite.selectFrom('escalations').selectAll().where('id', 'in', slots.list('ids')),
);
const [reasonsIn, contentsIn] = saysOf<Ids>(
  (slots) => sql<string>`(SELECT incarnation_id FROM members WHERE group_id IN ${slots.list('ids')})`,
);
const rerunsIn = prepared<Ids>((slots) =>
  sqlite
    .selectFrom('reruns')
    .selectAll()
    .where(
      'incarnationId',
      'in',
      sqlite.selectFrom('members').select('incarnationId').where('groupId', 'in', slots.list('ids')),
    ),
);

function isLarge(group: Row): boolean {
  return Number(group['size']) > LARGE;
}

function partsOf(groups: Rows): readonly Query[] {
  const idsOf = (rows: Rows) => ({ ids: rows.map((group) => String(group['id'])) });
  const [all, small] = [idsOf(groups), idsOf(groups.filter((group) => !isLarge(group)))];
  return [
    ...[openDeliveries(all), lastNotifications(all), lastDecisions(all), escalationsIn(all)],
    ...[toldIn(small), membersIn(small), incarnationsIn(small), reasonsIn(small), contentsIn(small)],
    rerunsIn(small),
  ];
}

function toPart(groups: Rows, parts: readonly Rows[]): GroupPart {
  const [deliveries, notifications, decisions, escalations, told, ...ofMembers] = parts;
  const slice = {
    groups: rowsTo('groups', groups),
    ...readMembers(...ofMembers),
    told: rowsTo('told', told),
    openDeliveries: rowsTo('deliveries', deliveries),
    lastNotifications: (notifications ?? []).map(toLastNotification),
    lastDecisions: rowsTo('decisions', decisions),
    escalations: rowsTo('escalations', escalations),
  };
  return { slice, large: groups.filter(isLarge).map((group) => String(group['id'])) };
}

function toLastNotification(row: Row): GroupSlice['lastNotifications'][number] {
  return {
    groupId: String(row['group_id']),
    destinationId: String(row['destination_id']),
    at: instant(Number(row['at'])),
    kind: String(row['kind']) as Notification['kind'],
  };
}

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

export const groups: Answerer<'groups'> = {
  first: ({ ids }) => [
    query(sqlite.selectFrom('groups').selectAll().where('id', 'in', listed(ids)).orderBy('id').limit(1000)),
  ],
  read: ([rows]) => rowsTo('groups', rows),
};
