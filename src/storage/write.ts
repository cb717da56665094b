/** Changes as SQL statements with their parameters; the text repeats, so that statements can be cached by it. */
import type { Change } from '../domain/change.ts';
import { type Bind, type ColumnSpec, columnName, toBind, type Statement } from './column.ts';
import { shiftStatement } from './shift.ts';
import { TABLES } from './tables.ts';

type AnySpec = { readonly name: string; readonly columns: Readonly<Record<string, ColumnSpec>> };

const texts = new Map<string, string>();

function text(key: string, make: () => string): string {
  let sql = texts.get(key);
  if (sql === undefined) texts.set(key, (sql = make()));
  return sql;
}

const quoted = (field: string) => `"${columnName(field)}"`;

export function statementOf(change: Change): Statement {
  const spec = TABLES[change.table] as unknown as AnySpec;
  switch (change.op) {
    case 'insert':
    case 'put':
      return writeRow(spec, change.row as Readonly<Record<string, unknown>>, change.op === 'put');
    case 'update':
      return updateRow(spec, change.id, change.set, change.guard ?? {});
    case 'delete':
      return { sql: `DELETE FROM ${spec.name} WHERE id = ?`, binds: [change.id], mustHit: false };
    case 'shift':
      return shiftStatement(change.table, change.by);
  }
}

function writeRow(spec: AnySpec, row: Readonly<Record<string, unknown>>, replace: boolean): Statement {
  const fields = Object.keys(spec.columns);
  const sql = text(`${spec.name}/${replace ? 'put' : 'insert'}`, () => {
    const names = fields.map(quoted).join(', ');
    const marks = fields.map(() => '?').join(', ');
    const sets = fields.filter((f) => f !== 'id').map((f) => `${quoted(f)} = excluded.${quoted(f)}`);
    const conflict = replace ? ` ON CONFLICT (id) DO UPDATE SET ${sets.join(', ')}` : '';
    return `INSERT INTO ${spec.name} (${names}) VALUES (${marks})${conflict}`;
  });
  return { sql, binds: fields.map((f) => bindOf(spec, f, row[f])), mustHit: true };
}

function updateRow(
  spec: AnySpec,
  id: string,
  set: Readonly<Record<string, unknown>>,
  guard: Readonly<Record<string, unknown>>,
): Statement {
  const fields = Object.keys(set);
  const guards = Object.keys(guard);
  const sql = text(`${spec.name}/update/${fields.join()}/${guards.join()}`, () => {
    const sets = fields.map((f) => `${quoted(f)} = ?`).join(', ');
    const checks = guards.map((f) => ` AND ${quoted(f)} IS NOT DISTINCT FROM ?`).join('');
    return `UPDATE ${spec.name} SET ${sets} WHERE id = ?${checks}`;
  });
  const binds = [
    ...fields.map((f) => bindOf(spec, f, set[f])),
    id,
    ...guards.map((f) => bindOf(spec, f, guard[f])),
  ];
  return { sql, binds, mustHit: true };
}

function bindOf(spec: AnySpec, field: string, value: unknown): Bind {
  const column = spec.columns[field];
  if (column === undefined) throw new TypeError(`${spec.name} has no field ${field}`);
  return toBind(column, value, `${spec.name}.${field}`);
}
