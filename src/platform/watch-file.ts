/** Watches one text file, however it is written: in place, replaced by an editor, or behind a link that moves. */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../app/errors.ts';

export type WatchedFile = {
  /** Reads the file again at once and reports it even when it has not changed. */
  reload(): Promise<void>;
  stop(): void;
};

export type WatchOptions = {
  /** Called with each new text, never twice at the same time. */
  readonly onText: (text: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Editors write in several steps; so long nothing must happen, milliseconds. */
  readonly quietMs?: number;
  /** Some mounts report no changes, so the file is also looked at so often, milliseconds. */
  readonly pollMs?: number;
};

/** `seen` is the text that the caller has read already. */
export function watchFile(path: string, seen: string, options: WatchOptions): WatchedFile {
  const { onText, onError, quietMs = 200, pollMs = 10_000 } = options;
  let hash = hashOf(seen);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;

  const look = (always: boolean): Promise<void> => {
    running = running.then(async () => {
      try {
        const text = await readTextFile(path);
        // One that is back, or that could not be taken, is reported also when it is as before.
        if (!always && !failing && hashOf(text) === hash) return;
        hash = hashOf(text);
        await onText(text);
        failing = false;
      } catch (error) {
        // A file that stays away is reported once, not at every look.
        if (!failing) onError(error);
        failing = true;
      }
    });
    return running;
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(false), quietMs);
  };
  // The folder is watched, not the file: a replaced file is another one.
  const watcher = watchFolder(dirname(path), lookSoon, onError);
  const poll = setInterval(() => void look(false), pollMs).unref();
  return {
    reload: () => look(true),
    stop() {
      clearTimeout(timer);
      clearInterval(poll);
      watcher?.close();
    },
  };
}

const LARGEST = 1024 * 1024;

const UNREADABLE: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOENT: ['it is not there', 'check the path'],
  EISDIR: ['it is a folder', 'name the file in it'],
  EACCES: ['this user may not', 'let this user read it'],
};

/** A missing or unreadable file is an error with a remedy. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const [why, remedy] = UNREADABLE[cause.code ?? ''] ?? [`(${cause.code})`, 'let this user read it'];
    throw new AppError('environment', `the file cannot be read: ${why}`, { path, remedy, cause });
  });
  if (bytes.length > LARGEST) throw new AppError('wrong-use', 'the file is larger than 1 MiB', { path });
  return bytes.toString('utf8');
}

function watchFolder(
  folder: string,
  onChange: () => void,
  onError: (error: unknown) => void,
): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, onChange).on('error', onError);
  } catch (error) {
    // The machine has no watches left; the poll still sees changes.
    onError(error);
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
