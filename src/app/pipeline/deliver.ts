/** Delivers what is due: claims within the lanes' limits, renders once, sends, and writes what came of it. */
import type { Change } from '../../domain/change.ts';
import { chooseDue, type Tried } from '../../domain/delivery/delivery.ts';
import { step } from '../../domain/engine.ts';
import { after, earliest, type Instant, SECOND } from '../../domain/time/instant.ts';
import { writeLane } from '../../domain/delivery/lane.ts';
import type { Delivery, Lane, Notification } from '../../domain/records.ts';
import { isShadowLane } from '../../domain/delivery/shadow.ts';
import { type AttemptDeps, attemptDelivery, decideAbout, writeAttempt } from './attempt-delivery.ts';
import { circumstances, flushTools } from './decide.ts';
import { holdBackAll, limitKeeper } from './hold-back.ts';
import { type Claimed, claimOf, type DueRow, prepare } from './prepare-delivery.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Committed } from '../ports/store.ts';

export type DeliverDeps = AttemptDeps & {
  /** False while what is decided waits in the store and nothing goes out. */
  readonly maySend?: () => boolean;
};

const BATCH = 64;
/** While the store takes nothing. */
const WRITE_AGAIN = 5 * SECOND;
/** Attempts under way at once over all lanes. */
const MOST_UNDER_WAY = 64;

export type Deliverer = {
  /** One round of the loop: claims what may go and starts to send it. */
  deliverDue(at: Instant): Promise<LoopResult>;
  /** Resolves when nothing is under way; what is still under way after `wait` is cut off first. */
  drain(wait: Promise<unknown>): Promise<void>;
  readonly underWay: () => number;
  /**
   * Commits what a step decided. Messages that it made and whose lanes are free are claimed in the same commit and sent
   * at once: one disk sync and several questions less between a failure and its message.
   */
  commitAndSend(changes: readonly Change[], at: Instant): Promise<Committed>;
  /**
   * Calls back when an attempt has given its place free. Its commit is too early a sign: a loop that it wakes still
   * finds the lane full, and would sleep on with work waiting.
   */
  whenFree(listener: () => void): void;
};

export function createDeliverer(deps: DeliverDeps): Deliverer {
  /** Places taken by lane, from the claim until the attempt is written. */
  const taken = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  let freed = () => {};

  const take = (lane: string) => void taken.set(lane, (taken.get(lane) ?? 0) + 1);
  const give = (lane: string) => {
    const left = (taken.get(lane) ?? 1) - 1;
    if (left === 0) taken.delete(lane);
    else taken.set(lane, left);
  };
  const takenOn = (lane: string) => taken.get(lane) ?? 0;
  const freeOn = (lane: string) => concurrencyOf(deps, lane) - takenOn(lane);

  /** Whose end is known, and which the store did not take yet. Until it does, nothing else goes in their places. */
  const unwritten = new Map<Delivery, Tried>();
  const write = async (delivery: Delivery, tried: Tried) => {
    try {
      await writeAttempt(deps, delivery, tried);
      unwritten.delete(delivery);
      give(delivery.lane);
    } catch (error) {
      deps.log.error({ error, delivery: delivery.id }, 'an attempt could not be written yet');
      unwritten.set(delivery, tried);
    }
  };
  const writeAgain = async () => {
    for (const [delivery, tried] of [...unwritten]) await write(delivery, tried);
  };

  const start = (claimed: Claimed) => {
    const run = attemptDelivery(deps, claimed, stop.signal)
      .then((tried) => write(claimed.delivery, tried))
      .finally(() => {
        running.delete(run);
        freed();
      });
    running.add(run);
  };

  /** Places are taken before the commit, so that two that claim at once do not count the same place. */
  const commitClaims = async (changes: readonly Change[], claimed: readonly Claimed[]) => {
    for (const { delivery } of claimed) take(delivery.lane);
    let committed: Committed = 'stale';
    try {
      committed = await deps.store.commit(changes);
    } finally {
      if (committed === 'stale') for (const { delivery } of claimed) give(delivery.lane);
    }
    if (committed === 'done') for (const one of claimed) start(one);
    return committed;
  };
  const judge = limitKeeper(deps);
  const held = () => stop.signal.aborted || deps.maySend?.() === false;
  const free = () => (held() ? 0 : MOST_UNDER_WAY - running.size);

  return {
    underWay: () => running.size,
    whenFree(listener) {
      freed = listener;
    },
    async deliverDue(at) {
      await writeAgain();
      if (free() <= 0) return { did: 0 };
      const full = [...taken.keys()].filter((lane) => freeOn(lane) <= 0);
      const limit = Math.min(BATCH, free());
      const due = await deps.store.ask('dueDeliveries', { at, limit, exceptLanes: full });
      const expired = due.rows.filter((d) => d.delivery.expiresAt <= at);
      for (const { delivery } of expired) await expire(deps, delivery, at);
      const alive = due.rows.filter((d) => d.delivery.expiresAt > at && !isBack(d.lane));
      const { over, done } = await judge(alive, at);
      try {
        const tooMany = alive.map(deliveryOf).filter(({ id }) => over.has(id));
        const paging = await holdBackAll(deps, tooMany, at);
        const going = alive.filter(({ delivery: { id } }) => !over.has(id) || paging.has(id));
        const claims = await claimDue(deps, going, takenOn, at);
        if (claims.changes.length > 0) await commitClaims(claims.changes, claims.claimed);
        const soon = unwritten.size > 0 ? after(at, WRITE_AGAIN) : undefined;
        const held = tooMany.length - paging.size;
        return { did: expired.length + held + claims.claimed.length, nextDue: earliest([due.nextDue, soon]) };
      } finally {
        done();
      }
    },
    async commitAndSend(changes, at) {
      const fresh = freshDeliveries(deps, changes, at);
      if (fresh.length === 0 || free() <= 0) return deps.store.commit(changes);
      const [board, { over, done }] = await Promise.all([
        deps.store.ask('laneBoard', { lanes: [...new Set(fresh.map((f) => f.delivery.lane))] }),
        judge(fresh, at),
      ]);
      try {
        const ready = fresh
          // What waits longer on a lane goes first.
          .filter(
            ({ delivery }) =>
              !over.has(delivery.id) &&
              !board.waiting.includes(delivery.lane) &&
              !isBack(board.lanes.find((l) => l.id === delivery.lane)),
          )
          .slice(0, free())
          .map((f) => ({ ...f, lane: board.lanes.find((l) => l.id === f.delivery.lane) }));
        const claims = await claimDue(deps, ready, takenOn, at);
        return await commitClaims([...changes, ...claims.changes], claims.claimed);
      } finally {
        done();
      }
    },
    async drain(wait) {
      await Promise.race([wait, Promise.all(running)]);
      stop.abort();
      await Promise.all(running);
      await writeAgain();
    },
  };
}

/** Deliveries that these changes make, that may go now and need nothing else to be read. */
function freshDeliveries(
  { registry }: Pick<DeliverDeps, 'registry'>,
  changes: readonly Change[],
  at: Instant,
): readonly Omit<DueRow, 'lane'>[] {
  const notifications = new Map<string, Notification>();
  const deliveries = new Map<string, Delivery>();
  for (const change of changes) {
    if (change.op === 'insert' && change.table === 'notifications')
      notifications.set(change.row.id, change.row);
    if (change.op === 'insert' && change.table === 'deliveries') deliveries.set(change.row.id, change.row);
    // What a later part of the step has changed is left to the loop.
    if (change.op === 'update' && change.table === 'deliveries') deliveries.delete(change.id);
  }
  return [...deliveries.values()].flatMap((delivery) => {
    const notification = notifications.get(delivery.notificationId);
    const due = delivery.state === 'pending' && (delivery.dueAt ?? at) <= at;
    if (notification === undefined || !due || registry.get(delivery.type)?.needsOriginal) return [];
    return [{ delivery, notification }];
  });
}

function deliveryOf({ delivery }: Pick<DueRow, 'delivery'>): Delivery {
  return delivery;
}

/** Works again, and what waited has still to be summed up. */
function isBack(lane: Lane | undefined): boolean {
  return lane?.outageSince !== undefined && lane.failures === 0;
}

/** Lanes are named "<type>:<address>". */
function concurrencyOf(deps: Pick<DeliverDeps, 'registry'>, lane: string): number {
  return deps.registry.get(lane.slice(0, lane.indexOf(':')))?.concurrency ?? 1;
}

/** Which of them may go now, rendered, and the changes that claim them. */
async function claimDue(
  deps: DeliverDeps,
  due: readonly DueRow[],
  takenOn: (lane: string) => number,
  at: Instant,
): Promise<{ readonly changes: readonly Change[]; readonly claimed: readonly Claimed[] }> {
  const byId = new Map(due.map((d) => [d.delivery.id, d]));
  const lanes = new Map(due.flatMap((d): [string, Lane][] => (d.lane ? [[d.lane.id, d.lane]] : [])));
  const plan = ({ lane, type }: Delivery) => ({
    windows: isShadowLane(lane) ? [] : (deps.registry.get(type)?.limits ?? []),
    places: concurrencyOf(deps, lane),
    underWay: takenOn(lane),
  });
  const choice = chooseDue(
    due.map((d) => d.delivery),
    lanes,
    plan,
    at,
  );
  const claimed: Claimed[] = [];
  const changes: Change[] = choice.lanes.map(writeLane);
  for (const delivery of choice.chosen) {
    const row = byId.get(delivery.id);
    if (row === undefined) continue;
    const prepared = await prepare(deps, row);
    claimed.push(prepared.claimed);
    changes.push(claimOf(deps, delivery, prepared, at));
  }
  return { changes, claimed };
}

async function expire(deps: DeliverDeps, delivery: Delivery, at: Instant): Promise<void> {
  await decideAbout(deps, delivery, (world) =>
    step(world, { kind: 'expired', deliveryId: delivery.id }, flushTools(deps), circumstances(deps, at)),
  );
}
