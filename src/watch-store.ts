/** Follows how the store is: says in the log what is wrong, and ends the service when nothing it writes can be trusted. */
import type { AppError } from './app/errors.ts';
import type { LastResort } from './app/pipeline/last-resort.ts';
import type { Installation } from './installation.ts';
import { openFault } from './open-fault.ts';

/** Says once that the disk does not take what comes in, and once that it does again. */
export function watchStore({ store, folder, deps }: Installation, lastResort: LastResort): Promise<AppError> {
  return new Promise((resolve) => {
    store.onFault((fault) => {
      if (fault === undefined) return deps.log.info({}, 'the store takes writes again');
      const error = openFault(fault, folder.file('tabduty.db'));
      const { remedy, message } = error;
      deps.log.error(
        { fault: fault.kind, error: message, remedy },
        'the store takes no writes: calls get 503',
      );
      if (fault.kind !== 'unsynced' && fault.kind !== 'closed') return;
      // Whoever ends says so first, as long as that takes no longer than an attempt may.
      void lastResort.follow(fault.kind).finally(() => resolve(error));
    });
  });
}
