/** What a decision changes, as plain data: it can be committed to a store, posted to a worker, or applied to maps. */
import type { Millis } from './time/instant.ts';
import type { TableName, Tables } from './records.ts';

/** Fields that must still have these values, else the whole commit is stale. */
export type Guard<T extends TableName> = { readonly [F in keyof Tables[T]]?: Tables[T][F] };

type ChangeOf<T extends TableName> =
  | { readonly op: 'insert'; readonly table: T; readonly row: Tables[T] }
  | {
      readonly op: 'update';
      readonly table: T;
      readonly id: string;
      readonly set: { readonly [F in keyof Tables[T]]?: Tables[T][F] };
      readonly guard?: Guard<T>;
    }
  | { readonly op: 'put'; readonly table: T; readonly row: Tables[T] }
  | { readonly op: 'delete'; readonly table: T; readonly id: string };

/** Tables with deadlines that count elapsed time rather than name a time of the day. */
export type ShiftedTable =
  | 'incarnations'
  | 'groups'
  | 'reasons'
  | 'reruns'
  | 'members'
  | 'told'
  | 'notifications'
  | 'deliveries'
  | 'escalations';

/** Moves those deadlines of everything that still waits, because the clock that they are written in was set. */
export type Shift = { readonly op: 'shift'; readonly table: ShiftedTable; readonly by: Millis };

/** `insert` of an id (or another unique value) that exists makes the commit stale; `put` replaces. */
export type Change = { [T in TableName]: ChangeOf<T> }[TableName] | Shift;

export function insert<T extends TableName>(table: T, row: Tables[T]): Change {
  return { op: 'insert', table, row } as unknown as Change;
}

export function update<T extends TableName>(
  table: T,
  id: string,
  set: Partial<Tables[T]>,
  guard?: Guard<T>,
): Change {
  return { op: 'update', table, id, set, ...(guard ? { guard } : {}) } as unknown as Change;
}

export function put<T extends TableName>(table: T, row: Tables[T]): Change {
  return { op: 'put', table, row } as unknown as Change;
}

export function remove(table: TableName, id: string): Change {
  return { op: 'delete', table, id } as unknown as Change;
}

export function shift(table: ShiftedTable, by: Millis): Change {
  return { op: 'shift', table, by };
}
