/** Reports what Tabduty noticed about itself; the engine makes an alert of it, and the end of one. */
import { step } from '../domain/engine.ts';
import type { Instant } from '../domain/instant.ts';
import type { Observation } from '../domain/observation.ts';
import { observedAlertId } from '../domain/observe.ts';
import { emptyWorld, placeAll } from '../domain/world.ts';
import { circumstances, type EngineDeps, flushTools } from './decide.ts';
import type { Store } from './ports/store.ts';

export type ReportDeps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };

/**
 * May be called as often as one likes: what is known already changes nothing. `right` for something that was never
 * wrong does nothing.
 */
export async function reportCondition(deps: ReportDeps, seen: Observation, at: Instant): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const world = await worldOf(deps, seen, at);
    const input = { kind: 'observe', seen } as const;
    const changes = step(world, input, flushTools(deps), circumstances(deps, at));
    if (changes.length === 0 || (await deps.store.commit(changes)) === 'done') return;
  }
  throw new Error(`${seen.condition} of ${seen.object} changed ten times while it was to be reported`);
}

async function worldOf({ store }: ReportDeps, seen: Observation, receivedSince: Instant) {
  const alertIds = [observedAlertId(seen)];
  const slice = await store.ask('triageSlice', { digests: [], identities: [], alertIds, receivedSince });
  const world = emptyWorld();
  world.lastNumber = slice.lastNumber;
  placeAll(world, 'alerts', slice.alerts);
  placeAll(world, 'incarnations', slice.incarnations);
  placeAll(world, 'groups', slice.groups);
  placeAll(world, 'members', slice.members);
  return world;
}
