/** Loads the open groups that something may join, so that routing finds them rather than makes them twice. */
import { groupsFor, type Subject } from '../../domain/routing/routing.ts';
import type { Policy } from '../../domain/policy.ts';
import { groupIndexKey, placeAll, type World } from '../../domain/world.ts';
import type { Store } from '../ports/store.ts';

/** A group that is made in between takes the place; the commit is then stale, and all is loaded again. */
export async function loadOpenGroups(
  store: Pick<Store, 'ask'>,
  world: World,
  policy: Policy,
  subjects: readonly Subject[],
): Promise<void> {
  const places = new Map(
    subjects.flatMap((s) => groupsFor(policy, s)).map((p) => [groupIndexKey(p.routeId, p.groupKey), p]),
  );
  if (places.size === 0) return;
  const groups = await store.ask('openGroups', { places: [...places.values()] });
  placeAll(
    world,
    'groups',
    groups.filter((group) => !world.groups.has(group.id)),
  );
}
