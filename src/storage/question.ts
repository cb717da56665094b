/** How a question becomes SQL: statements to run, and how their rows become the answer. The same for both databases. */
import {
  CamelCasePlugin,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Questions } from '../app/ports/questions.ts';
import type { TableName, Tables } from '../domain/records.ts';
import { type Bind, type ColumnSpec, columnName, fromColumn } from './column.ts';
import { recordMaker } from './record-maker.ts';
import { TABLES } from './tables.ts';

/** Columns as the database holds them: booleans are 0 or 1, JSON is text, a missing value is NULL. */
type Stored<V> = V extends Uint8Array
  ? Uint8Array
  : V extends number
    ? number
    : V extends boolean
      ? number
      : V extends undefined
        ? null
        : string;
type Schema = { [T in TableName]: { [F in keyof Tables[T]]: Stored<Tables[T][F]> } };

/** Compiles only; our executor runs what it compiled. */
export const sqlite = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
});

export type Row = Readonly<Record<string, unknown>>;
export type Rows = readonly Row[];

export type Query = { readonly sql: string; readonly binds: readonly Bind[] };

/**
 * `first` gives the statements; when it depends on earlier answers, `more` gives them after seeing their rows. All run
 * in one read transaction.
 */
export type Answerer<Q extends keyof Questions> = {
  readonly first: (args: Questions[Q]['args']) => readonly Query[];
  readonly more?: (rows: readonly Rows[], args: Questions[Q]['args']) => readonly Query[];
  readonly read: (rows: readonly Rows[], args: Questions[Q]['args']) => Questions[Q]['answer'];
};

export function query(compilable: { compile(): CompiledQuery }): Query {
  const { sql, parameters } = compilable.compile();
  return { sql, binds: parameters.map((p) => (typeof p === 'boolean' ? Number(p) : (p as Bind))) };
}

/** Stands in a statement for a value that comes with each question. */
class Slot {
  readonly name: string;
  readonly list: boolean;

  constructor(name: string, list: boolean) {
    this.name = name;
    this.list = list;
  }
}

export type Slots<Args> = {
  /** The value of one argument. */
  value<K extends keyof Args & string>(name: K): Args[K];
  /** An argument that is a list, as a subquery: `where(…, 'in', slots.list('ids'))`. */
  list(name: keyof Args & string): ReturnType<typeof listed>;
};

/** For questions on the hot path: the statement is compiled once, at its first use, and only its values change. */
export function prepared<Args extends object>(
  build: (slots: Slots<Args>) => { compile(): CompiledQuery },
): (args: Args) => Query {
  let compiled: CompiledQuery | undefined;
  const slots: Slots<Args> = {
    value: (name) => new Slot(name, false) as never,
    list: (name) => jsonList(new Slot(name, true)),
  };
  return (args) => {
    compiled ??= build(slots).compile();
    return { sql: compiled.sql, binds: compiled.parameters.map((p) => filled(p, args)) };
  };
}

function filled(parameter: unknown, args: object): Bind {
  if (!(parameter instanceof Slot)) return parameter as Bind;
  const value = (args as Readonly<Record<string, unknown>>)[parameter.name];
  if (value === undefined) throw new TypeError(`the question lacks ${parameter.name}`);
  return parameter.list ? JSON.stringify(value) : (value as Bind);
}

/** A list travels as one JSON parameter, so that the statement's text stays the same for any length. */
export function listed(values: readonly string[]) {
  return jsonList(JSON.stringify(values));
}

function jsonList(json: unknown) {
  return sql<string>`(SELECT value FROM json_each(${json}))`;
}

export function rowTo<T extends TableName>(table: T, row: Row): Tables[T] {
  const { columns, toRecord } = shapeOf(table);
  return toRecord(columns.map(({ column, spec }) => fromColumn(spec, row[column]))) as Tables[T];
}

export function rowsTo<T extends TableName>(table: T, rows: Rows | undefined): readonly Tables[T][] {
  return (rows ?? []).map((row) => rowTo(table, row));
}

type Shape = {
  readonly columns: readonly { readonly column: string; readonly spec: ColumnSpec }[];
  readonly toRecord: (values: readonly unknown[]) => Readonly<Record<string, unknown>>;
};

const known = new Map<TableName, Shape>();

/** Worked out once for each table: rows are read by the hundred thousand. */
function shapeOf(table: TableName): Shape {
  const before = known.get(table);
  if (before !== undefined) return before;
  const specs = Object.entries(TABLES[table].columns as Readonly<Record<string, ColumnSpec>>);
  const columns = specs.map(([field, spec]) => ({ column: columnName(field), spec }));
  const shape = { columns, toRecord: recordMaker(specs.map(([field]) => field)) };
  known.set(table, shape);
  return shape;
}
