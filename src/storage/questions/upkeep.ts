/** Questions about the installation's own well-being. */
import { instant } from '../../domain/time/instant.ts';
import { type Answerer, type Rows } from '../question.ts';

const earliest = (sql: string, binds: readonly number[] = []) => ({
  sql: `SELECT min(t) AS t FROM (${sql})`,
  binds,
});

export const progress: Answerer<'progress'> = {
  first: ({ at }) => [
    earliest(`SELECT received_at AS t FROM calls WHERE state = 'pending' ORDER BY id LIMIT 1`),
    earliest(
      'SELECT due_at AS t FROM incarnations WHERE due_at IS NOT NULL AND stuck = 0 ORDER BY due_at LIMIT 1',
    ),
    earliest('SELECT due_at AS t FROM groups WHERE due_at IS NOT NULL AND stuck = 0 ORDER BY due_at LIMIT 1'),
    earliest(
      `WITH RECURSIVE waiting (lane) AS (
        SELECT min(lane) FROM deliveries WHERE state = 'pending'
        UNION ALL
        SELECT (SELECT min(lane) FROM deliveries WHERE state = 'pending' AND lane > waiting.lane)
        FROM waiting WHERE waiting.lane IS NOT NULL
      )
      SELECT max((SELECT min(due_at) FROM deliveries WHERE state = 'pending' AND lane = waiting.lane),
        coalesce(lanes.not_before, 0)) AS t
      FROM waiting LEFT JOIN lanes ON lanes.id = waiting.lane
      WHERE waiting.lane IS NOT NULL AND coalesce(lanes.not_before, 0) <= ?`,
      [at],
    ),
  ],
  read: ([calls, incarnations, groups, deliveries], { at }) => {
    const past = (rows: Rows | undefined) => {
      const t = rows?.[0]?.['t'];
      return t === null || t === undefined || Number(t) > at ? undefined : instant(Number(t));
    };
    return {
      callSince: past(calls),
      incarnationSince: past(incarnations),
      groupSince: past(groups),
      deliverySince: past(deliveries),
    };
  },
};
