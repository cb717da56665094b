/** What waits in a table until it is due: found by its partial index. */
import { sql } from 'kysely';
import { type Instant, instant } from '../domain/time/instant.ts';
import { prepared, type Rows, sqlite } from './question.ts';

type Waiting = 'incarnations' | 'groups';

export const dueIn = (table: Waiting) =>
  prepared<{ readonly at: number; readonly limit: number }>((slots) =>
    sqlite
      .selectFrom(table)
      .selectAll()
      .where('dueAt', 'is not', null)
      .where('stuck', '=', sql.lit(0))
      .where('dueAt', '<=', slots.value('at'))
      .orderBy('dueAt')
      .limit(slots.value('limit')),
  );

export const nextDueOf = (table: Waiting) =>
  prepared<{ readonly at: number }>((slots) =>
    sqlite
      .selectFrom(table)
      .select((e) => e.fn.min('dueAt').as('nextDue'))
      .where('dueAt', 'is not', null)
      .where('stuck', '=', sql.lit(0))
      .where('dueAt', '>', slots.value('at')),
  );

export function nextDueIn(rows: Rows | undefined): Instant | undefined {
  const value = rows?.[0]?.['next_due'];
  return value === null || value === undefined ? undefined : instant(Number(value));
}
