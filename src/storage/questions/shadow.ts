/** What receivers in shadow mode would have been sent. */
import { sql } from 'kysely';
import type { Instant } from '../../domain/time/instant.ts';
import type { Notification } from '../../domain/records.ts';
import { SHADOW } from '../../domain/delivery/shadow.ts';
import { type Answerer, query, type Row, rowsTo, sqlite } from '../question.ts';

/** Receivers, destinations and kinds are as many as a configuration has. */
const MOST_COUNTS = 5000;

const made = (since: Instant) =>
  sqlite
    .selectFrom('deliveries')
    .innerJoin('notifications', 'notifications.id', 'deliveries.notificationId')
    .where('deliveries.state', '=', sql.lit('suppressed'))
    .where('deliveries.detail', '=', SHADOW)
    .where('deliveries.createdAt', '>=', since);

export const shadowDeliveries: Answerer<'shadowDeliveries'> = {
  first: ({ since, newest }) => [
    query(
      made(since)
        .select(['notifications.receiver', 'deliveries.destinationId', 'notifications.kind'])
        .select((e) => e.fn.countAll().as('n'))
        .groupBy(['notifications.receiver', 'deliveries.destinationId', 'notifications.kind'])
        .orderBy('notifications.receiver')
        .orderBy('deliveries.destinationId')
        .orderBy('notifications.kind')
        .limit(MOST_COUNTS),
    ),
    query(
      made(since)
        .selectAll('deliveries')
        .orderBy('deliveries.createdAt', 'desc')
        .orderBy('deliveries.id', 'desc')
        .limit(newest),
    ),
    query(
      made(since)
        .selectAll('notifications')
        .orderBy('deliveries.createdAt', 'desc')
        .orderBy('deliveries.id', 'desc')
        .limit(newest),
    ),
  ],
  read: ([counts, deliveries, notifications]) => {
    const byId = new Map(rowsTo('notifications', notifications).map((n) => [n.id, n]));
    return {
      counts: (counts ?? []).map(countOf),
      newest: rowsTo('deliveries', deliveries).flatMap((delivery) => {
        const notification = byId.get(delivery.notificationId);
        return notification ? [{ delivery, notification }] : [];
      }),
    };
  },
};

function countOf(row: Row) {
  return {
    receiver: String(row['receiver']),
    destinationId: String(row['destination_id']),
    kind: String(row['kind']) as Notification['kind'],
    count: Number(row['n']),
  };
}
