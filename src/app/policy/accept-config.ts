/** Takes a configuration text into force: check, number it as the next revision, store it, replace the policy. */
import { insert } from '../../domain/change.ts';
import type { RotationState } from '../../domain/on-call/carry-over.ts';
import { carryRotations, rotationStates } from '../on-call/carry-rotations.ts';
import { AppError } from '../errors.ts';
import type { ConfigStatus } from './config-status.ts';
import type { PolicyHolder } from './policy-holder.ts';
import type { Clock } from '../ports/clock.ts';
import type { CheckConfig, Fault } from '../ports/config.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

export type ConfigDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly check: CheckConfig;
  readonly holder: PolicyHolder;
  readonly status: ConfigStatus;
};

export type Offered = {
  readonly text: string;
  readonly author: string;
  readonly note: string | undefined;
  /** The revision that its author looked at; another one in force is a conflict. 0: there was none. */
  readonly base: number | undefined;
  /** For the audit: "apply", "rollback". */
  readonly action: string;
};

export type Accepted =
  | {
      readonly ok: true;
      readonly number: number;
      readonly changed: boolean;
      readonly warnings: readonly Fault[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] };

export async function acceptConfig(deps: ConfigDeps, offered: Offered): Promise<Accepted> {
  for (;;) {
    const newest = await deps.store.ask('revision', {});
    const inForce = newest?.number ?? 0;
    if (offered.base !== undefined && offered.base !== inForce)
      throw new AppError(
        'conflict',
        `you changed revision ${offered.base}, but revision ${inForce} is in force`,
        {
          remedy: `look at what changed: tabduty config diff --from ${offered.base} --to ${inForce}`,
        },
      );
    const changed = newest?.text !== offered.text;
    const number = changed ? inForce + 1 : inForce;
    const checked = await deps.check(offered.text, number);
    if (!checked.ok) return { ok: false, faults: checked.faults, warnings: checked.warnings };
    const before = newest?.rotations ?? {};
    const rotations = changed ? rotationStates(checked.policy, before, deps.clock.now()) : before;
    // Another revision came in between: look again at what is in force now.
    if (changed && (await record(deps, offered, number, rotations)) === 'stale') continue;
    // Even an unchanged text may have new secrets. A slower check of an older revision must not win.
    if (number >= deps.holder.current().revision)
      deps.holder.replace(carryRotations(checked.policy, rotations));
    deps.status.report({
      of: `revision ${number}`,
      at: deps.clock.now(),
      accepted: true,
      faults: [],
      warnings: checked.warnings,
    });
    return { ok: true, number, changed, warnings: checked.warnings };
  }
}

function record(
  { store, clock, ids }: ConfigDeps,
  offered: Offered,
  number: number,
  rotations: Readonly<Record<string, RotationState>>,
) {
  const at = clock.now();
  const { author, note, text } = offered;
  return store.commit([
    insert('revisions', { id: String(number), number, at, author, note, text, rotations }),
    insert('audit', {
      id: ids.next(),
      at,
      actor: author,
      action: `config ${offered.action}`,
      subject: `revision ${number}`,
      detail: note,
    }),
  ]);
}
