/** What is wrong below the store, for people: the sentence, the file, and the way out. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from './app/errors.ts';
import { MIGRATIONS } from './storage/migrations.ts';
import type { StorageFault } from './storage/storage-fault.ts';
import { upgradeCopies } from './storage/upgrade-copy.ts';

export function openFault(fault: StorageFault, path: string): AppError {
  const restore = 'bring it back from a backup with: tabduty restore FILE --replace';
  const remedies: Partial<Record<StorageFault['kind'], string>> = {
    corrupt: `${restore}; Tabduty never puts an empty database in its place`,
    lost: `${restore}; or go on with what is there, by a backup of it: tabduty backup FILE, then restore that`,
    newer: `run the version that wrote it, or a newer one${wayBack(path)}`,
    busy: 'another program holds the database: end it and start again',
    io: 'look at the disk (system log, SMART) and start again',
    full: 'free some space and start again',
    readonly: 'give its owner the right to write the file',
    unsynced:
      'look at the disk (system log, SMART) before you start again; what was acknowledged before is kept',
  };
  return new AppError('environment', fault.message, {
    path,
    remedy: remedies[fault.kind] ?? 'look at the disk and the rights of the file',
    cause: fault,
  });
}

/** What came in since the upgrade is not in the copy; the database that is replaced is kept beside it. */
function wayBack(database: string, schemas: number = MIGRATIONS.length): string {
  const folder = dirname(database);
  const copy = existsSync(folder) && upgradeCopies(folder).find(({ schema }) => schema <= schemas);
  if (!copy) return '';
  return `; or go back to how it was before the upgrade, without what came since: tabduty restore ${copy.file} --replace`;
}
