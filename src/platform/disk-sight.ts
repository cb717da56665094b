/** How much room the disk of a folder has. */
import { statfs } from 'node:fs/promises';

export async function diskSight(
  path: string,
): Promise<{ readonly freeBytes: number; readonly totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
