/** What is more than a destination takes within a time is held back, and told by one message about all of it. */
import { step } from '../../domain/engine.ts';
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import type { Delivery, Notification } from '../../domain/records.ts';
import { type Limited, limitOf, type Sent, tooMany } from '../../domain/delivery/storm.ts';
import { place, placeAll } from '../../domain/world.ts';
import type { Store } from '../ports/store.ts';
import { wholeSlice } from './whole-slice.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };

const NONE: ReadonlySet<string> = new Set();

export type Message = { readonly delivery: Delivery; readonly notification: Pick<Notification, 'briefing'> };

export type Judged = {
  /** The ids of those that are too many now. */
  readonly over: ReadonlySet<string>;
  /** The others are counted until this is called, which is when the store knows of them. */
  done(): void;
};

/**
 * Several are judged at a time, by what the store says of before: what passes meanwhile is counted here, rather twice
 * than not at all.
 */
export function limitKeeper(deps: Deps): (messages: readonly Message[], at: Instant) => Promise<Judged> {
  let moment = 0;
  const asking = new Set<number>();
  let passing: (Sent & { until: number })[] = [];
  return async (messages, at) => {
    const limited = messages.flatMap(({ delivery, notification: { briefing } }) => {
      const limit = limitOf(deps.policy.current(), delivery);
      return limit === undefined ? [] : [{ delivery, severity: briefing.severity, ...limit }];
    });
    if (limited.length === 0) return { over: NONE, done() {} };
    const asked = ++moment;
    asking.add(asked);
    const board = await boardOf(deps, limited, at).finally(() => asking.delete(asked));
    const sent = [...board.sent, ...passing.filter(({ until }) => until > asked)];
    const known = new Map(board.known.map((k) => [`${k.groupId}|${k.destinationId}`, k.as]));
    const over = tooMany(limited, sent, ({ groupId, destinationId }) =>
      known.get(`${groupId}|${destinationId}`),
    );
    const mine = limited
      .filter(({ delivery, pages }) => !over.has(delivery.id) && delivery.page === pages)
      .map(({ delivery: { destinationId }, severity }) => ({ destinationId, severity, until: Infinity }));
    passing.push(...mine);
    const done = () => {
      const now = ++moment;
      for (const one of mine) one.until = now;
      const oldest = Math.min(...asking);
      passing = passing.filter(({ until }) => until === Infinity || until > oldest);
    };
    return { over, done };
  };
}

function boardOf({ store }: Deps, limited: readonly Limited[], at: Instant) {
  const limits = new Map(limited.map((one) => [one.delivery.destinationId, one] as const));
  return store.ask('messageBoard', {
    destinations: [...limits].map(([destinationId, { cap, pages }]) => ({
      ...{ destinationId, from: after(at, -cap.within), pages },
    })),
    // What was made since this round began counts too.
    until: after(at, MINUTE),
    groups: limited.map(({ delivery: { groupId = '', destinationId } }) => ({ groupId, destinationId })),
  });
}

/** Answers those that may go all the same: no pages, but an escalation counts on them, so that they page somebody. */
export async function holdBackAll(
  deps: Deps,
  deliveries: readonly Delivery[],
  at: Instant,
): Promise<ReadonlySet<string>> {
  if (deliveries.length === 0) return NONE;
  const ids = [...new Set(deliveries.flatMap((d) => d.groupId ?? []))];
  const world = worldOfGroups(await wholeSlice(deps.store, ids));
  placeAll(world, 'lanes', await deps.store.ask('lanes', {}));
  const hopes = new Set([...world.escalations.values()].flatMap((e) => e.hopes));
  const paging = new Set(deliveries.flatMap(({ id, page }) => (!page && hopes.has(id) ? [id] : [])));
  const now = circumstances(deps, at);
  const changes = deliveries
    .filter(({ id }) => !paging.has(id))
    .flatMap((delivery) => {
      if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
      return step(world, { kind: 'hold-back', deliveryId: delivery.id }, flushTools(deps), now);
    });
  // When it is stale they are looked at again in the next round.
  if (changes.length > 0) await deps.store.commit(changes);
  return paging;
}
