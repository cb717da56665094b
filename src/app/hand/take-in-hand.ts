/** A person acknowledges, passes on, escalates or resolves: the engine decides, and the audit says who it was. */
import { type Change, insert } from '../../domain/change.ts';
import { type Input, step } from '../../domain/engine.ts';
import type { Hand } from '../../domain/paging/in-hand.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { place } from '../../domain/world.ts';
import { circumstancesOfDuty, type EngineDeps, flushTools, worldOfGroups } from '../pipeline/decide.ts';
import { loadSources } from '../pipeline/load-sources.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupSlice } from '../ports/group-questions.ts';
import { wholeSlice } from '../pipeline/whole-slice.ts';
import type { Store } from '../ports/store.ts';

export type HandDeps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
};

const MOST_ROUNDS = 10;

/** False: there was nothing to do, since it was done before or is over. */
export function takeInHand(
  deps: HandDeps,
  groupIds: readonly string[],
  hand: Hand,
  detail: string,
): Promise<boolean> {
  return decideOn(deps, groupIds, { kind: 'hand', hand }, (slice, at) => [
    insert('audit', {
      id: deps.ids.next(),
      at,
      actor: hand.by.claimed ? `${hand.by.name} (claimed)` : hand.by.name,
      action: `alert ${hand.kind === 'acknowledge' ? hand.as : hand.kind}`,
      subject: `group #${slice.groups[0]?.number ?? '?'}`,
      detail: `${detail}; by ${hand.by.via}`,
    }),
  ]);
}

/** Looks at a group at once, so that what has just become quiet is so for who looks next. */
export function lookAgain(deps: HandDeps, groupId: string): Promise<boolean> {
  return decideOn(deps, [groupId], { kind: 'flush', groupId }, () => []);
}

async function decideOn(
  deps: HandDeps,
  groupIds: readonly string[],
  input: Extract<Input, { readonly kind: 'hand' | 'flush' }>,
  besides: (slice: GroupSlice, at: Instant) => readonly Change[],
): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const at = deps.clock.now();
    const slice = await wholeSlice(deps.store, groupIds);
    const now = await circumstancesOfDuty(deps, at);
    const world = await worldFor(deps, slice, input.kind === 'hand' ? input.hand : undefined);
    await loadSources(deps.store, world, now.policy);
    const changes = step(world, input, flushTools(deps), now);
    if (changes.length === 0) return false;
    if ((await deps.store.commit([...changes, ...besides(slice, at)], 'call')) === 'done') return true;
  }
  throw new Error(`groups ${groupIds.join(', ')} changed ten times while somebody took them in hand`);
}

async function worldFor({ store }: HandDeps, slice: GroupSlice, hand: Hand | undefined) {
  const world = worldOfGroups(slice);
  if (hand?.kind !== 'resolve') return world;
  const open = await store.ask('incarnation', { id: hand.incarnationId });
  const alert = open?.alertId === undefined ? undefined : await store.ask('alert', { id: open.alertId });
  if (open !== undefined && !world.incarnations.has(open.id)) place(world, 'incarnations', open);
  if (alert !== undefined) place(world, 'alerts', alert);
  return world;
}
