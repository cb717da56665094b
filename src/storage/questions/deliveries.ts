/** Questions about deliveries, their attempts and lanes. */
import { sql } from 'kysely';
import type { Questions } from '../../app/ports/questions.ts';
import { idFrom } from '../../domain/time/id-time.ts';
import { instant } from '../../domain/time/instant.ts';
import type { Lane } from '../../domain/records.ts';
import {
  type Answerer,
  prepared,
  type Query,
  query,
  type Row,
  type Rows,
  rowsTo,
  rowTo,
  sqlite,
} from '../question.ts';

type DueArgs = Questions['dueDeliveries']['args'];

/** What follows a group that is over goes nowhere before the last word of that one has gone there. */
const BEHIND = `EXISTS (SELECT 1 FROM groups own
    CROSS JOIN groups before ON before.route_id = own.route_id AND before.group_key = own.group_key
      AND before.state = 'closing' AND before.id < own.id
    CROSS JOIN deliveries o ON o.group_id = before.id AND o.destination_id = deliveries.destination_id
      AND o.state IN ('pending', 'claimed')
    WHERE own.id = deliveries.group_id)`;

/** Lanes with something pending, each found by one seek in the index however much waits on it. */
const waitingLanes = (): Query => ({
  sql: `WITH RECURSIVE waiting (lane) AS (
    SELECT min(lane) FROM deliveries WHERE state = 'pending'
    UNION ALL
    SELECT (SELECT min(lane) FROM deliveries WHERE state = 'pending' AND lane > waiting.lane)
    FROM waiting WHERE waiting.lane IS NOT NULL
  )
  SELECT waiting.lane AS lane_id, lanes.*,
    (SELECT min(due_at) FROM deliveries WHERE state = 'pending' AND lane = waiting.lane AND NOT ${BEHIND}) AS first_due
  FROM waiting LEFT JOIN lanes ON lanes.id = waiting.lane WHERE waiting.lane IS NOT NULL`,
  binds: [],
});

type OnLane = { readonly lane: string; readonly at: number; readonly limit: number };

const dueOnLane = prepared<OnLane>((slots) =>
  sqlite
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', sql.lit('pending'))
    .where('lane', '=', slots.value('lane'))
    .where('dueAt', '<=', slots.value('at'))
    .where(sql<boolean>`NOT ${sql.raw(BEHIND)}`)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(slots.value('limit')),
);
const notificationsOnLane = prepared<OnLane>((slots) =>
  sqlite
    .selectFrom('notifications')
    .selectAll()
    .where(
      'id',
      'in',
      sqlite
        .selectFrom('deliveries')
        .select('notificationId')
        .where('state', '=', sql.lit('pending'))
        .where('lane', '=', slots.value('lane'))
        .where('dueAt', '<=', slots.value('at'))
        .where(sql<boolean>`NOT ${sql.raw(BEHIND)}`)
        .orderBy('dueAt')
        .orderBy('id')
        .limit(slots.value('limit')),
    ),
);

/** So many of one lane at once: a long queue does not hide the short ones beside it. */
const MOST_OF_A_LANE = 16;

type WaitingLane = {
  readonly id: string;
  readonly lane: Lane | undefined;
  /** When its first delivery may go, by its own due time and by the lane's. */
  readonly from: number;
};

function toWaitingLane(row: Row): WaitingLane {
  const lane = row['id'] === null ? undefined : rowTo('lanes', row);
  const from = Math.max(Number(row['first_due']), lane?.notBefore ?? 0);
  return { id: String(row['lane_id']), lane, from };
}

/** Without those on which all that waits is held behind something else. */
function lanesIn(rows: Rows | undefined): readonly WaitingLane[] {
  return (rows ?? []).filter((row) => row['first_due'] !== null).map(toWaitingLane);
}

function readyLanes(rows: Rows | undefined, { at, exceptLanes }: DueArgs): readonly WaitingLane[] {
  return lanesIn(rows).filter((l) => l.from <= at && !exceptLanes.includes(l.id));
}

export const dueDeliveries: Answerer<'dueDeliveries'> = {
  first: () => [waitingLanes()],
  more: ([lanes], args) =>
    readyLanes(lanes, args).flatMap(({ id }) => {
      const onLane = { lane: id, at: args.at, limit: Math.min(args.limit, MOST_OF_A_LANE) };
      return [dueOnLane(onLane), notificationsOnLane(onLane)];
    }),
  read: ([lanes, ...found], args) => {
    const rows = readyLanes(lanes, args).flatMap(({ lane }, i) => {
      const notifications = new Map(rowsTo('notifications', found[2 * i + 1]).map((n) => [n.id, n]));
      return rowsTo('deliveries', found[2 * i]).flatMap((delivery) => {
        const notification = notifications.get(delivery.notificationId);
        return notification ? [{ delivery, notification, lane }] : [];
      });
    });
    rows.sort(
      (a, b) => (a.delivery.dueAt ?? 0) - (b.delivery.dueAt ?? 0) || (a.delivery.id < b.delivery.id ? -1 : 1),
    );
    const later = lanesIn(lanes).filter((l) => l.from > args.at);
    const nextDue = later.length === 0 ? undefined : instant(Math.min(...later.map((l) => l.from)));
    return { rows: rows.slice(0, args.limit), nextDue };
  },
};

type BoardArgs = Questions['laneBoard']['args'];

const lanesById = prepared<BoardArgs>((slots) =>
  sqlite.selectFrom('lanes').selectAll().where('id', 'in', slots.list('lanes')),
);

export const laneBoard: Answerer<'laneBoard'> = {
  first: (args) => [
    lanesById(args),
    {
      sql: `SELECT value AS lane FROM json_each(?)
        WHERE EXISTS (SELECT 1 FROM deliveries WHERE state = 'pending' AND lane = value)
        OR EXISTS (SELECT 1 FROM deliveries d INDEXED BY deliveries_claimed JOIN groups g ON g.id = d.group_id
          WHERE d.state = 'claimed' AND d.lane = value AND g.state = 'closing')`,
      binds: [JSON.stringify(args.lanes)],
    },
  ],
  read: ([lanes, waiting]) => ({
    lanes: rowsTo('lanes', lanes),
    waiting: (waiting ?? []).map((row) => String(row['lane'])),
  }),
};

export const abandonedClaims: Answerer<'abandonedClaims'> = {
  first: ({ bootId, limit }) => [
    query(
      sqlite
        .selectFrom('deliveries')
        .selectAll()
        .where('state', '=', sql.lit('claimed'))
        .where('bootId', '!=', bootId)
        .orderBy('id')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('deliveries', rows),
};

const laneById = prepared<Questions['lane']['args']>((slots) =>
  sqlite.selectFrom('lanes').selectAll().where('id', '=', slots.value('id')),
);

export const lane: Answerer<'lane'> = {
  first: (args) => [laneById(args)],
  read: ([rows]) => rowsTo('lanes', rows)[0],
};

const allLanes = prepared(() => sqlite.selectFrom('lanes').selectAll().orderBy('id').limit(sql.lit(1000)));

export const lanes: Answerer<'lanes'> = {
  first: () => [allLanes({})],
  read: ([rows]) => rowsTo('lanes', rows),
};

const receiverOf = sql<string>`(SELECT n.receiver FROM notifications n WHERE n.id = deliveries.notification_id)`;

export const listDeliveries: Answerer<'listDeliveries'> = {
  first: ({ limit, before, state, destinationId, groupId, receiver, since }) => {
    let found = sqlite.selectFrom('deliveries').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    if (state !== undefined) found = found.where('state', '=', sql.lit(state));
    if (destinationId !== undefined) found = found.where('destinationId', '=', destinationId);
    if (groupId !== undefined) found = found.where('groupId', '=', groupId);
    if (receiver !== undefined) found = found.where(receiverOf, '=', receiver);
    if (since !== undefined) found = found.where('id', '>=', idFrom(since));
    return [query(found)];
  },
  read: ([rows]) => rowsTo('deliveries', rows),
};

export const deliveriesOf: Answerer<'deliveriesOf'> = {
  first: ({ notificationId }) => [
    query(
      sqlite
        .selectFrom('deliveries')
        .selectAll()
        .where('notificationId', '=', notificationId)
        .orderBy('id')
        .limit(100),
    ),
  ],
  read: ([rows]) => rowsTo('deliveries', rows),
};

export const delivery: Answerer<'delivery'> = {
  first: ({ id }) => [query(sqlite.selectFrom('deliveries').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('deliveries', rows)[0],
};

/** A thread that is longer than one message is that of a group, and has its id. */
const lastHandle = prepared<Questions['threadHandle']['args']>((slots) =>
  sqlite
    .selectFrom('deliveries')
    .selectAll()
    .where('groupId', '=', slots.value('threadKey'))
    .where('destinationId', '=', slots.value('destinationId'))
    .where('handle', 'is not', null)
    .orderBy('id', 'desc')
    .limit(sql.lit(1)),
);

export const threadHandle: Answerer<'threadHandle'> = {
  first: (args) => [lastHandle(args)],
  read: ([rows]) => rowsTo('deliveries', rows)[0]?.handle,
};

export const notification: Answerer<'notification'> = {
  first: ({ id }) => [query(sqlite.selectFrom('notifications').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('notifications', rows)[0],
};

export const attemptsOf: Answerer<'attemptsOf'> = {
  first: ({ deliveryId }) => [
    query(
      sqlite
        .selectFrom('attempts')
        .selectAll()
        .where('deliveryId', '=', deliveryId)
        .orderBy('id')
        .limit(1000),
    ),
  ],
  read: ([rows]) => rowsTo('attempts', rows),
};
