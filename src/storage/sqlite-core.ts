/** SQLite, synchronously: opened with the settings that durability needs, commits in groups, answers questions. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Questions } from '../app/ports/questions.ts';
import type { Bind, Statement } from './column.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Answerer, Query, Row, Rows } from './question.ts';
import { recordMaker } from './record-maker.ts';
import { QUESTIONS } from './questions.ts';
import { classify, faultOf, StorageFault } from './storage-fault.ts';

/** A statement, and how a row of its values becomes one with names. */
type Prepared = { readonly statement: StatementSync; readonly toRow: (values: readonly Bind[]) => Row };

export type CommitResult = 'done' | 'stale' | { readonly bug: string };

const STATEMENT_CACHE = 300;
/** A lock that passes is waited for, milliseconds. */
const PATIENCE = 5000;
/** While one does not pass: whoever waits in line would else wait for everybody before. */
const SHORT_PATIENCE = 200;

export class SqliteCore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();
  #patience = PATIENCE;

  /** `path` may be ":memory:". A reader is opened with `query_only`. */
  constructor(path: string, role: 'writer' | 'reader') {
    try {
      this.#db = new DatabaseSync(path, { timeout: PATIENCE, enableForeignKeyConstraints: false });
      this.#db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;',
      );
      this.#assertSettings(path);
      if (role === 'reader') this.#db.exec('PRAGMA query_only = ON');
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Durability hangs on these, so they are read back rather than believed. */
  #assertSettings(path: string): void {
    const synchronous = this.#value('PRAGMA synchronous');
    const journal = this.#value('PRAGMA journal_mode');
    const version = String(this.#value('SELECT sqlite_version()'));
    if (synchronous !== 2)
      throw new StorageFault('unsafe', `SQLite runs with synchronous=${synchronous}, not FULL`);
    if (journal !== 'wal' && path !== ':memory:')
      throw new StorageFault(
        'unsafe',
        `SQLite cannot use a write-ahead log here (journal_mode is ${journal})`,
      );
    // 3.7.0 to 3.51.2 can corrupt a write-ahead log when two connections write and checkpoint at once.
    if (compareVersions(version, '3.51.3') < 0)
      throw new StorageFault('unsafe', `SQLite ${version} is too old, 3.51.3 is needed`);
  }

  #value(sql: string): unknown {
    const row = this.#db.prepare(sql).get() as Row | undefined;
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** Brings the schema up to date; refuses a database that a newer Tabduty has written, and a damaged one. */
  migrate(): { readonly from: number; readonly to: number } {
    try {
      const damage = damageIn(this.#value('PRAGMA quick_check(1)'));
      if (damage !== undefined) throw new StorageFault('corrupt', `the database is damaged: ${damage}`);
      const from = Number(this.#value('PRAGMA user_version'));
      if (from > MIGRATIONS.length)
        throw new StorageFault(
          'newer',
          `the database has schema ${from}, this version knows ${MIGRATIONS.length}`,
        );
      // All or nothing: a start that is cut off leaves what the version before can open, and whose copy is the way back.
      const steps = [...MIGRATIONS.slice(from), `PRAGMA user_version = ${MIGRATIONS.length}`];
      if (from < MIGRATIONS.length) this.#db.exec(['BEGIN IMMEDIATE', ...steps, 'COMMIT'].join(';\n'));
      return { from, to: MIGRATIONS.length };
    } catch (error) {
      if (this.#db.isTransaction) this.#rollback();
      throw faultOf(error);
    }
  }

  ask<Q extends keyof Questions>(name: Q, args: Questions[Q]['args']): Questions[Q]['answer'] {
    const answerer: Answerer<Q> = QUESTIONS[name];
    this.#db.exec('BEGIN');
    try {
      const rows: Rows[] = answerer.first(args).map((q) => this.#rows(q));
      if (answerer.more) rows.push(...answerer.more(rows, args).map((q) => this.#rows(q)));
      return answerer.read(rows, args);
    } catch (error) {
      throw faultOf(error);
    } finally {
      if (this.#db.isTransaction) this.#db.exec('COMMIT');
    }
  }

  /** How SQLite would answer the first statements of a question, one line a step. */
  explain<Q extends keyof Questions>(name: Q, args: Questions[Q]['args']): readonly string[] {
    const answerer: Answerer<Q> = QUESTIONS[name];
    return answerer
      .first(args)
      .flatMap((q) => this.#rows({ sql: `EXPLAIN QUERY PLAN ${q.sql}`, binds: q.binds }))
      .map((step) => String(step['detail']));
  }

  /**
   * Several commits in one transaction: each is all or nothing by itself, and none is answered before all are on disk.
   * Throws a StorageFault when the disk or the database would not take the group.
   */
  commitGroup(commits: readonly (readonly Statement[])[]): readonly CommitResult[] {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const results = commits.map((statements) => this.#commitOne(statements));
      this.#db.exec('COMMIT');
      this.#waitFor(PATIENCE);
      return results;
    } catch (error) {
      if (this.#db.isTransaction) this.#rollback();
      if (classify(error) === 'busy') this.#waitFor(SHORT_PATIENCE);
      throw faultOf(error);
    }
  }

  #waitFor(patience: number): void {
    if (patience === this.#patience) return;
    this.#db.exec(`PRAGMA busy_timeout = ${patience}`);
    this.#patience = patience;
  }

  #rollback(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // A full disk or an I/O error may have rolled back already; the first error is the one that matters.
    }
  }

  #commitOne(statements: readonly Statement[]): CommitResult {
    // One statement is all or nothing by itself; only more need a savepoint.
    const single = statements.length === 1;
    if (!single) this.#db.exec('SAVEPOINT one');
    let result: CommitResult = 'done';
    try {
      for (const s of statements) {
        const { changes } = this.#prepare(s.sql).statement.run(...s.binds);
        if (s.mustHit && changes === 0) {
          result = 'stale';
          break;
        }
      }
    } catch (error) {
      const fault = classify(error);
      if (fault === 'unique') result = 'stale';
      else if (fault === undefined)
        result = { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      else throw error;
    }
    if (!single) this.#db.exec(result === 'done' ? 'RELEASE one' : 'ROLLBACK TO one; RELEASE one');
    return result;
  }

  #rows(q: Query): Rows {
    const { statement, toRow } = this.#prepare(q.sql);
    return (statement.all(...(q.binds as Bind[])) as unknown as Bind[][]).map(toRow);
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENT_CACHE) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, toRow: recordMaker(statement.columns().map(({ name }) => name)) };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}

/** What a check answers, without its heading ("*** in database main ***"); `undefined` when all is well. */
export function damageIn(answer: unknown): string | undefined {
  const lines = String(answer).split('\n');
  return lines[0] === 'ok' ? undefined : (lines.find((line) => !line.startsWith('***')) ?? lines[0]);
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
