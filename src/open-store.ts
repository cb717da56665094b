/** Opens the database of a data folder, copied before it is brought up to date; refuses one that has lost what was written. */
import type { Log } from './app/ports/log.ts';
import { writtenCount } from './app/upkeep/watch-health.ts';
import { isoOf } from './domain/time/instant.ts';
import { openFault } from './open-fault.ts';
import { systemClock } from './platform/clock.ts';
import { isMissing, type Mark, readMark } from './platform/mark-file.ts';
import { openSqliteStore, type SqliteStore } from './storage/sqlite-store.ts';
import { StorageFault } from './storage/storage-fault.ts';
import { copyBeforeUpgrade } from './storage/upgrade-copy.ts';

export async function openStore(path: string, log: Log): Promise<SqliteStore> {
  try {
    const mark = readMark(path);
    if (mark !== undefined && isMissing(path)) throw lost('corrupt', mark, 'it is not there, or empty');
    const copy = await copyBeforeUpgrade(path, systemClock.now());
    if (copy !== undefined)
      log.info({ file: copy }, 'the database was copied before it is brought up to date');
    const store = await openSqliteStore(path);
    if (mark === undefined || (await writtenCount(store)) >= mark.count) return store;
    await store.close();
    throw lost('lost', mark, `its log (${path}-wal) is gone or damaged, or this is an older copy`);
  } catch (error) {
    throw error instanceof StorageFault ? openFault(error, path) : error;
  }
}

/** Going on would forget calls that Tableau was told are safe, and tell of others a second time. */
function lost(kind: 'lost' | 'corrupt', { at }: Mark, why: string): StorageFault {
  return new StorageFault(kind, `the database lacks what was written until ${isoOf(at)}: ${why}`);
}
