/** What stands in the store at the end of a history, from the commits that made it. */
import { SECOND } from '../../src/domain/time/instant.ts';
import type { TableName, Tables } from '../../src/domain/records.ts';
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

/** "I2" and what happened, for who looks for the cause. */
export type Breach = { readonly invariant: string; readonly what: string };

export function atSeconds(now: number | undefined): string {
  return now === undefined ? 'never' : `${(now / SECOND).toFixed(3)} s`;
}
