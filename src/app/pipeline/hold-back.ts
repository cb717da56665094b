/** What is more than a destination takes within a time is held back, and told by one message about all of it. */
import { step } from '../../domain/engine.ts';
import { after, type Instant } from '../../domain/time/instant.ts';
import type { Delivery } from '../../domain/records.ts';
import { capOf, tooMany } from '../../domain/delivery/storm.ts';
import { place, placeAll } from '../../domain/world.ts';
import type { Store } from '../ports/store.ts';
import { wholeSlice } from './whole-slice.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };

const NONE: ReadonlySet<string> = new Set();

/** The ids of those that are too many now, oldest first. */
export async function overLimit(
  { store, policy }: Deps,
  deliveries: readonly Delivery[],
  at: Instant,
): Promise<ReadonlySet<string>> {
  const capped = deliveries.flatMap((delivery) => {
    const cap = capOf(policy.current(), delivery);
    return cap === undefined ? [] : [{ delivery, cap }];
  });
  if (capped.length === 0) return NONE;
  const since = new Map(
    capped.map(({ delivery, cap }) => [delivery.destinationId, after(at, -cap.within)] as const),
  );
  const board = await store.ask('messageBoard', {
    destinations: [...since].map(([destinationId, from]) => ({ destinationId, from })),
    until: at,
    groups: capped.map(({ delivery: { groupId = '', destinationId } }) => ({ groupId, destinationId })),
  });
  const known = new Set(board.known.map((k) => `${k.groupId}|${k.destinationId}`));
  return tooMany(
    capped,
    new Map(board.sent.map((s) => [s.destinationId, s.count])),
    ({ groupId, destinationId }) => known.has(`${groupId}|${destinationId}`),
  );
}

/** Answers those that may go all the same: an escalation counts on them, so that they page somebody. */
export async function holdBackAll(
  deps: Deps,
  deliveries: readonly Delivery[],
  at: Instant,
): Promise<ReadonlySet<string>> {
  if (deliveries.length === 0) return NONE;
  const ids = [...new Set(deliveries.flatMap((d) => d.groupId ?? []))];
  const world = worldOfGroups(await wholeSlice(deps.store, ids));
  placeAll(world, 'lanes', await deps.store.ask('lanes', {}));
  const paging = new Set([...world.escalations.values()].flatMap((e) => e.hopes));
  const now = circumstances(deps, at);
  const changes = deliveries
    .filter(({ id }) => !paging.has(id))
    .flatMap((delivery) => {
      if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
      return step(world, { kind: 'hold-back', deliveryId: delivery.id }, flushTools(deps), now);
    });
  // When it is stale they are looked at again in the next round.
  if (changes.length > 0) await deps.store.commit(changes);
  return new Set(deliveries.flatMap(({ id }) => (paging.has(id) ? [id] : [])));
}
