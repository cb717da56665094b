/** What the doctor sees of the data folder: what others may touch, and how much room is left. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderSight } from '../app/ports/doctor.ts';

export async function folderSight(path: string): Promise<FolderSight> {
  const names = await readdir(path);
  const modes = await Promise.all(
    ['.', ...names].map(async (name) => ({ name, mode: await modeOf(join(path, name)) })),
  );
  const disk = await statfs(path);
  return {
    path,
    // Windows knows no such bits; there the folder's own rights count.
    openToOthers:
      process.platform === 'win32' ? [] : modes.filter(({ mode }) => (mode & 0o077) !== 0).map((m) => m.name),
    freeBytes: disk.bavail * disk.bsize,
  };
}

/** A file that went away meanwhile, as the database's side files do, is nobody's. */
async function modeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.mode ?? 0;
}
