/** The one folder of data: made, checked, and locked, so that two processes never write the same database. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../app/errors.ts';

export type RunFile = { readonly url: string; readonly token: string; readonly pid: number };

export type DataFolder = {
  readonly path: string;
  file(name: string): string;
  /** Tells the CLI where the service listens; only the owner may read it. */
  writeRunFile(run: RunFile): void;
  release(): void;
};

/** File systems on which SQLite's locks and syncs cannot be trusted: magic numbers of statfs(2). */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
]);

export function openDataFolder(folder: string, fileSystemOf = typeOfFileSystem): DataFolder {
  const path = resolve(folder);
  // Whatever is made from here on, the database included, is for its owner alone.
  process.umask(0o077);
  makeWritable(path);
  const network = NETWORK.get(fileSystemOf(path));
  if (network !== undefined)
    throw new AppError(
      'environment',
      `the data folder is on a network file system (${network}), where no write is safe`,
      {
        path,
        remedy: 'put it on a local disk (--data FOLDER)',
      },
    );
  const lock = takeLock(path);
  const runFile = join(path, 'run.json');
  return {
    path,
    file: (name) => join(path, name),
    writeRunFile: (run) => writeFileSync(runFile, `${JSON.stringify(run)}\n`, { mode: 0o600 }),
    release() {
      rmSync(runFile, { force: true });
      lock.close();
    },
  };
}

/** The magic number that statfs(2) gives. */
function typeOfFileSystem(path: string): number {
  return statfsSync(path).type;
}

function makeWritable(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AppError('environment', 'the data folder cannot be made or written', {
      path,
      remedy: 'give its owner the right to write there, or name another with --data FOLDER',
      cause,
    });
  }
}

/** Level by level: where a file system answers "no such entry" to the making itself (/proc), a recursive one never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/** A lock of the operating system's, held through SQLite: it ends with the process, however that ends. */
function takeLock(path: string): DatabaseSync {
  const file = join(path, 'run.lock');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (cause) {
    lock?.close();
    if (!isBusy(cause))
      throw new AppError('environment', 'the lock of the data folder cannot be taken', {
        path: file,
        remedy:
          'see that there is room on the disk and that no Tabduty runs, then remove the file: nothing is kept in it',
        cause,
      });
    const run = readRunFile(path);
    throw new AppError(
      'conflict',
      `another Tabduty${run ? ` (process ${run.pid})` : ''} works on this data folder`,
      {
        path,
        remedy: 'stop it first, or leave out --offline to talk to it',
        cause,
      },
    );
  }
}

/** SQLITE_BUSY: somebody else holds it. Anything else is about the file or the disk. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

export function readRunFile(folder: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}
