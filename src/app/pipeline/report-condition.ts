/** Reports what Tabduty noticed about itself; the engine makes an alert of it, and the end of one. */
import { step } from '../../domain/engine.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { OWN_SOURCE, type OwnCondition } from '../../domain/health/own-conditions.ts';
import { observedAlertId, observedSubject } from '../../domain/health/observe.ts';
import type { Circumstances } from '../../domain/step.ts';
import { circumstances, type EngineDeps, flushTools, worldOfAlerts } from './decide.ts';
import { loadOpenGroups } from './open-groups.ts';
import type { Store } from '../ports/store.ts';

export type ReportDeps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };

/**
 * May be called as often as one likes: what is known already changes nothing. `right` for something that was never
 * wrong does nothing.
 */
export async function reportCondition(deps: ReportDeps, seen: Observation, at: Instant): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const now = circumstances(deps, at);
    const world = await worldOf(deps, seen, now);
    const changes = step(world, { kind: 'observe', seen }, flushTools(deps), now);
    if (changes.length === 0 || (await deps.store.commit(changes)) === 'done') return;
  }
  throw new Error(`${seen.condition} of ${seen.object} changed ten times while it was to be reported`);
}

/** Ends what was reported of objects that are looked at no more: an alert of something that was removed would never end. */
export async function endReports(
  deps: ReportDeps,
  condition: OwnCondition,
  isLookedAt: (object: string) => boolean,
  at: Instant,
): Promise<void> {
  const open = await deps.store.ask('listIncarnations', { source: OWN_SOURCE, state: 'open', limit: 500 });
  for (const { condition: reported, luid: object } of open)
    if (reported === condition && !isLookedAt(object))
      await reportCondition(deps, { condition, object, name: object, state: 'right' }, at);
}

async function worldOf({ store }: ReportDeps, seen: Observation, { at, policy }: Circumstances) {
  const alertIds = [observedAlertId(seen)];
  const slice = await store.ask('triageSlice', { digests: [], identities: [], alertIds, receivedSince: at });
  const world = worldOfAlerts(slice);
  await loadOpenGroups(store, world, policy, [observedSubject(seen)]);
  return world;
}
