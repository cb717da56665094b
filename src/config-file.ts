/** File mode: the configuration file is loaded, and again whenever it is saved; a faulty one changes nothing. */
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AppError } from './app/errors.ts';
import type { Log } from './app/ports/log.ts';

/** Editors write in several steps; the last one within this time counts, milliseconds. */
const QUIET = 200;

/** The first load must pass. Answers the way to stop watching. */
export async function watchConfigFile(
  file: string,
  apply: (text: string) => Promise<{ readonly revision: number; readonly changed: boolean }>,
  log: Log,
): Promise<() => void> {
  const path = resolve(file);
  const load = async () => {
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new AppError('environment', `the configuration file cannot be read (${cause.code})`, {
        path,
        cause,
      });
    });
    const { revision, changed } = await apply(text);
    if (changed) log.info({ file: path, revision }, 'the configuration is in force');
  };
  await load();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The folder is watched, since many editors put a new file in the old one's place.
  const watcher = watch(dirname(path), (_event, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      load().catch((error) => log.error({ error }, 'the last good configuration stays in force'));
    }, QUIET);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
