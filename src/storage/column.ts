/** How a field of a record is kept in a column, and the way back. */
import type { TableName, Tables } from '../domain/records.ts';

export type ColumnKind = 'text' | 'int' | 'bool' | 'json' | 'blob';
/** A `?` after the kind: `undefined` in code, NULL in SQL. */
export type ColumnSpec = ColumnKind | `${ColumnKind}?`;

/** What SQLite and PostgreSQL take as a parameter. `undefined` and objects are refused by both. */
export type Bind = string | number | null | Uint8Array;

export type TableSpec<T extends TableName = TableName> = {
  readonly name: T;
  readonly columns: { readonly [F in keyof Tables[T]]-?: ColumnSpec };
};

/** receivedAt → received_at */
export function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

export function toBind(spec: ColumnSpec, value: unknown, where: string): Bind {
  if (value === undefined) {
    if (spec.endsWith('?')) return null;
    throw new TypeError(`${where} must have a value`);
  }
  if (spec.startsWith('json')) return JSON.stringify(value);
  if (spec.startsWith('bool')) return value === true ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value;
  throw new TypeError(`${where} cannot hold a ${typeof value}`);
}

export function fromColumn(spec: ColumnSpec, value: unknown): unknown {
  if (value === null) return undefined;
  if (spec.startsWith('json')) return JSON.parse(String(value));
  if (spec.startsWith('bool')) return value === 1 || value === true;
  // PostgreSQL's driver gives a bigint as text.
  if (spec.startsWith('int')) return typeof value === 'number' ? value : Number(value);
  return value;
}

/** `mustHit`: when it touches no row, the commit that holds it is stale. */
export type Statement = { readonly sql: string; readonly binds: readonly Bind[]; readonly mustHit: boolean };
