/** What is wrong below the store, for people: the sentence, the file, and the way out. */
import { AppError } from './app/errors.ts';
import type { StorageFault } from './storage/storage-fault.ts';

export function openFault(fault: StorageFault, path: string): AppError {
  const remedies: Partial<Record<StorageFault['kind'], string>> = {
    corrupt:
      'bring it back from a backup with: tabduty restore FILE --replace; Tabduty never puts an empty database in its place',
    newer: 'run the version that wrote it, or a newer one',
    busy: 'another program holds the database: end it and start again',
    io: 'look at the disk (system log, SMART) and start again',
    full: 'free some space and start again',
    readonly: 'give its owner the right to write the file',
    unsynced:
      'look at the disk (system log, SMART) before you start again; what was acknowledged before is kept',
  };
  return new AppError('environment', fault.message.split('\n')[0] ?? fault.message, {
    path,
    remedy: remedies[fault.kind] ?? 'look at the disk and the rights of the file',
    cause: fault,
  });
}
