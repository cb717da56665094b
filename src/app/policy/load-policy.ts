/** Puts the newest stored revision into force: at the start, and again when a secret that it uses has changed. */
import type { ConfigDeps } from './accept-config.ts';
import { carryRotations } from '../on-call/carry-rotations.ts';
import type { CheckConfig, Fault } from '../ports/config.ts';
import type { Log } from '../ports/log.ts';
import { refusedFile } from './config-status.ts';
import type { Store } from '../ports/store.ts';

export type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'loaded'; readonly number: number }
  /** What the faults touch is left out, the rest is in force. */
  | { readonly kind: 'faulty'; readonly number: number; readonly faults: readonly Fault[] };

type Deps = Omit<ConfigDeps, 'ids'> & { readonly log: Log };

/** What faults touch is left out of its policy; none where the text cannot be read at all. */
export async function newestPolicy({
  store,
  check,
}: {
  readonly store: Pick<Store, 'ask'>;
  readonly check: CheckConfig;
}) {
  const newest = await store.ask('revision', {});
  if (newest === undefined) return undefined;
  const { number, text, rotations = {} } = newest;
  const checked = await check(text, number);
  const policy = checked.ok ? checked.policy : checked.remains;
  return { number, checked, policy: policy && carryRotations(policy, rotations) };
}

export async function loadPolicy(deps: Deps): Promise<Loaded> {
  const { clock, holder, status, log } = deps;
  const newest = await newestPolicy(deps);
  if (newest === undefined) return { kind: 'none' };
  const { number, checked, policy } = newest;
  const faults = checked.ok ? [] : checked.faults;
  if (refusedFile(status) === undefined)
    status.report({
      of: `revision ${number}`,
      at: clock.now(),
      accepted: checked.ok,
      faults,
      warnings: checked.warnings,
    });
  if (policy !== undefined && number >= holder.current().revision) holder.replace(policy);
  if (checked.ok) return { kind: 'loaded', number };
  log.error(
    { revision: number, faults: checked.faults },
    `revision ${number} has ${checked.faults.length} faults that it did not have when it was accepted; what they touch is left out until they are mended`,
  );
  return { kind: 'faulty', number, faults: checked.faults };
}
