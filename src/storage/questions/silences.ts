/** Questions about silences, and what they hide. */
import { sql } from 'kysely';
import { type Answerer, query, rowsTo, sqlite } from '../question.ts';

export const silences: Answerer<'silences'> = {
  first: ({ endingAfter, limit }) => {
    const found = sqlite.selectFrom('silences').selectAll().orderBy('id', 'desc').limit(limit);
    return [query(endingAfter === undefined ? found : found.where('until', '>', endingAfter))];
  },
  read: ([rows]) => rowsTo('silences', rows),
};

export const silence: Answerer<'silence'> = {
  first: ({ id }) => [query(sqlite.selectFrom('silences').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('silences', rows)[0],
};

export const alertsSince: Answerer<'alertsSince'> = {
  first: ({ since, limit }) => [
    query(
      sqlite
        .selectFrom('incarnations')
        .selectAll()
        .where('kind', '=', 'alert')
        .where('openedAt', '>=', since)
        .orderBy('id', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('incarnations', rows),
};

export const openGroupHeads: Answerer<'openGroupHeads'> = {
  first: ({ limit }) => [
    query(
      sqlite.selectFrom('groups').select(['id', 'version']).where('state', '=', sql.lit('open')).limit(limit),
    ),
  ],
  read: ([rows]) => (rows ?? []).map((r) => ({ id: String(r['id']), version: Number(r['version']) })),
};
