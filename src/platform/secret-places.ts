/** Reads secrets from the environment and from files, for ${env:NAME} and ${file:path}. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { SecretAnswer } from '../app/ports/config.ts';
import type { SecretPlaces } from '../app/ports/secret-places.ts';

export type SecretPlacesOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths count from here. */
  readonly folder: string;
  /** Nothing in there is a secret for destinations: the data folder with its key. */
  readonly forbidden: string | undefined;
};

const LARGEST = 64 * 1024;

export function secretPlaces({ env, folder, forbidden }: SecretPlacesOptions): SecretPlaces {
  return {
    fromEnv(name) {
      const value = env[name];
      const remedy = `set the environment variable ${name} for the service`;
      if (value === undefined) return { ok: false, fault: 'is not set in the environment', remedy };
      return value === '' ? { ok: false, fault: 'is empty', remedy } : { ok: true, value };
    },
    async fromFile(name) {
      const path = resolve(folder, name);
      try {
        const real = await realpath(path);
        if (
          forbidden !== undefined &&
          isInside(real, await realpath(forbidden).catch(() => resolve(forbidden)))
        )
          return refused('lies in the data folder', 'keep it somewhere else');
        return await readSecret(real, path);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return refused('is not there', `create ${path}, with the secret in it`);
        return refused(`cannot be read (${code ?? 'unknown'})`, `let the service read ${path}`);
      }
    },
  };
}

async function readSecret(real: string, path: string): Promise<SecretAnswer> {
  const found = await stat(real);
  if (!found.isFile()) return refused('is no file', `name a file instead of ${path}`);
  if (found.size > LARGEST) return refused('is larger than 64 KiB', 'name a file with the secret alone');
  const value = (await readFile(real, 'utf8')).replace(/\r?\n$/, '');
  return value === '' ? refused('is empty', `write the secret into ${path}`) : { ok: true, value };
}

function refused(fault: string, remedy: string): SecretAnswer {
  return { ok: false, fault, remedy };
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
