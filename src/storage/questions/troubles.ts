/** Questions about Tabduty's own troubles. */
import { sql } from 'kysely';
import type { Questions } from '../../app/ports/questions.ts';
import { instant } from '../../domain/time/instant.ts';
import { UNSHOWN, unshownSince } from '../../domain/health/unshown.ts';
import { OWN_SOURCE } from '../../domain/health/own-conditions.ts';
import { type Answerer, prepared, type Query, query, type Row, rowsTo, sqlite } from '../question.ts';

type Args = Questions['troubles']['args'];

const failingLanes = prepared<Args>((slots) =>
  sqlite
    .selectFrom('lanes')
    .selectAll()
    .where((e) => e.or([e('breaker', '=', sql.lit('open')), e('failures', '>', sql.lit(0))]))
    .orderBy('id')
    .limit(slots.value('limit')),
);

const deadBy = prepared<Args>((slots) =>
  sqlite
    .selectFrom('deliveries')
    .select(['destinationId', 'detail'])
    // SQLite takes bare columns from the row that has the maximum.
    .select((e) => [e.fn.countAll().as('count'), e.fn.max('expiresAt').as('diedAt')])
    .select('id')
    .where('state', '=', sql.lit('dead'))
    .where('expiresAt', '>=', slots.value('deadSince'))
    .groupBy('destinationId')
    .limit(slots.value('limit')),
);

const openOfOurOwn = prepared<Args>((slots) =>
  sqlite
    .selectFrom('alerts')
    .selectAll()
    .where('source', '=', sql.lit(OWN_SOURCE))
    .where('openIncarnationId', 'is not', null)
    // As the index has them, which is for these alone: in the order of ids every alert there is would be read.
    .orderBy('condition')
    .limit(slots.value('limit')),
);

const plain = (text: string): Query => ({ sql: text, binds: [] });

const STUCK = [
  plain(`SELECT count(*) AS n FROM calls WHERE state = 'stuck'`),
  plain('SELECT count(*) AS n FROM incarnations WHERE stuck = 1'),
  plain('SELECT count(*) AS n FROM groups WHERE stuck = 1'),
  plain(
    `SELECT '#' || number || ' ' || name AS name FROM incarnations WHERE stuck = 1 ORDER BY id DESC LIMIT 3`,
  ),
];

export const troubles: Answerer<'troubles'> = {
  first: (args) => [
    ...[failingLanes(args), deadBy(args), ...STUCK],
    { sql: 'SELECT value FROM facts WHERE id = ?', binds: [UNSHOWN] },
    openOfOurOwn(args),
  ],
  more: ([, dead]) =>
    (dead ?? []).map((row) =>
      query(
        sqlite
          .selectFrom('deliveries')
          .select('destinationId')
          .where('id', '>', String(row['id']))
          .where('destinationId', '=', String(row['destination_id']))
          .where('state', '=', 'delivered')
          .limit(1),
      ),
    ),
  read: ([lanes, dead, calls, incarnations, groups, names, unshown, open, ...arrived], args) => {
    const count = (rows: readonly Row[] | undefined) => Number(rows?.[0]?.['n'] ?? 0);
    return {
      failingLanes: rowsTo('lanes', lanes),
      dead: (dead ?? [])
        .map(deadOf)
        .filter(({ lastAt }, i) => lastAt >= args.toldSince || arrived[i]?.length === 0),
      stuck: { calls: count(calls), incarnations: count(incarnations), groups: count(groups) },
      stuckNames: (names ?? []).map((row) => String(row['name'])),
      unshown: unshownSince(unshown?.[0]?.['value'], args.deadSince),
      open: rowsTo('alerts', open),
    };
  },
};

function deadOf(row: Row) {
  return {
    destinationId: String(row['destination_id']),
    count: Number(row['count']),
    lastAt: instant(Number(row['died_at'])),
    detail: row['detail'] === null ? undefined : String(row['detail']),
  };
}
