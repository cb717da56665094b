/** A person acknowledges, passes on, escalates or resolves: the engine decides, and the audit says who it was. */
import { insert } from '../domain/change.ts';
import { step } from '../domain/engine.ts';
import type { Hand } from '../domain/in-hand.ts';
import { place } from '../domain/world.ts';
import { circumstancesOfDuty, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { loadSources } from './load-sources.ts';
import type { Clock } from './ports/clock.ts';
import type { GroupSlice } from './ports/questions.ts';
import type { Store } from './ports/store.ts';

export type HandDeps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
};

const MOST_ROUNDS = 10;

/** False: there was nothing to do, since it was done before or is over. */
export async function takeInHand(
  deps: HandDeps,
  groupIds: readonly string[],
  hand: Hand,
  detail: string,
): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const at = deps.clock.now();
    const slice = await deps.store.ask('groupSlice', { ids: groupIds });
    const now = await circumstancesOfDuty(deps, at);
    const world = await worldFor(deps, slice, hand);
    await loadSources(deps.store, world, now.policy);
    const changes = step(world, { kind: 'hand', hand }, flushTools(deps), now);
    if (changes.length === 0) return false;
    const audit = insert('audit', {
      id: deps.ids.next(),
      at,
      actor: hand.by.claimed ? `${hand.by.name} (claimed)` : hand.by.name,
      action: `alert ${hand.kind === 'acknowledge' ? hand.as : hand.kind}`,
      subject: `group #${slice.groups[0]?.number ?? '?'}`,
      detail: `${detail}; by ${hand.by.via}`,
    });
    if ((await deps.store.commit([...changes, audit], 'call')) === 'done') return true;
  }
  throw new Error(`groups ${groupIds.join(', ')} changed ten times while somebody took it in hand`);
}

async function worldFor({ store }: HandDeps, slice: GroupSlice, hand: Hand) {
  const world = worldOfGroups(slice);
  if (hand.kind !== 'resolve') return world;
  const open = await store.ask('incarnation', { id: hand.incarnationId });
  const alert = open?.alertId === undefined ? undefined : await store.ask('alert', { id: open.alertId });
  if (open !== undefined && !world.incarnations.has(open.id)) place(world, 'incarnations', open);
  if (alert !== undefined) place(world, 'alerts', alert);
  return world;
}
