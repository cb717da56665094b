/** Questions about messages that wait: while sending is paused, and behind a lane that was out of order. */
import { instant } from '../../domain/time/instant.ts';
import { type Answerer, rowsTo } from '../question.ts';

export const waitingMessages: Answerer<'waitingMessages'> = {
  first: ({ limit }) => [
    {
      sql: `SELECT destination_id, count(*) AS n, min(created_at) AS oldest
        FROM deliveries WHERE state = 'pending' GROUP BY destination_id ORDER BY destination_id LIMIT ?`,
      binds: [limit],
    },
  ],
  read: ([rows]) =>
    (rows ?? []).map((row) => ({
      destinationId: String(row['destination_id']),
      count: Number(row['n']),
      oldestAt: instant(Number(row['oldest'])),
    })),
};

export const pendingDeliveries: Answerer<'pendingDeliveries'> = {
  first: ({ after, limit }) => [
    {
      sql: `SELECT * FROM deliveries WHERE state = 'pending' AND id > ? ORDER BY id LIMIT ?`,
      binds: [after, limit],
    },
  ],
  more: ([rows]) => [
    {
      sql: 'SELECT * FROM notifications WHERE id IN (SELECT value FROM json_each(?))',
      binds: [JSON.stringify((rows ?? []).map((row) => row['notification_id']))],
    },
  ],
  read: ([rows, found]) => {
    const notifications = new Map(rowsTo('notifications', found).map((n) => [n.id, n]));
    return rowsTo('deliveries', rows).flatMap((delivery) => {
      const notification = notifications.get(delivery.notificationId);
      return notification === undefined ? [] : [{ delivery, notification }];
    });
  },
};
