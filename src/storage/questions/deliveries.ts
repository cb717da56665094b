/** Questions about deliveries, their attempts and lanes. */
import { sql } from 'kysely';
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';
import { nextDueIn } from './alerts.ts';

export const dueDeliveries: Answerer<'dueDeliveries'> = {
  first: ({ at, limit, exceptLanes }) => [
    query(
      sendable(exceptLanes)
        .selectAll('deliveries')
        .where('deliveries.dueAt', '<=', at)
        .where((e) => e.or([e('lanes.notBefore', 'is', null), e('lanes.notBefore', '<=', at)]))
        .orderBy('deliveries.dueAt')
        .orderBy('deliveries.id')
        .limit(limit),
    ),
    query(
      sendable(exceptLanes)
        .select((e) =>
          e.fn
            .min(e.fn<number>('max', ['deliveries.dueAt', e.fn.coalesce('lanes.notBefore', e.lit(0))]))
            .as('nextDue'),
        )
        .where((e) => e.or([e('deliveries.dueAt', '>', at), e('lanes.notBefore', '>', at)])),
    ),
  ],
  more: ([deliveries]) => {
    const notifications = (deliveries ?? []).map((d) => String(d['notification_id']));
    const lanes = (deliveries ?? []).map((d) => String(d['lane']));
    return [
      query(sqlite.selectFrom('notifications').selectAll().where('id', 'in', listed(notifications))),
      query(sqlite.selectFrom('lanes').selectAll().where('id', 'in', listed(lanes))),
    ];
  },
  read: ([due, next, notificationRows, laneRows]) => {
    const notifications = new Map(rowsTo('notifications', notificationRows).map((n) => [n.id, n]));
    const lanes = new Map(rowsTo('lanes', laneRows).map((l) => [l.id, l]));
    const rows = rowsTo('deliveries', due).flatMap((delivery) => {
      const notification = notifications.get(delivery.notificationId);
      return notification ? [{ delivery, notification, lane: lanes.get(delivery.lane) }] : [];
    });
    return { rows, nextDue: nextDueIn(next) };
  },
};

function sendable(exceptLanes: readonly string[]) {
  return sqlite
    .selectFrom('deliveries')
    .leftJoin('lanes', 'lanes.id', 'deliveries.lane')
    .where('deliveries.state', '=', sql.lit('pending'))
    .where('deliveries.lane', 'not in', listed(exceptLanes));
}

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

export const lane: Answerer<'lane'> = {
  first: ({ id }) => [query(sqlite.selectFrom('lanes').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('lanes', rows)[0],
};

export const lanes: Answerer<'lanes'> = {
  first: () => [query(sqlite.selectFrom('lanes').selectAll().orderBy('id').limit(1000))],
  read: ([rows]) => rowsTo('lanes', rows),
};

export const listDeliveries: Answerer<'listDeliveries'> = {
  first: ({ limit, before, state, destinationId, groupId }) => {
    let found = sqlite.selectFrom('deliveries').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    if (state !== undefined) found = found.where('state', '=', state);
    if (destinationId !== undefined) found = found.where('destinationId', '=', destinationId);
    if (groupId !== undefined) found = found.where('groupId', '=', groupId);
    return [query(found)];
  },
  read: ([rows]) => rowsTo('deliveries', rows),
};

export const delivery: Answerer<'delivery'> = {
  first: ({ id }) => [query(sqlite.selectFrom('deliveries').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('deliveries', rows)[0],
};

/** A thread that is longer than one message is that of a group, and has its id. */
export const threadHandle: Answerer<'threadHandle'> = {
  first: ({ threadKey, destinationId }) => [
    query(
      sqlite
        .selectFrom('deliveries')
        .selectAll()
        .where('groupId', '=', threadKey)
        .where('destinationId', '=', destinationId)
        .where('handle', 'is not', null)
        .orderBy('id', 'desc')
        .limit(1),
    ),
  ],
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
