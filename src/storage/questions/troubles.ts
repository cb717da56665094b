/** Questions about Tabduty's own troubles. */
import { sql } from 'kysely';
import { instant } from '../../domain/time/instant.ts';
import { UNSHOWN, unshownSince } from '../../domain/health/unshown.ts';
import { OWN_SOURCE } from '../../domain/health/own-conditions.ts';
import { type Answerer, query, type Row, rowsTo, sqlite } from '../question.ts';

const countStuck = (table: 'incarnations' | 'groups') =>
  query(
    sqlite
      .selectFrom(table)
      .select((e) => e.fn.countAll().as('n'))
      .where('stuck', '=', sql.lit(1)),
  );

export const troubles: Answerer<'troubles'> = {
  first: ({ deadSince, limit }) => [
    query(
      sqlite
        .selectFrom('lanes')
        .selectAll()
        .where((e) => e.or([e('breaker', '=', 'open'), e('failures', '>', 0)]))
        .orderBy('id')
        .limit(limit),
    ),
    query(
      sqlite
        .selectFrom('deliveries')
        .select(['destinationId', 'detail'])
        // SQLite takes bare columns from the row that has the maximum.
        .select((e) => [e.fn.countAll().as('count'), e.fn.max('expiresAt').as('diedAt')])
        .select('id')
        .where('state', '=', sql.lit('dead'))
        .where('expiresAt', '>=', deadSince)
        .groupBy('destinationId')
        .limit(limit),
    ),
    query(
      sqlite
        .selectFrom('calls')
        .select((e) => e.fn.countAll().as('n'))
        .where('state', '=', sql.lit('stuck')),
    ),
    countStuck('incarnations'),
    countStuck('groups'),
    {
      sql: `SELECT '#' || number || ' ' || name AS name FROM incarnations WHERE stuck = 1 ORDER BY id DESC LIMIT 3`,
      binds: [],
    },
    query(sqlite.selectFrom('facts').select('value').where('id', '=', UNSHOWN)),
    query(
      sqlite
        .selectFrom('alerts')
        .selectAll()
        .where('source', '=', sql.lit(OWN_SOURCE))
        .where('openIncarnationId', 'is not', null)
        .orderBy('id')
        .limit(limit),
    ),
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
