/** Questions about what waits, or waited, behind a lane that is out of order. */
import { idFrom } from '../../domain/time/id-time.ts';
import { after, DAY } from '../../domain/time/instant.ts';
import { STORM } from '../../domain/delivery/summary.ts';
import { SEVERITIES } from '../../domain/routing/severity.ts';
import { type Answerer, type Row, rowsTo } from '../question.ts';

/** Worst first, then oldest. */
const BY_SEVERITY = `CASE json_extract(n.briefing, '$.severity')
  WHEN 'critical' THEN 0 WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, d.id`;
/** Messages about groups that were not asked for by a person. */
const OF_GROUPS = 'd.group_id IS NOT NULL AND d.resend_of IS NULL';

export const outageExcess: Answerer<'outageExcess'> = {
  first: ({ lane, keep, limit }) => [
    {
      // Recoveries come last: with a digest nobody needs them one by one.
      sql: `WITH ranked AS (
        SELECT d.id AS delivery_id, row_number() OVER (PARTITION BY d.destination_id
          ORDER BY n.kind = 'recovered', ${BY_SEVERITY}) AS place
        FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        WHERE d.state = 'pending' AND d.lane = ? AND ${OF_GROUPS}
      )
      SELECT deliveries.* FROM ranked JOIN deliveries ON deliveries.id = ranked.delivery_id
      WHERE ranked.place > ? ORDER BY deliveries.id LIMIT ?`,
      binds: [lane, keep, limit],
    },
  ],
  read: ([rows]) => rowsTo('deliveries', rows),
};

/** Deliveries live for 72 h, so that what was suppressed in an outage is not much older than it. */
const OLDER = 4 * DAY;
const MOST_BRIEFINGS = 20;

/** Said of a message that waited, maybe since before the lane failed, and by whom it was taken back. */
const UNTOLD = 'resolved before it could be told';

/** It was told together with others, and so was its end; or it was a page, and somebody has it or all of it is quiet by now. */
const SETTLED = `(d.page = 1 AND EXISTS (SELECT 1 FROM escalations e WHERE e.id = d.group_id AND e.state != 'running')
        OR EXISTS (SELECT 1 FROM deliveries r JOIN notifications rn ON rn.id = r.notification_id
        WHERE r.group_id = d.group_id AND r.id > d.id AND r.destination_id = d.destination_id
        AND r.state = 'suppressed' AND r.detail = d.detail AND rn.kind = 'recovered'))`;

export const outageTally: Answerer<'outageTally'> = {
  first: ({ lane, since, digested }) => [
    {
      sql: `SELECT d.destination_id AS destination_id,
          sum(d.state = 'suppressed' AND d.detail = '${UNTOLD}' AND (d.created_at >= ? OR EXISTS (
            SELECT 1 FROM decisions x WHERE x.subject_id = d.group_id AND x.destination_id = d.destination_id
            AND x.reason = '${UNTOLD}' AND x.at >= ?))) AS over,
          sum(d.state = 'suppressed' AND d.detail = ? AND n.kind = 'recovered') AS recovered,
          count(DISTINCT CASE WHEN d.state = 'suppressed' AND d.detail = ? AND n.kind != 'recovered' AND NOT ${SETTLED}
            THEN d.group_id END) AS open,
          sum(d.state = 'pending' AND ${OF_GROUPS}) AS waiting
        FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        WHERE d.lane = ? AND d.id >= ? AND d.state IN ('suppressed', 'pending')
        GROUP BY d.destination_id ORDER BY d.destination_id LIMIT 1000`,
      binds: [since, since, digested, digested, lane, idFrom(after(since, -OLDER))],
    },
  ],
  more: ([rows], { lane, since, digested }) =>
    (rows ?? []).map((row) => ({
      sql: `SELECT n.* FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        WHERE d.lane = ? AND d.id >= ? AND d.destination_id = ? AND d.state = 'suppressed' AND d.detail = ?
        AND n.kind != 'recovered' AND NOT ${SETTLED} ORDER BY ${BY_SEVERITY} LIMIT ${MOST_BRIEFINGS}`,
      binds: [lane, idFrom(after(since, -OLDER)), String(row['destination_id']), digested],
    })),
  read: ([rows, ...found]) =>
    (rows ?? []).map((row, i) => ({
      destinationId: String(row['destination_id']),
      ...{ over: count(row, 'over'), recovered: count(row, 'recovered') },
      ...{ open: count(row, 'open'), waiting: count(row, 'waiting') },
      briefings: rowsTo('notifications', found[i]).map((n) => n.briefing),
    })),
};

export const summaryTold: Answerer<'summaryTold'> = {
  first: ({ destinationId, since, reason }) => [
    {
      sql: `SELECT n.* FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        WHERE d.id >= ? AND d.destination_id = ? AND d.group_id IS NULL AND n.kind = 'digest'
        AND substr(n.reason, -length(?)) = ? ORDER BY d.id LIMIT 1`,
      binds: [idFrom(since), destinationId, reason, reason],
    },
  ],
  read: ([rows]) => rowsTo('notifications', rows)[0],
};

export const messageBoard: Answerer<'messageBoard'> = {
  first: ({ destinations, until, groups }) => [
    {
      sql: `SELECT d.destination_id AS destination_id, CASE WHEN d.page THEN json_extract(n.briefing, '$.severity') END AS severity
        FROM json_each(?) j CROSS JOIN deliveries d CROSS JOIN notifications n
        WHERE d.id >= j.value ->> 'from'
          AND d.destination_id = j.value ->> 'destinationId' AND d.state NOT IN ('suppressed', 'pending')
          AND d.created_at BETWEEN j.value ->> 'at' AND ?
          AND d.page = (j.value ->> 'pages') AND ${OF_GROUPS} AND n.id = d.notification_id`,
      binds: [
        JSON.stringify(
          destinations.map(({ destinationId, from, pages }) => ({
            ...{ destinationId, from: idFrom(from), at: from, pages: pages ? 1 : 0 },
          })),
        ),
        until,
      ],
    },
    {
      sql: `SELECT d.group_id AS group_id, d.destination_id AS destination_id, max(d.state = 'delivered') AS told
        FROM json_each(?) j JOIN deliveries d ON d.group_id = j.value ->> 'groupId'
        WHERE d.destination_id = j.value ->> 'destinationId'
        AND (d.state = 'delivered' OR (d.state = 'suppressed' AND substr(d.detail, 1, ?) = ?))
        GROUP BY d.group_id, d.destination_id`,
      binds: [JSON.stringify(groups), STORM.length, STORM],
    },
  ],
  read: ([sent, known]) => ({
    sent: (sent ?? []).map((row) => ({
      destinationId: String(row['destination_id']),
      severity: SEVERITIES.find((severity) => severity === row['severity']) ?? 'critical',
    })),
    known: (known ?? []).map((row) => ({
      groupId: String(row['group_id']),
      destinationId: String(row['destination_id']),
      as: count(row, 'told') > 0 ? 'told' : 'summed-up',
    })),
  }),
};

export const summedUpPages: Answerer<'summedUpPages'> = {
  first: ({ destinationId, before, since, limit }) => [
    {
      sql: `SELECT d.group_id AS id FROM deliveries d JOIN notifications n ON n.id = d.notification_id
        JOIN groups g ON g.id = d.group_id JOIN escalations e ON e.id = d.group_id
        WHERE d.destination_id = ? AND d.id >= ? AND d.id < ? AND d.page = 1 AND d.state = 'suppressed'
        AND substr(d.detail, 1, ?) = ? AND g.state = 'open' AND e.state = 'running'
        GROUP BY d.group_id ORDER BY ${BY_SEVERITY} LIMIT ?`,
      binds: [destinationId, idFrom(since), before, STORM.length, STORM, limit],
    },
  ],
  read: ([rows]) => (rows ?? []).map((row) => String(row['id'])),
};

/** Who never heard of the failure need not hear of its end. */
const UNTOLD_THERE = `EXISTS (SELECT 1 FROM json_each(n.members) m
        JOIN members own ON own.id = d.group_id || '/' || m.value
        JOIN json_each(?) way
        WHERE (own.state = 'notice' OR (own.state = 'firing' AND own.quiet IS NULL))
        AND NOT EXISTS (SELECT 1 FROM told t WHERE t.id = d.group_id || '/' || way.value || '/' || m.value))`;

export const fallBackBoard: Answerer<'fallBackBoard'> = {
  first: ({ destinationId, ways, limit }) => {
    const waiting = `d.state = 'pending' AND d.destination_id = ? AND ${OF_GROUPS} AND ${UNTOLD_THERE}`;
    const binds = [destinationId, JSON.stringify(ways)];
    const joined = 'deliveries d INDEXED BY deliveries_due JOIN notifications n ON n.id = d.notification_id';
    return [
      {
        sql: `SELECT d.* FROM ${joined} WHERE ${waiting} ORDER BY ${BY_SEVERITY} LIMIT ?`,
        binds: [...binds, limit],
      },
      { sql: `SELECT count(*) AS n FROM ${joined} WHERE ${waiting}`, binds },
    ];
  },
  read: ([rows, waiting]) => ({ rows: rowsTo('deliveries', rows), waiting: count(waiting?.[0], 'n') }),
};

export const fallenBack: Answerer<'fallenBack'> = {
  first: ({ destinationId, since }) => [
    {
      sql: `SELECT count(DISTINCT f.resend_of) AS n FROM deliveries f JOIN deliveries d ON d.id = f.resend_of
        WHERE f.id >= ? AND d.destination_id = ? AND f.destination_id != d.destination_id`,
      binds: [idFrom(since), destinationId],
    },
  ],
  read: ([rows]) => count(rows?.[0], 'n'),
};

function count(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}
