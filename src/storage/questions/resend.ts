/** What can be sent once more, with what has become of it since. */
import { idFrom } from '../../domain/time/id-time.ts';
import type { Resendable } from '../../domain/delivery/resend.ts';
import { type Answerer, type Rows, rowsTo } from '../question.ts';

/** Other messages about the same group to the same destination. */
const SAME = 'o.group_id = d.group_id AND o.destination_id = d.destination_id';

export const resendable: Answerer<'resendable'> = {
  first: ({ state, destinationId, receiver, since, after, limit }) => {
    const where = [
      `d.state = '${state}'`,
      // Sent once more to the same place: that one tells how it went.
      'NOT EXISTS (SELECT 1 FROM deliveries r WHERE r.resend_of = d.id AND r.destination_id = d.destination_id)',
      ...(destinationId === undefined ? [] : ['d.destination_id = ?']),
      ...(receiver === undefined ? [] : ['n.receiver = ?']),
      ...(since === undefined ? [] : ['d.id >= ?']),
      ...(after === undefined ? [] : ['d.id > ?']),
    ];
    const given = [destinationId, receiver, since && idFrom(since), after].filter((v) => v !== undefined);
    return [
      {
        sql: `SELECT d.*, n.kind AS kind, coalesce(g.state <> 'open', 0) AS ended, coalesce(g.acknowledged, 0) AS taken,
            EXISTS (SELECT 1 FROM deliveries o WHERE ${SAME} AND o.id > d.id AND o.state != 'suppressed') AS newer,
            EXISTS (SELECT 1 FROM deliveries o WHERE ${SAME} AND o.id < d.id AND o.state = 'delivered') AS heard
          FROM deliveries d JOIN notifications n ON n.id = d.notification_id LEFT JOIN groups g ON g.id = d.group_id
          WHERE ${where.join(' AND ')} ORDER BY d.id LIMIT ?`,
        binds: [...given, limit],
      },
    ];
  },
  read: ([rows]) => standings(rows),
};

function standings(rows: Rows = []): readonly Resendable[] {
  const deliveries = rowsTo('deliveries', rows);
  return rows.flatMap((row, i) => {
    const delivery = deliveries[i];
    if (delivery === undefined) return [];
    const is = (column: string) => Number(row[column]) === 1;
    const kind = String(row['kind']) as Resendable['kind'];
    return [
      { delivery, kind, ended: is('ended'), taken: is('taken'), newer: is('newer'), heard: is('heard') },
    ];
  });
}
