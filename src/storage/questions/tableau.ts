/** Questions about what Tableau was asked: its inventory, and why refreshes failed. */
import { instant } from '../../domain/instant.ts';
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';
import { readSays, saysOf } from '../tableau-parts.ts';

export const dueReasons: Answerer<'dueReasons'> = {
  first: ({ at, limit }) => [
    query(
      sqlite
        .selectFrom('reasons')
        .selectAll()
        .where('dueAt', 'is not', null)
        .where('dueAt', '<=', at)
        .orderBy('dueAt')
        .limit(limit),
    ),
    query(
      sqlite
        .selectFrom('reasons')
        .select((e) => e.fn.min('dueAt').as('nextDue'))
        .where('dueAt', 'is not', null)
        .where('dueAt', '>', at),
    ),
  ],
  more: ([due]) => {
    const ids = (due ?? []).map((row) => String(row['id']));
    const [, contents] = saysOf(listed(ids));
    return [query(sqlite.selectFrom('incarnations').selectAll().where('id', 'in', listed(ids))), contents];
  },
  read: ([reasons, next, incarnations, contents]) => {
    const nextDue = next?.[0]?.['next_due'];
    return {
      rows: {
        reasons: rowsTo('reasons', reasons),
        incarnations: rowsTo('incarnations', incarnations),
        contents: rowsTo('contents', contents),
      },
      nextDue: nextDue === null || nextDue === undefined ? undefined : instant(Number(nextDue)),
    };
  },
};

export const tableauSays: Answerer<'tableauSays'> = {
  first: ({ incarnationIds }) => saysOf(listed(incarnationIds)),
  read: ([reasons, contents]) => readSays(reasons, contents),
};

export const contentsOfSite: Answerer<'contentsOfSite'> = {
  first: ({ source, limit }) => [
    query(sqlite.selectFrom('contents').selectAll().where('source', '=', source).orderBy('id').limit(limit)),
  ],
  read: ([rows]) => rowsTo('contents', rows),
};
