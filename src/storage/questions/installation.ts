/** Questions about what the installation keeps: revisions, secrets, hooks, facts, audit, and how much waits. */
import { sql } from 'kysely';
import type { Questions } from '../../app/ports/questions.ts';
import { instant } from '../../domain/time/instant.ts';
import { type Answerer, prepared, query, type Row, type Rows, rowsTo, rowTo, sqlite } from '../question.ts';

export const revision: Answerer<'revision'> = {
  first: ({ number }) => {
    const found = sqlite.selectFrom('revisions').selectAll();
    return [
      query(
        number === undefined ? found.orderBy('number', 'desc').limit(1) : found.where('number', '=', number),
      ),
    ];
  },
  read: ([rows]) => rowsTo('revisions', rows)[0],
};

export const revisions: Answerer<'revisions'> = {
  first: ({ limit }) => [
    query(
      sqlite
        .selectFrom('revisions')
        .select(['id', 'number', 'at', 'author', 'note'])
        .orderBy('number', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => (rows ?? []).map(headOf),
};

export const secrets: Answerer<'secrets'> = {
  first: () => [query(sqlite.selectFrom('secrets').selectAll().orderBy('id').limit(10_000))],
  read: ([rows]) => rowsTo('secrets', rows),
};

export const hooks: Answerer<'hooks'> = {
  first: () => [query(sqlite.selectFrom('hooks').selectAll().orderBy('id').limit(10_000))],
  read: ([rows]) => rowsTo('hooks', rows),
};

const factById = prepared<Questions['fact']['args']>((slots) =>
  sqlite.selectFrom('facts').selectAll().where('id', '=', slots.value('id')),
);

export const fact: Answerer<'fact'> = {
  first: (args) => [factById(args)],
  read: ([rows]) => rowsTo('facts', rows)[0],
};

const MADE = ['calls', 'events', 'incarnations', 'notifications', 'deliveries', 'decisions', 'audit'];

export const newestId: Answerer<'newestId'> = {
  first: () => [
    {
      sql: `SELECT max(id) AS id FROM (${MADE.map((table) => `SELECT max(id) AS id FROM ${table}`).join(' UNION ALL ')})`,
      binds: [],
    },
  ],
  read: ([rows]) => {
    const id = rows?.[0]?.['id'];
    return typeof id === 'string' ? id : undefined;
  },
};

export const audit: Answerer<'audit'> = {
  first: ({ limit, before, subject }) => {
    let found = sqlite.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    if (subject !== undefined) found = found.where('subject', '=', subject);
    return [query(found)];
  },
  read: ([rows]) => rowsTo('audit', rows),
};

const count = (table: 'calls' | 'incarnations' | 'deliveries', column: string, value: string | number) =>
  query(
    sqlite
      .selectFrom(table)
      .select((e) => e.fn.countAll().as('n'))
      .where(column as 'id', '=', sql.lit(value as string)),
  );

export const backlog: Answerer<'backlog'> = {
  first: () => [
    count('calls', 'state', 'pending'),
    count('calls', 'state', 'stuck'),
    query(
      sqlite
        .selectFrom('incarnations')
        .select((e) => e.fn.countAll().as('n'))
        .where('state', '=', sql.lit('open'))
        .where('kind', '!=', sql.lit('test')),
    ),
    count('incarnations', 'unrouted', 1),
    count('deliveries', 'state', 'pending'),
    count('deliveries', 'state', 'dead'),
    query(
      sqlite
        .selectFrom('calls')
        .select('receivedAt as n')
        .where('state', '=', sql.lit('pending'))
        .orderBy('id')
        .limit(1),
    ),
    query(
      sqlite
        .selectFrom('deliveries')
        .select((e) => e.fn.min('dueAt').as('n'))
        .where('state', '=', sql.lit('pending')),
    ),
  ],
  read: (rows) => {
    const n = (i: number) => Number(rows[i]?.[0]?.['n'] ?? 0);
    return {
      pendingCalls: n(0),
      stuckCalls: n(1),
      openAlerts: n(2),
      unrouted: n(3),
      pendingDeliveries: n(4),
      deadDeliveries: n(5),
      oldestPendingCallAt: timeIn(rows[6]),
      oldestDueDeliveryAt: timeIn(rows[7]),
    };
  },
};

function timeIn(rows: Rows | undefined) {
  const value = rows?.[0]?.['n'];
  return value === null || value === undefined ? undefined : instant(Number(value));
}

function headOf(row: Row): Questions['revisions']['answer'][number] {
  // Neither the text nor the rotations were asked for.
  const { text: _text, rotations: _rotations, ...head } = rowTo('revisions', { ...row, rotations: null });
  return head;
}
