/** The installation's one key: 32 random bytes in a file, from which a subkey is derived for each purpose. */
import { hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../app/errors.ts';

export interface KeyRing {
  /** 32 bytes; another purpose, another key. The same purpose always gives the same. */
  subkey(purpose: string): Buffer;
}

const SIZE = 32;

/** The key of the data folder; made when there is none. */
export async function openOwnKey(path: string): Promise<KeyRing> {
  try {
    return await readKey(path, 0o077);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not-found')) throw error;
  }
  await makeKey(path);
  return readKey(path, 0o077);
}

/** The file that `TABDUTY_KEY_FILE` names; never made here, and a group may read it, as orchestrators mount it. */
export function openGivenKey(path: string): Promise<KeyRing> {
  return readKey(path, 0o037);
}

export function keyRing(key: Uint8Array): KeyRing {
  return {
    subkey: (purpose) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `tabduty/${purpose}`, 32)),
  };
}

async function readKey(path: string, forbidden: number): Promise<KeyRing> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new AppError('not-found', 'the key file is not there', {
        path,
        remedy: 'make one with: (umask 077; openssl rand 32 > FILE), or bring it back from your backup',
      });
    throw new AppError('environment', `the key file cannot be read (${cause.code})`, { path, cause });
  });
  // Windows knows no such bits; there the folder's own rights count.
  if (process.platform !== 'win32' && (found.mode & forbidden) !== 0)
    throw new AppError('environment', 'the key file can be read or written by others', {
      path,
      remedy: `chmod 600 ${path}`,
    });
  const key = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('environment', `the key file cannot be read (${cause.code})`, { path, cause });
  });
  if (key.length !== SIZE)
    throw new AppError('environment', `the key file has ${key.length} bytes, and a key has ${SIZE}`, {
      path,
      remedy: 'bring it back from your backup; without it, secrets and links that were made with it are lost',
    });
  return keyRing(key);
}

/** Written aside and linked into place: nobody ever sees half a key, and of two that make one the first wins. */
async function makeKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(SIZE));
    await file.sync();
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await rm(aside, { force: true });
  }
}
