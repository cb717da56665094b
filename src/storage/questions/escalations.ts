/** Questions about escalations, and about what people set for themselves. */
import { sql } from 'kysely';
import { type Answerer, query, rowsTo, sqlite } from '../question.ts';

export const switches: Answerer<'switches'> = {
  first: () => [query(sqlite.selectFrom('switches').selectAll().orderBy('id').limit(10_000))],
  read: ([rows]) => rowsTo('switches', rows),
};

export const pagesOfNobody: Answerer<'pagesOfNobody'> = {
  first: ({ limit }) => [
    query(
      sqlite
        .selectFrom('escalations')
        .selectAll()
        .where('nobody', 'is not', null)
        .where('state', '=', sql.lit('running'))
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('escalations', rows),
};
