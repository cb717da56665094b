/** Questions about what Tableau was asked: its inventory, and why refreshes failed. */
import type { Questions } from '../../app/ports/questions.ts';
import { instant } from '../../domain/time/instant.ts';
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';
import { readSays, saysOf } from '../tableau-parts.ts';

const [reasonsOfIncarnations, contentsOfIncarnations] = saysOf<Questions['tableauSays']['args']>((slots) =>
  slots.list('incarnationIds'),
);

export const dueReasons: Answerer<'dueReasons'> = {
  first: ({ at, limit, exceptSources }) => [
    query(
      sqlite
        .selectFrom('reasons')
        .selectAll()
        .where('dueAt', 'is not', null)
        .where('dueAt', '<=', at)
        .where('source', 'not in', listed(exceptSources))
        // More than one round takes: first those for which somebody waits, and of these who has waited longest.
        .orderBy('tries')
        .orderBy('occurredAt')
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
    return [
      query(sqlite.selectFrom('incarnations').selectAll().where('id', 'in', listed(ids))),
      contentsOfIncarnations({ incarnationIds: ids }),
    ];
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
  first: (args) => [reasonsOfIncarnations(args), contentsOfIncarnations(args)],
  read: ([reasons, contents]) => readSays(reasons, contents),
};

export const contentsOfSite: Answerer<'contentsOfSite'> = {
  first: ({ source, limit }) => [
    query(sqlite.selectFrom('contents').selectAll().where('source', '=', source).orderBy('id').limit(limit)),
  ],
  read: ([rows]) => rowsTo('contents', rows),
};
