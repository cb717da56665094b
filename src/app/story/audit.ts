/** Rows of the audit: who did what to what, append-only. */
import { type Change, insert } from '../../domain/change.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { maskAddresses } from '../sites/mask-addresses.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

export type AuditDeps = {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
};

/** `detail` never holds a secret: of an address only its origin. */
export type Deed = {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string | undefined;
};

/**
 * Does something outside of the store and writes down that it was done, or that it failed: a change of which nobody
 * knows whether it happened must leave a trace too.
 */
export async function audited<T>(deps: AuditDeps, deed: Deed, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    await deps.store.commit([auditRow(deps, deed)]);
    return done;
  } catch (error) {
    const why =
      error instanceof AppError ? maskAddresses(error.message) : 'a mistake of Tabduty, see the log';
    const detail = [deed.detail, `failed: ${why}`].filter((part) => part !== undefined).join('; ');
    await deps.store.commit([auditRow(deps, { ...deed, detail: detail.slice(0, 500) })]);
    throw error;
  }
}

export function auditRow({ clock, ids }: AuditDeps, deed: Deed): Change {
  return insert('audit', { id: ids.next(), at: clock.now(), ...deed });
}
