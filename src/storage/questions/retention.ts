/** Which rows are older than they are kept; nothing that is open, or that something open needs, is among them. */
import type { Questions } from '../../app/ports/questions.ts';
import { idFrom } from '../../domain/time/id-time.ts';
import type { TableName } from '../../domain/records.ts';
import type { Answerer, Query, Rows } from '../question.ts';

type Args = Questions['oldRows']['args'];
/** Of what hangs on one batch; whoever has more than this is emptied in several. */
const MOST_ATTACHED = 2000;

const roots = ({ calls, history, audit, shifts, limit }: Args): readonly (readonly [TableName, Query])[] => [
  [
    'groups',
    {
      sql: `SELECT id FROM groups WHERE state = 'ended' AND ended_at < ?
        AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.group_id = groups.id AND d.state IN ('pending', 'claimed'))
        AND NOT EXISTS (SELECT 1 FROM members m JOIN incarnations i ON i.id = m.incarnation_id
          WHERE m.group_id = groups.id AND i.state = 'open')
        ORDER BY ended_at LIMIT ?`,
      binds: [history, limit],
    },
  ],
  [
    'incarnations',
    {
      sql: `SELECT id FROM incarnations WHERE state = 'ended' AND ended_at < ?
        AND NOT EXISTS (SELECT 1 FROM members m WHERE m.incarnation_id = incarnations.id)
        ORDER BY ended_at LIMIT ?`,
      binds: [history, limit],
    },
  ],
  [
    'events',
    {
      sql: `SELECT id FROM events WHERE id < ? AND incarnation_id IS NULL ORDER BY id LIMIT ?`,
      binds: [idFrom(history), limit],
    },
  ],
  [
    'calls',
    {
      sql: `SELECT c.id AS id FROM calls c WHERE c.id < ? AND c.state != 'pending'
        AND NOT EXISTS (SELECT 1 FROM events e JOIN incarnations i ON i.id = e.incarnation_id
          WHERE e.id = c.event_id AND i.state = 'open')
        ORDER BY c.id LIMIT ?`,
      binds: [idFrom(calls), limit],
    },
  ],
  [
    'deliveries',
    {
      sql: `SELECT id FROM deliveries WHERE id < ? AND group_id IS NULL
        AND state NOT IN ('pending', 'claimed') ORDER BY id LIMIT ?`,
      binds: [idFrom(history), limit],
    },
  ],
  ['audit', { sql: 'SELECT id FROM audit WHERE id < ? ORDER BY id LIMIT ?', binds: [idFrom(audit), limit] }],
  [
    'shifts',
    {
      // The newest of a schedule says who is on call now, however old it is.
      sql: `SELECT id FROM shifts WHERE starts_at < ? AND EXISTS (SELECT 1 FROM shifts later
        WHERE later.schedule = shifts.schedule AND later.starts_at > shifts.starts_at AND later.starts_at < ?)
        ORDER BY id LIMIT ?`,
      binds: [shifts, shifts, limit],
    },
  ],
  [
    'refreshes',
    {
      sql: 'SELECT id FROM refreshes WHERE ended_at < ? ORDER BY ended_at LIMIT ?',
      binds: [history, limit],
    },
  ],
  [
    'silences',
    { sql: 'SELECT id FROM silences WHERE until < ? ORDER BY until LIMIT ?', binds: [history, limit] },
  ],
  [
    'overrides',
    { sql: 'SELECT id FROM overrides WHERE ends_at < ? ORDER BY ends_at LIMIT ?', binds: [shifts, limit] },
  ],
];

/** What hangs on the roots: each table, the column that names the root, and which roots. */
const ATTACHED: readonly (readonly [TableName, column: string, root: TableName])[] = [
  ['told', 'group_id', 'groups'],
  ['members', 'group_id', 'groups'],
  ['notifications', 'group_id', 'groups'],
  ['deliveries', 'group_id', 'groups'],
  ['decisions', 'subject_id', 'groups'],
  ['decisions', 'subject_id', 'incarnations'],
  ['events', 'incarnation_id', 'incarnations'],
  ['reasons', 'id', 'incarnations'],
  ['held', 'incarnation_id', 'incarnations'],
];

const idsIn = (rows: Rows | undefined): readonly string[] => (rows ?? []).map((row) => String(row['id']));

const attached = (table: TableName, column: string, ids: readonly string[]): Query => ({
  sql: `SELECT id FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?)) LIMIT ${MOST_ATTACHED}`,
  binds: [JSON.stringify(ids)],
});

export const oldRows: Answerer<'oldRows'> = {
  first: (args) => roots(args).map(([, sql]) => sql),
  more: (rows, args) => {
    const of = idsByRoot(rows, args);
    return [
      ...ATTACHED.map(([table, column, root]) => attached(table, column, of(root))),
      // Attempts hang on what hangs on groups, and on what has no group.
      {
        sql: `SELECT id FROM attempts WHERE delivery_id IN (SELECT id FROM deliveries
          WHERE group_id IN (SELECT value FROM json_each(?)) UNION ALL SELECT value FROM json_each(?))
          LIMIT ${MOST_ATTACHED}`,
        binds: [JSON.stringify(of('groups')), JSON.stringify(of('deliveries'))],
      },
      {
        sql: `SELECT n.id AS id FROM deliveries d JOIN notifications n ON n.id = d.notification_id
          WHERE d.id IN (SELECT value FROM json_each(?)) AND n.group_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.notification_id = n.id AND o.id != d.id)`,
        binds: [JSON.stringify(of('deliveries'))],
      },
    ];
  },
  read: (rows, args) => {
    const names = roots(args).map(([table]) => table);
    const of = idsByRoot(rows, args);
    const more = rows.slice(names.length);
    const hanging = [...ATTACHED.map(([table]) => table), 'attempts' as const, 'notifications' as const];
    const whole = more.every((r) => r.length < MOST_ATTACHED);
    return [
      ...hanging.map((table, i) => ({ table, ids: idsIn(more[i]) })),
      // A root goes with the last that hangs on it, else the rest would never be found.
      ...(whole
        ? names
        : names.filter((n) => n !== 'groups' && n !== 'incarnations' && n !== 'deliveries')
      ).map((table) => ({ table, ids: of(table) })),
    ];
  },
};

function idsByRoot(rows: readonly Rows[], args: Args): (root: TableName) => readonly string[] {
  const names = roots(args).map(([table]) => table);
  return (root) => idsIn(rows[names.indexOf(root)]);
}

export const space: Answerer<'space'> = {
  first: () => [
    {
      sql: `SELECT page_count * page_size AS bytes, freelist_count * page_size AS free_bytes
        FROM pragma_page_count(), pragma_page_size(), pragma_freelist_count()`,
      binds: [],
    },
  ],
  read: ([rows]) => ({
    databaseBytes: Number(rows?.[0]?.['bytes'] ?? 0),
    databaseFreeBytes: Number(rows?.[0]?.['free_bytes'] ?? 0),
  }),
};
