/** Questions about reruns: which are due, and which an alert has had. */
import { sql } from 'kysely';
import { instant } from '../../domain/time/instant.ts';
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';

export const dueReruns: Answerer<'dueReruns'> = {
  first: ({ at, limit }) => [
    query(
      sqlite
        .selectFrom('reruns')
        .selectAll()
        .where((e) =>
          e.or([
            e.and([e('dueAt', 'is not', null), e('dueAt', '<=', at)]),
            sql<boolean>`(state = 'running' AND EXISTS (SELECT 1 FROM incarnations AS i WHERE i.id = reruns.incarnation_id
              AND (i.ending = 'recovered' OR i.last_at > reruns.failed_at)))`,
          ]),
        )
        .orderBy('dueAt')
        .limit(limit),
    ),
    query(
      sqlite
        .selectFrom('reruns')
        .select((e) => e.fn.min('dueAt').as('nextDue'))
        .where('dueAt', 'is not', null)
        .where('dueAt', '>', at),
    ),
  ],
  more: ([due]) => {
    const ids = (due ?? []).map((row) => String(row['incarnation_id']));
    return [query(sqlite.selectFrom('incarnations').selectAll().where('id', 'in', listed(ids)))];
  },
  read: ([due, next, incarnations]) => {
    const nextDue = next?.[0]?.['next_due'];
    return {
      rows: { reruns: rowsTo('reruns', due), incarnations: rowsTo('incarnations', incarnations) },
      nextDue: nextDue === null || nextDue === undefined ? undefined : instant(Number(nextDue)),
    };
  },
};

export const rerunsOf: Answerer<'rerunsOf'> = {
  first: ({ incarnationIds }) => [
    query(
      sqlite
        .selectFrom('reruns')
        .selectAll()
        .where('incarnationId', 'in', listed(incarnationIds))
        .orderBy('wantedAt', 'desc')
        .limit(200),
    ),
  ],
  read: ([rows]) => rowsTo('reruns', rows),
};
