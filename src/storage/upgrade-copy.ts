/** The way back from an upgrade: a copy of the database as the version before has left it, made before the first migration. */
import { existsSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../domain/time/instant.ts';
import { writeBackup } from './backup-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { StorageFault } from './storage-fault.ts';

const KEPT = 2;
/** Migrations need some room themselves. */
const SPARE_BYTES = 32 * 1024 * 1024;
const NAME = /^before-upgrade-schema-(\d+)\.backup$/;

/** The file that was written; `undefined` where nothing is to be migrated. `schemas`: what this version knows. */
export async function copyBeforeUpgrade(
  database: string,
  at: Instant,
  freeBytes: (folder: string) => number = freeIn,
  schemas: number = MIGRATIONS.length,
): Promise<string | undefined> {
  const schema = schemaOf(database);
  if (schema === undefined || schema === 0 || schema >= schemas) return undefined;
  const folder = dirname(database);
  const needed = sizeOf(database) + sizeOf(`${database}-wal`) + SPARE_BYTES;
  if (freeBytes(folder) < needed)
    throw new StorageFault(
      'full',
      `the copy that is made before an upgrade needs ${Math.ceil(needed / 1024 / 1024)} MB of room, which the disk has not`,
    );
  const file = join(folder, `before-upgrade-schema-${schema}.backup`);
  await writeBackup(database, file, { madeAt: at, key: undefined });
  for (const old of upgradeCopies(folder).slice(KEPT)) rmSync(old.file, { force: true });
  return file;
}

/** Copies in a data folder, those of the newest schema first. */
export function upgradeCopies(folder: string): readonly { readonly file: string; readonly schema: number }[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const schema = NAME.exec(name)?.[1];
      return schema === undefined ? [] : [{ file: join(folder, name), schema: Number(schema) }];
    })
    .sort((a, b) => b.schema - a.schema);
}

/** What cannot be read is left to who opens it in earnest, and says what is wrong. */
function schemaOf(database: string): number | undefined {
  if (!existsSync(database)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(database, { readOnly: true, timeout: 5000 });
    return Number(Object.values(db.prepare('PRAGMA user_version').get() ?? {})[0]);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
