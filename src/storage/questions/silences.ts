/** Questions about silences, and what they hide. */
import { sql } from 'kysely';
import { earliest, instant } from '../../domain/time/instant.ts';
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

export const dueSilences: Answerer<'dueSilences'> = {
  first: ({ at, limit }) => [
    {
      sql: 'SELECT * FROM silences WHERE remind_at <= ? OR sum_up_at <= ? ORDER BY id LIMIT ?',
      binds: [at, at, limit],
    },
    {
      sql: `SELECT (SELECT min(remind_at) FROM silences WHERE remind_at > ?) AS remind_at,
        (SELECT min(sum_up_at) FROM silences WHERE sum_up_at > ?) AS sum_up_at`,
      binds: [at, at],
    },
  ],
  read: ([rows, next]) => {
    const times = [next?.[0]?.['remind_at'], next?.[0]?.['sum_up_at']];
    return {
      rows: rowsTo('silences', rows),
      nextDue: earliest(times.map((t) => (typeof t === 'number' ? instant(t) : undefined))),
    };
  },
};

/** A silence and those before it, each of which took the place of the one before. */
const CHAIN = `WITH RECURSIVE chain (id, began, replaces) AS (
    SELECT id, "from", replaces FROM silences WHERE id = ?
    UNION
    SELECT s.id, s."from", s.replaces FROM silences s JOIN chain ON s.id = chain.replaces
  )`;

export const heldBy: Answerer<'heldBy'> = {
  first: ({ id, limit }) => [
    { sql: `${CHAIN} SELECT min(began) AS began FROM chain`, binds: [id] },
    {
      sql: `${CHAIN} SELECT held.* FROM held WHERE silence_id IN (SELECT id FROM chain) ORDER BY held.id LIMIT ?`,
      binds: [id, limit],
    },
    {
      sql: `${CHAIN} SELECT incarnations.* FROM incarnations WHERE id IN (
        SELECT incarnation_id FROM held WHERE silence_id IN (SELECT id FROM chain)) ORDER BY id LIMIT ?`,
      binds: [id, limit],
    },
  ],
  read: ([began, held, incarnations]) => {
    const since = began?.[0]?.['began'];
    return {
      since: typeof since === 'number' ? instant(since) : undefined,
      held: rowsTo('held', held),
      incarnations: rowsTo('incarnations', incarnations),
    };
  },
};
