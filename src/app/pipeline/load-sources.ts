/** Loads what fires into a world, where the configuration has inhibitions, for any of it may keep another alert quiet. */
import type { Policy } from '../../domain/policy.ts';
import { place, type World } from '../../domain/world.ts';
import type { Store } from '../ports/store.ts';

const MOST = 5000;

export async function loadSources(store: Pick<Store, 'ask'>, world: World, policy: Policy): Promise<void> {
  if (policy.inhibitions.length === 0) return;
  for (const alert of await store.ask('openAlerts', { limit: MOST }))
    if (!world.incarnations.has(alert.id)) place(world, 'incarnations', alert);
}
