/** How far the database has been written, kept beside it: what is less far than that has lost what was acknowledged. */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Instant, isoOf, parseInstant } from '../domain/time/instant.ts';

export type Mark = { readonly count: number; readonly at: Instant };

const nameOf = (database: string) => `${database}-mark`;

/**
 * Written after the database has the count on its disk, and never synced: after a loss of power it may be behind the
 * database, which says nothing, and never before it.
 */
export function writeMark(database: string, { count, at }: Mark): void {
  const file = nameOf(database);
  writeFileSync(`${file}.new`, `${count} ${isoOf(at)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** `undefined` where there is none, or one that a loss of power has left empty. */
export function readMark(database: string): Mark | undefined {
  const file = nameOf(database);
  if (!existsSync(file)) return undefined;
  const [count = '', time = ''] = readFileSync(file, 'utf8').trim().split(' ');
  const at = parseInstant(time);
  return /^\d{1,15}$/.test(count) && at !== undefined ? { count: Number(count), at } : undefined;
}

/** Another database takes the place of this one. */
export function removeMark(database: string): void {
  rmSync(nameOf(database), { force: true });
}

/** What an opening would fill with an empty database. */
export function isMissing(database: string): boolean {
  return !existsSync(database) || statSync(database).size === 0;
}
