/** Questions about who is on call: overrides that still matter, and the shifts that were recorded. */
import { type Answerer, query, rowsTo, sqlite } from '../question.ts';

export const overrides: Answerer<'overrides'> = {
  first: ({ endingAfter, limit }) => [
    query(
      sqlite
        .selectFrom('overrides')
        .selectAll()
        .where('removedAt', 'is', null)
        .where('endsAt', '>', endingAfter)
        .orderBy('endsAt')
        .orderBy('id')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('overrides', rows),
};

export const override: Answerer<'override'> = {
  first: ({ id }) => [query(sqlite.selectFrom('overrides').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('overrides', rows)[0],
};

export const lastShifts: Answerer<'lastShifts'> = {
  first: ({ at, limit }) => [
    query(
      sqlite
        .selectFrom('shifts')
        .selectAll()
        .where('startsAt', '=', (eb) =>
          eb
            .selectFrom('shifts as newest')
            .select((s) => s.fn.max('newest.startsAt').as('startsAt'))
            .whereRef('newest.schedule', '=', 'shifts.schedule')
            .where('newest.startsAt', '<=', at),
        )
        .orderBy('schedule')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('shifts', rows),
};

export const recordedShifts: Answerer<'recordedShifts'> = {
  first: ({ schedule, from, to, limit }) => [
    query(
      sqlite
        .selectFrom('shifts')
        .selectAll()
        .where('schedule', '=', schedule)
        .where('startsAt', '<', to)
        // The one that had begun before `from` and lasted into it belongs to the answer.
        .where('startsAt', '>=', (eb) =>
          eb.fn.coalesce(
            eb
              .selectFrom('shifts')
              .select((s) => s.fn.max('startsAt').as('startsAt'))
              .where('schedule', '=', schedule)
              .where('startsAt', '<=', from),
            eb.val(from),
          ),
        )
        .orderBy('startsAt', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('shifts', rows).toReversed(),
};

export const handoffs: Answerer<'handoffs'> = {
  first: () => [query(sqlite.selectFrom('handoffs').selectAll().orderBy('id').limit(10_000))],
  read: ([rows]) => rowsTo('handoffs', rows),
};
