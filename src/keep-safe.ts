/** `backup` and `restore`, which work on the data folder itself: with a service running, or with none. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from './app/errors.ts';
import type { BackupDone, GlobalOptions, RestoreDone } from './cli/faces.ts';
import { isoOf } from './domain/time/instant.ts';
import { openFault } from './open-fault.ts';
import { wrongKey } from './open-key.ts';
import { systemClock } from './platform/clock.ts';
import { openDataFolder } from './platform/data-folder.ts';
import { keyRing, openGivenKey } from './platform/key-file.ts';
import { keyPrint } from './platform/key-print.ts';
import { removeMark } from './platform/mark-file.ts';
import { placeDatabase, readBackup, writeBackup } from './storage/backup-file.ts';
import { StorageFault } from './storage/storage-fault.ts';

export type BackupWish = { readonly to: string; readonly withKey: boolean; readonly replace: boolean };

export async function makeBackup(
  { data, keyFile }: Pick<GlobalOptions, 'data' | 'keyFile'>,
  { to, withKey, replace }: BackupWish,
): Promise<BackupDone> {
  const database = join(resolve(data), 'tabduty.db');
  if (!existsSync(database))
    throw new AppError('not-found', 'there is no database', {
      path: database,
      remedy: 'name the data folder with --data; a backup is made on the machine that has it',
    });
  // Whoever may not read the database may not read its copy.
  process.umask(0o077);
  const at = systemClock.now();
  const file = nameOf(to, isoOf(at));
  if (existsSync(file) && !replace)
    throw new AppError('conflict', 'the file is there already', {
      path: file,
      remedy: 'name another file, a folder, or add --replace',
    });
  const keyPath = keyFile ?? join(resolve(data), 'key');
  const key = withKey ? readKey(keyPath) : undefined;
  const manifest = await told(file, () => writeBackup(database, file, { madeAt: at, key }));
  return {
    ...counted(manifest),
    file,
    bytes: statSync(file).size,
    keyFile: resolve(keyPath),
    hasKey: withKey,
  };
}

/** A folder takes files that are named by their time, so that a nightly job needs no names. */
function nameOf(given: string, time: string): string {
  const to = resolve(given);
  const isFolder = existsSync(to) && statSync(to).isDirectory();
  // With a slash at its end a folder is meant: one that is missing, such as a disk that is not mounted, is no file's name.
  const folder = /[/\\]$/.test(given) ? to : dirname(to);
  if (!isFolder && !existsSync(folder))
    throw new AppError('not-found', 'there is no such folder', {
      path: folder,
      remedy: 'make it first',
    });
  return isFolder ? join(to, `tabduty-${time.slice(0, 19).replaceAll(':', '')}Z.backup`) : to;
}

function readKey(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('environment', 'the key cannot be read', {
      path,
      remedy: 'name it with --key-file',
      cause,
    });
  }
}

export async function restoreBackup(
  { data, keyFile }: Pick<GlobalOptions, 'data' | 'keyFile'>,
  { from, replace }: { readonly from: string; readonly replace: boolean },
): Promise<RestoreDone> {
  const file = resolve(from);
  if (!existsSync(file)) throw new AppError('not-found', 'there is no such file', { path: file });
  const folder = openDataFolder(data);
  const database = folder.file('tabduty.db');
  const copy = `${database}.restoring`;
  try {
    if (existsSync(database) && !replace)
      throw new AppError('conflict', 'there is a database already', {
        path: database,
        remedy:
          'name an empty folder with --data, or add --replace: the one that is there is put aside, not removed',
      });
    mkdirSync(dirname(copy), { recursive: true });
    await told(copy, async () => copyFileSync(file, copy));
    const manifest = readGiven(file, copy);
    const ownKey = folder.file('key');
    const key = await keyFor(manifest, keyFile, ownKey);
    const at = systemClock.now();
    removeMark(database);
    const { aside } = await told(database, async () => placeDatabase(copy, database, manifest.madeAt, at));
    if (key !== undefined) writeFileSync(ownKey, key, { mode: 0o600, flag: 'wx' });
    return { ...counted(manifest), data: folder.path, aside, keyFile: keyFile ?? ownKey };
  } finally {
    rmSync(copy, { force: true });
    folder.release();
  }
}

function readGiven(file: string, copy: string): ReturnType<typeof readBackup> {
  try {
    return readBackup(copy);
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
    const [what = error.message] = error.message.split('\n');
    throw new AppError('environment', what, {
      path: file,
      remedy:
        error.kind === 'newer' ? 'use the version that made it' : 'take another backup; nothing was changed',
      cause: error,
    });
  }
}

/** The key of the backup when it must be written to the folder; refuses before anything is changed when none fits. */
async function keyFor(
  { keyPrint: print, key }: ReturnType<typeof readBackup>,
  keyFile: string | undefined,
  ownKey: string,
): Promise<Uint8Array | undefined> {
  const at = keyFile ?? (existsSync(ownKey) ? ownKey : undefined);
  if (at !== undefined) {
    if (print !== undefined && keyPrint(await openGivenKey(at)) !== print) throw wrongKey(at);
    return undefined;
  }
  if (key === undefined)
    throw new AppError('not-found', 'the key is neither in the backup nor in the data folder', {
      path: ownKey,
      remedy: `put the key there first (mode 0600), or name it with --key-file: nothing of the backup's secrets, hooks and links works without it`,
    });
  if (print !== undefined && keyPrint(keyRing(key)) !== print) throw wrongKey('the key in the backup');
  return key;
}

function counted({ madeAt, calls, openAlerts, pendingDeliveries }: ReturnType<typeof readBackup>) {
  return { madeAt: isoOf(madeAt), calls, openAlerts, pendingDeliveries };
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageFault) throw openFault(error, path);
    if (error instanceof Error && 'code' in error)
      throw new AppError('environment', `the file cannot be written or read (${String(error.code)})`, {
        path,
        remedy: 'look at the rights and at the room on the disk',
        cause: error,
      });
    throw error;
  }
}
