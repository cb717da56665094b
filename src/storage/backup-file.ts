/** A backup: one SQLite file that is the database as it was at one moment, with a page that says what it is. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { KEY_PRINT_FACT, PAUSED_FACT } from '../app/ports/fact-names.ts';
import { type Instant, instant, isoOf } from '../domain/time/instant.ts';
import { MIGRATIONS } from './migrations.ts';
import { damageIn } from './sqlite-core.ts';
import { StorageFault, faultOf } from './storage-fault.ts';

export type BackupManifest = {
  readonly madeAt: Instant;
  readonly schema: number;
  /** What the key is recognised by; `undefined` for a database that never knew one. */
  readonly keyPrint: string | undefined;
  /** Only where it was asked for. */
  readonly key: Uint8Array | undefined;
  readonly calls: number;
  readonly openAlerts: number;
  readonly pendingDeliveries: number;
};

const PAGE = `CREATE TABLE backup_manifest (made_at INTEGER NOT NULL, key BLOB) STRICT`;

/**
 * Copies a database that may be in use. The copy is of one moment: events that arrive meanwhile are not in it. It is
 * checked through and synced before it gets its name.
 */
export async function writeBackup(
  database: string,
  file: string,
  { madeAt, key }: Pick<BackupManifest, 'madeAt' | 'key'>,
): Promise<BackupManifest> {
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  try {
    const source = new DatabaseSync(database, { readOnly: true, timeout: 5000 });
    try {
      // All pages in one step: a copy in several would begin anew with each write of the service.
      await backup(source, partial, { rate: 0x3fffffff });
    } finally {
      source.close();
    }
    chmodSync(partial, 0o600);
    const copy = new DatabaseSync(partial);
    try {
      copy.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; ${PAGE}`);
      copy.prepare('INSERT INTO backup_manifest (made_at, key) VALUES (?, ?)').run(madeAt, key ?? null);
    } finally {
      copy.close();
    }
    const manifest = readBackup(partial);
    sync(partial);
    renameSync(partial, file);
    sync(dirname(file));
    return manifest;
  } catch (error) {
    rmSync(partial, { force: true });
    throw faultOf(error);
  }
}

/** Reads what a backup is, and all of it: throws a StorageFault for one that is damaged, newer, or none. */
export function readBackup(file: string): BackupManifest {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const opened = db;
    const value = (sql: string) => Object.values(opened.prepare(sql).get() ?? {})[0];
    const damage = damageIn(value('PRAGMA integrity_check(1)'));
    if (damage !== undefined) throw new StorageFault('corrupt', `the file is damaged: ${damage}`);
    const known = value("SELECT count(*) FROM sqlite_master WHERE name IN ('backup_manifest', 'facts')");
    if (known !== 2) throw new StorageFault('cannot-open', 'the file is no backup of Tabduty');
    const schema = Number(value('PRAGMA user_version'));
    if (schema > MIGRATIONS.length)
      throw new StorageFault(
        'newer',
        `the backup has schema ${schema}, this version knows ${MIGRATIONS.length}`,
      );
    const key = value('SELECT key FROM backup_manifest');
    const print = value(`SELECT value FROM facts WHERE id = '${KEY_PRINT_FACT}'`);
    return {
      madeAt: instant(Number(value('SELECT made_at FROM backup_manifest'))),
      schema,
      keyPrint: typeof print === 'string' ? print : undefined,
      key: key instanceof Uint8Array ? key : undefined,
      calls: Number(value('SELECT count(*) FROM calls')),
      openAlerts: Number(value("SELECT count(*) FROM incarnations WHERE state = 'open'")),
      pendingDeliveries: Number(
        value("SELECT count(*) FROM deliveries WHERE state IN ('pending', 'claimed')"),
      ),
    };
  } catch (error) {
    throw faultOf(error);
  } finally {
    db?.close();
  }
}

/** Names of the files that an earlier database is kept under, when one was there. */
export type Restored = { readonly aside: string | undefined };

/**
 * Puts the copy at `from` (which is used up) in place of the database. Sending is paused in it: what waited in the copy
 * may have been sent since.
 */
export function placeDatabase(from: string, database: string, backupMadeAt: Instant, at: Instant): Restored {
  try {
    const db = new DatabaseSync(from);
    try {
      db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE; DROP TABLE backup_manifest;');
      db.prepare(
        'INSERT INTO facts (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value',
      ).run(PAUSED_FACT, JSON.stringify({ since: at, backupMadeAt }));
      db.exec('COMMIT');
    } finally {
      db.close();
    }
    sync(from);
    const aside = existsSync(database) ? `${database}.replaced-${isoOf(at).replaceAll(':', '')}` : undefined;
    // A log of the earlier database would be played into the new one, so it goes with its own.
    for (const end of ['', '-wal', '-shm'])
      if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${aside ?? database}${end}`);
    renameSync(from, database);
    sync(dirname(database));
    return { aside };
  } catch (error) {
    throw faultOf(error);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
