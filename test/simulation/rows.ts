/** What stands in the store at the end of a history, from the commits that made it. */
import { SECOND } from '../../src/domain/time/instant.ts';
import type { TableName, Tables } from '../../src/domain/records.ts';
import type { Request } from './network.ts';
import type { History } from './scene.ts';

export type Rows = { readonly [T in TableName]: ReadonlyMap<string, Tables[T]> };

/** Times that were moved with the clock are as they were written: who needs them asks the store. */
export function rowsAtTheEnd({ written }: Pick<History, 'written'>): Rows {
  const tables: Record<string, Map<string, object>> = {};
  const of = (table: string) => (tables[table] ??= new Map());
  for (const { changes } of written)
    for (const change of changes) {
      if (change.op === 'shift') continue;
      const rows = of(change.table);
      if (change.op === 'delete') rows.delete(change.id);
      else if (change.op === 'update') rows.set(change.id, { ...rows.get(change.id), ...change.set });
      else rows.set(change.row.id, change.row);
    }
  return new Proxy(tables, { get: (_all, table: string) => of(table) }) as unknown as Rows;
}

const sorted = new WeakMap<Rows, Map<string, Map<unknown, readonly unknown[]>>>();

/** Put in order once: in a night of thousands of failures a check must not read all of a table for each of them. */
export function rowsWith<T extends TableName, K extends keyof Tables[T] & string>(
  rows: Rows,
  table: T,
  field: K,
  value: Tables[T][K],
): readonly Tables[T][] {
  return inOrder(rows, `${table} by ${field}`, rows[table].values(), (row) => row[field]).get(value) ?? [];
}

/** What was sent of a delivery. */
export function requestsOf(
  { network }: Pick<History, 'network'>,
  rows: Rows,
  id: string,
): readonly Request[] {
  return inOrder(rows, 'requests', network.requests, (r) => r.deliveryId).get(id) ?? [];
}

const said = new WeakMap<object, ReadonlySet<string>>();

/** Of whom a message speaks; of a large group they are thousands. */
export function membersSaid({ notifications }: Rows, notificationId: string): ReadonlySet<string> {
  const notification = notifications.get(notificationId);
  if (notification === undefined) return new Set();
  const members = said.get(notification) ?? new Set(notification.members);
  said.set(notification, members);
  return members;
}

function inOrder<R>(rows: Rows, name: string, all: Iterable<R>, keyOf: (row: R) => unknown) {
  const known = sorted.get(rows) ?? new Map<string, Map<unknown, readonly unknown[]>>();
  sorted.set(rows, known);
  const found = known.get(name) ?? Map.groupBy(all, keyOf);
  known.set(name, found);
  return found as ReadonlyMap<unknown, readonly R[]>;
}

/** "I2" and what happened, for who looks for the cause. */
export type Breach = { readonly invariant: string; readonly what: string };

export function atSeconds(now: number | undefined): string {
  return now === undefined ? 'never' : `${(now / SECOND).toFixed(3)} s`;
}
