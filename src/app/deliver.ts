/** Delivers what is due: claims within the lanes' limits, renders once, sends, and writes what came of it. */
import type { Briefing } from '../domain/briefing.ts';
import { type Change, put, update } from '../domain/change.ts';
import { chooseDue } from '../domain/delivery.ts';
import { step } from '../domain/engine.ts';
import type { Instant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { DestinationRef } from '../domain/policy.ts';
import type { Delivery, Lane, Notification } from '../domain/records.ts';
import { untrusted } from '../domain/untrusted.ts';
import { emptyWorld, place } from '../domain/world.ts';
import { circumstances, destinationOf, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import type { LoopResult } from './ports/loop.ts';
import type { Clock } from './ports/clock.ts';
import type { DestinationType } from './ports/destination.ts';
import type { Log } from './ports/log.ts';
import type { Outbound } from './ports/outbound.ts';
import type { Store } from './ports/store.ts';

export type DeliverDeps = EngineDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
  /** Changes with each start; claims of other starts are free. */
  readonly bootId: string;
  /** The address of a delivery's page, when a public address is set. */
  readonly detailsUrl: (deliveryId: string) => string | undefined;
};

const BATCH = 64;
/** Attempts under way at once over all lanes. */
const MOST_UNDER_WAY = 64;

type Target = { readonly type: DestinationType; readonly ref: DestinationRef };
type Claimed = { readonly delivery: Delivery; readonly payload: string; readonly target: Target | Outcome };

export type Deliverer = {
  /** One round of the loop: claims what may go and starts to send it. */
  deliverDue(at: Instant): Promise<LoopResult>;
  /** Resolves when nothing is under way; what is still under way after `wait` is cut off first. */
  drain(wait: Promise<unknown>): Promise<void>;
  readonly underWay: () => number;
  /**
   * Calls back when an attempt has given its place free. Its commit is too early a sign: a loop that it wakes still
   * finds the lane full, and would sleep on with work waiting.
   */
  whenFree(listener: () => void): void;
};

export function createDeliverer(deps: DeliverDeps): Deliverer {
  const perLane = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  let freed = () => {};

  const start = (claimed: Claimed) => {
    const lane = claimed.delivery.lane;
    perLane.set(lane, (perLane.get(lane) ?? 0) + 1);
    const run = sendAndSettle(deps, claimed, stop.signal)
      .catch((error) =>
        deps.log.error({ error, delivery: claimed.delivery.id }, 'an attempt could not be written'),
      )
      .finally(() => {
        const left = (perLane.get(lane) ?? 1) - 1;
        if (left === 0) perLane.delete(lane);
        else perLane.set(lane, left);
        running.delete(run);
        freed();
      });
    running.add(run);
  };

  return {
    underWay: () => running.size,
    whenFree(listener) {
      freed = listener;
    },
    async deliverDue(at) {
      const free = MOST_UNDER_WAY - running.size;
      if (free <= 0 || stop.signal.aborted) return { did: 0 };
      const full = [...perLane].filter(([lane, n]) => n >= concurrencyOf(deps, lane)).map(([lane]) => lane);
      const due = await deps.store.ask('dueDeliveries', {
        at,
        limit: Math.min(BATCH, free),
        exceptLanes: full,
      });
      const claims = await claimDue(deps, due.rows, perLane, at);
      for (const claimed of claims.claimed) start(claimed);
      return { did: claims.did, nextDue: due.nextDue };
    },
    async drain(wait) {
      await Promise.race([wait, Promise.all(running)]);
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Lanes are named "<type>:<address>". */
function concurrencyOf(deps: Pick<DeliverDeps, 'registry'>, lane: string): number {
  return deps.registry.get(lane.slice(0, lane.indexOf(':')))?.concurrency ?? 1;
}

type DueRow = {
  readonly delivery: Delivery;
  readonly notification: Notification;
  readonly lane: Lane | undefined;
};

async function claimDue(
  deps: DeliverDeps,
  due: readonly DueRow[],
  perLane: ReadonlyMap<string, number>,
  at: Instant,
): Promise<{ readonly did: number; readonly claimed: readonly Claimed[] }> {
  const expired = due.filter((d) => d.delivery.expiresAt <= at);
  for (const { delivery } of expired) await expire(deps, delivery, at);
  const alive = due.filter((d) => d.delivery.expiresAt > at);
  const byId = new Map(alive.map((d) => [d.delivery.id, d]));
  const lanes = new Map(alive.flatMap((d): [string, Lane][] => (d.lane ? [[d.lane.id, d.lane]] : [])));
  const plan = ({ lane, type }: Delivery) => ({
    windows: deps.registry.get(type)?.limits ?? [],
    free: concurrencyOf(deps, lane) - (perLane.get(lane) ?? 0),
  });
  const choice = chooseDue(
    alive.map((d) => d.delivery),
    lanes,
    plan,
    at,
  );
  const claimed: Claimed[] = [];
  const changes: Change[] = choice.lanes.map((lane) => put('lanes', lane));
  for (const delivery of choice.chosen) {
    const row = byId.get(delivery.id);
    if (row === undefined) continue;
    const prepared = await prepare(deps, row);
    claimed.push(prepared.claimed);
    changes.push(claimOf(deps, delivery, prepared, at));
  }
  if (changes.length === 0) return { did: expired.length, claimed: [] };
  const committed = await deps.store.commit(changes);
  return { did: expired.length + choice.chosen.length, claimed: committed === 'done' ? claimed : [] };
}

type Prepared = { readonly claimed: Claimed; readonly dropped: readonly string[] | undefined };

function claimOf(deps: DeliverDeps, delivery: Delivery, { claimed, dropped }: Prepared, at: Instant): Change {
  return update(
    'deliveries',
    delivery.id,
    {
      state: 'claimed',
      claim: delivery.claim + 1,
      claimedAt: at,
      bootId: deps.bootId,
      payload: claimed.payload,
      dropped,
    },
    { state: 'pending', claim: delivery.claim },
  );
}

/** Renders, unless an earlier attempt has: every attempt of a delivery sends the same bytes. */
async function prepare(deps: DeliverDeps, { delivery, notification }: DueRow): Promise<Prepared> {
  const after = { ...delivery, claim: delivery.claim + 1 };
  const ref = destinationOf(deps.policy.current(), delivery.destinationId);
  const type = ref === undefined ? undefined : deps.registry.get(ref.type);
  const failed = (detail: string): Prepared => ({
    claimed: { delivery: after, payload: delivery.payload ?? '', target: { kind: 'refused', detail } },
    dropped: delivery.dropped,
  });
  if (ref === undefined || type === undefined)
    return failed(`destination ${delivery.destinationId} is no longer in the configuration`);
  if (delivery.payload !== undefined)
    return {
      claimed: { delivery: after, payload: delivery.payload, target: { type, ref } },
      dropped: delivery.dropped,
    };
  try {
    const briefing = await complete(deps, notification, delivery, type);
    const { payload, dropped } = type.render(briefing, ref.address);
    return { claimed: { delivery: after, payload, target: { type, ref } }, dropped };
  } catch (error) {
    deps.log.error({ error, delivery: delivery.id }, 'a message could not be rendered');
    return failed('it could not be rendered, see the log');
  }
}

/** What only this delivery has: its link, and for some destinations Tableau's own bytes. */
async function complete(
  deps: DeliverDeps,
  notification: Notification,
  delivery: Delivery,
  type: DestinationType,
): Promise<Briefing> {
  const url = deps.detailsUrl(delivery.id);
  const actions = [
    ...notification.briefing.actions,
    ...(url === undefined ? [] : [{ kind: 'details' as const, url }]),
  ];
  const original = type.needsOriginal ? await originalOf(deps, notification) : undefined;
  return {
    ...notification.briefing,
    actions,
    ...(original === undefined ? {} : { original: untrusted(original) }),
  };
}

async function originalOf(
  deps: Pick<DeliverDeps, 'store'>,
  notification: Notification,
): Promise<string | undefined> {
  const [only, ...others] = notification.members;
  if (only === undefined || others.length > 0) return undefined;
  const incarnation = await deps.store.ask('incarnation', { id: only });
  const event = incarnation && (await deps.store.ask('event', { id: incarnation.lastEventId }));
  const call = event?.callId && (await deps.store.ask('call', { id: event.callId }));
  return call ? new TextDecoder().decode(call.body) : undefined;
}

async function expire(deps: DeliverDeps, delivery: Delivery, at: Instant): Promise<void> {
  await decideAbout(deps, delivery, (world) =>
    step(world, { kind: 'expired', deliveryId: delivery.id }, flushTools(deps), circumstances(deps, at)),
  );
}

async function sendAndSettle(
  deps: DeliverDeps,
  { delivery, payload, target }: Claimed,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = deps.clock.now();
  const outcome = 'kind' in target ? target : await send(deps, delivery, payload, target, signal);
  const tried = { deliveryId: delivery.id, claim: delivery.claim, startedAt, outcome };
  await decideAbout(deps, { ...delivery, state: 'claimed' }, (world) =>
    step(world, { kind: 'attempted', tried }, flushTools(deps), circumstances(deps, deps.clock.now())),
  );
}

async function send(
  deps: DeliverDeps,
  delivery: Delivery,
  payload: string,
  { type, ref }: Target,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await type.send(payload, ref.account, ref.address, {
      deliveryId: delivery.id,
      threadKey: delivery.threadKey,
      previous: delivery.handle,
      signal,
      at: deps.clock.now(),
      io: deps.outbound,
    });
  } catch (error) {
    // A destination that throws is a bug of ours; whether something left is not known.
    deps.log.error({ error, delivery: delivery.id }, 'a destination failed in an unforeseen way');
    return { kind: 'unknown', detail: 'sending failed in an unforeseen way, see the log' };
  }
}

/** Loads what a decision about one delivery needs, decides and commits; again when somebody was faster. */
export async function decideAbout(
  deps: Pick<DeliverDeps, 'store'>,
  delivery: Delivery,
  decide: (world: ReturnType<typeof emptyWorld>) => readonly Change[],
): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const slice =
      delivery.groupId === undefined
        ? undefined
        : await deps.store.ask('groupSlice', { ids: [delivery.groupId] });
    const lane = await deps.store.ask('lane', { id: delivery.lane });
    const world = slice === undefined ? emptyWorld() : worldOfGroups(slice);
    if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
    if (lane) place(world, 'lanes', lane);
    const changes = decide(world);
    if (changes.length === 0 || (await deps.store.commit(changes)) === 'done') return;
  }
  throw new Error(`delivery ${delivery.id} changed ten times while its attempt was to be written`);
}
