/** The store of a simulated process: SQLite in this thread, whose effects and answers each take their time. */
import type { Committed, Store } from '../../src/app/ports/store.ts';
import type { Change } from '../../src/domain/change.ts';
import type { Instant } from '../../src/domain/time/instant.ts';
import { workIn } from '../../src/domain/work.ts';
import { SqliteCore } from '../../src/storage/sqlite-core.ts';
import { StorageFault } from '../../src/storage/storage-fault.ts';
import { TABLES } from '../../src/storage/tables.ts';
import { statementOf } from '../../src/storage/write.ts';
import type { Chance } from './chance.ts';
import type { Stage } from './stage.ts';

export type Disk = {
  readonly core: SqliteCore;
  /** Most milliseconds that a commit or a question takes. */
  slowness: number;
  /** Nothing can be written for now. */
  full: boolean;
  /** Begun by the process that runs, and not on disk yet: what a crash leaves open. */
  readonly underWay: Set<() => void>;
  /** After each commit that is on disk. */
  onWritten: (changes: readonly Change[]) => void;
};

export function newDisk(): Disk {
  const core = new SqliteCore(':memory:', 'writer');
  core.migrate();
  return { core, slowness: 4, full: false, underWay: new Set(), onWritten: () => {} };
}

/** One migrated database serves many seeds. */
export function wipe(disk: Disk): void {
  const tables = Object.values(TABLES).map(({ name }) => ({
    ...{ sql: `DELETE FROM ${name}`, binds: [], mustHit: false },
  }));
  disk.core.commitGroup([tables]);
  Object.assign(disk, { slowness: 4, full: false, onWritten: () => {} });
  disk.underWay.clear();
}

export function storeOf(disk: Disk, stage: Stage, chance: Chance, now: () => Instant): Store {
  const { life } = stage;
  const listeners = new Set<Parameters<Store['onCommit']>[0]>();
  const latency = () =>
    chance.happens(0.1) ? chance.int(0, 5 * disk.slowness) : chance.int(0, disk.slowness);

  const write = (changes: readonly Change[]): Committed | Error => {
    if (disk.full) return new StorageFault('full', 'the disk is full');
    const [result] = disk.core.commitGroup([changes.map(statementOf)]);
    if (result === 'done') disk.onWritten(changes);
    if (result === 'done' || result === 'stale') return result;
    return new Error(`the store could not write: ${result?.bug}`);
  };

  return {
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask: (question, args) =>
      new Promise((resolve, reject) => {
        const read = () => {
          try {
            const answer = disk.core.ask(question, args);
            stage.boundary();
            stage.after(latency(), () => resolve(answer), life);
          } catch (error) {
            reject(error);
          }
        };
        stage.after(latency(), read, life);
      }),
    commit: (changes) =>
      new Promise((resolve, reject) => {
        if (changes.length === 0) return resolve('done');
        const effect = () => {
          disk.underWay.delete(effect);
          const result = write(changes);
          stage.boundary();
          const answer = () => {
            if (result instanceof Error) return reject(result);
            if (result === 'done') {
              const touched = new Set(changes.map((c) => c.table));
              for (const tell of listeners) tell(touched, workIn(changes, now()));
            }
            resolve(result);
          };
          stage.after(latency(), answer, life);
        };
        disk.underWay.add(effect);
        stage.after(latency(), () => disk.underWay.has(effect) && effect(), life);
      }),
  };
}
