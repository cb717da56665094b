/** Which columns of a table are deadlines that count elapsed time, and of which rows. */
import type { Statement } from './column.ts';
import type { ShiftedTable } from '../domain/change.ts';
import type { Millis } from '../domain/time/instant.ts';

type Spec = {
  readonly set: readonly string[];
  /** A column of JSON, and the time in it. */
  readonly within?: readonly [string, string];
  readonly where: string;
  readonly versioned: boolean;
};

const OF_OPEN_GROUPS = "group_id IN (SELECT id FROM groups WHERE state <> 'ended')";

const SPECS: { readonly [T in ShiftedTable]: Spec } = {
  incarnations: {
    set: ['due_at', 'changed_at'],
    // When there was news is compared with when something was told.
    within: ['trouble', '$.newsAt'],
    where: `due_at IS NOT NULL OR id IN (SELECT incarnation_id FROM members WHERE ${OF_OPEN_GROUPS})`,
    versioned: true,
  },
  groups: { set: ['due_at', 'first_due_at'], where: "state <> 'ended'", versioned: true },
  // What changed waits for a tick, what was given up for its next try.
  members: { set: ['changed_at'], where: OF_OPEN_GROUPS, versioned: false },
  told: { set: ['at'], where: OF_OPEN_GROUPS, versioned: false },
  // When a reason became known is compared with when something was told.
  reasons: {
    set: ['due_at', 'known_at'],
    where: 'due_at IS NOT NULL OR known_at IS NOT NULL',
    versioned: true,
  },
  reruns: { set: ['due_at', 'holds_until'], where: "state <> 'ended'", versioned: true },
  // What is settled has no due time any more.
  deliveries: { set: ['due_at', 'expires_at'], where: 'due_at IS NOT NULL', versioned: false },
  // The repeat interval of an open group counts from when it was told last.
  escalations: { set: ['started_at', 'last_fired_at'], where: "state = 'running'", versioned: true },
  notifications: {
    set: ['at'],
    where: OF_OPEN_GROUPS,
    versioned: false,
  },
};

/** It may touch no row at all: then nothing waits. */
export function shiftStatement(table: ShiftedTable, by: Millis): Statement {
  const { set, within, where, versioned } = SPECS[table];
  const sets = set.map((column) => `${column} = ${column} + ?`);
  if (within !== undefined) {
    const [column, path] = within;
    sets.push(
      `${column} = iif(${column} ->> '${path}' IS NULL, ${column}, json_set(${column}, '${path}', (${column} ->> '${path}') + ?))`,
    );
  }
  // Whoever decides by a row as it was before must find that out.
  if (versioned) sets.push('version = version + 1');
  return {
    sql: `UPDATE ${table} SET ${sets.join(', ')} WHERE ${where}`,
    binds: [...set, ...(within === undefined ? [] : [within])].map(() => by),
    mustHit: false,
  };
}
