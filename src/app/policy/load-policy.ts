/** Puts the newest stored revision into force: at the start, and again when a secret that it uses has changed. */
import type { ConfigDeps } from './accept-config.ts';
import { carryRotations } from '../on-call/carry-rotations.ts';
import type { Fault } from '../ports/config.ts';
import type { Log } from '../ports/log.ts';

export type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'loaded'; readonly number: number }
  /** What the faults touch is left out, the rest is in force. */
  | { readonly kind: 'faulty'; readonly number: number; readonly faults: readonly Fault[] };

type Deps = Omit<ConfigDeps, 'ids'> & { readonly log: Log };

export async function loadPolicy({ store, clock, check, holder, status, log }: Deps): Promise<Loaded> {
  const newest = await store.ask('revision', {});
  if (newest === undefined) return { kind: 'none' };
  const checked = await check(newest.text, newest.number);
  const faults = checked.ok ? [] : checked.faults;
  const { number } = newest;
  // A file has its own report, which must not be hidden by that of an older revision.
  if (status.managedBy === undefined || status.last() === undefined)
    status.report({
      of: `revision ${number}`,
      at: clock.now(),
      accepted: checked.ok,
      faults,
      warnings: checked.warnings,
    });
  const policy = checked.ok ? checked.policy : checked.remains;
  if (policy !== undefined && number >= holder.current().revision)
    holder.replace(carryRotations(policy, newest.rotations ?? {}));
  if (checked.ok) return { kind: 'loaded', number };
  log.error(
    { revision: number, faults: checked.faults },
    `revision ${number} has ${checked.faults.length} faults that it did not have when it was accepted; what they touch is left out until they are mended`,
  );
  return { kind: 'faulty', number, faults: checked.faults };
}
