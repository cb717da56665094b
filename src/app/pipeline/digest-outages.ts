/**
 * What is too much to read goes into one digest: when a lane works again after an outage, and when a destination got
 * more messages within a time than it takes.
 */
import { destinationIn } from '../../domain/paging/page-out.ts';
import type { Change } from '../../domain/change.ts';
import { step } from '../../domain/engine.ts';
import { earliest, type Instant } from '../../domain/time/instant.ts';
import { endOutage, KEPT_BACK } from '../../domain/delivery/outage.ts';
import type { Lane } from '../../domain/records.ts';
import { dueStorms, sumUp } from '../../domain/delivery/storm.ts';
import { digestedBy, summedUpIn } from '../../domain/delivery/summary.ts';
import { place } from '../../domain/world.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import type { LoopResult } from '../ports/loop.ts';
import { wholeSlice } from './whole-slice.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };
type LaneBack = Lane & { readonly outageSince: Instant };

const BATCH = 64;

export async function digestOutages(deps: Deps, at: Instant): Promise<LoopResult> {
  const lanes = await deps.store.ask('lanes', {});
  let did = 0;
  for (const lane of lanes) {
    did += await sumUpStorms(deps, lane, at);
    // One that fails again is left until it works.
    if (lane.outageSince === undefined || lane.failures > 0) continue;
    did += await settleLane(deps, { ...lane, outageSince: lane.outageSince }, at);
  }
  return { did, nextDue: earliest(lanes.flatMap((l) => (l.storms ?? []).map((s) => s.dueAt))) };
}

/** One message about what a destination got too much of. When the lane is another by now, the next round looks again. */
async function sumUpStorms(deps: Deps, lane: Lane, at: Instant): Promise<number> {
  const [storm] = dueStorms(lane, at);
  if (storm === undefined) return 0;
  const tallies = await deps.store.ask('outageTally', {
    lane: lane.id,
    since: storm.since,
    digested: summedUpIn(storm.since),
  });
  const tally = tallies.find((t) => t.destinationId === storm.destinationId);
  const ref = destinationIn(deps.policy.current(), storm.destinationId);
  await deps.store.commit(sumUp(lane, storm, tally, ref, flushTools(deps), circumstances(deps, at)));
  return 1;
}

async function settleLane(deps: Deps, lane: LaneBack, at: Instant): Promise<number> {
  const excess = await deps.store.ask('outageExcess', { lane: lane.id, keep: KEPT_BACK, limit: BATCH });
  if (excess.length > 0) {
    const ids = [...new Set(excess.flatMap((d) => d.groupId ?? []))];
    const world = worldOfGroups(await wholeSlice(deps.store, ids));
    const now = circumstances(deps, at);
    const reason = digestedBy(lane.outageSince);
    const changes: Change[] = excess.flatMap((delivery) => {
      if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
      return step(world, { kind: 'drop', deliveryId: delivery.id, reason }, flushTools(deps), now);
    });
    await deps.store.commit(changes);
    return excess.length;
  }
  const tallies = await deps.store.ask('outageTally', {
    lane: lane.id,
    since: lane.outageSince,
    digested: digestedBy(lane.outageSince),
  });
  const refOf = (id: string) => destinationIn(deps.policy.current(), id);
  await deps.store.commit(endOutage(lane, tallies, refOf, flushTools(deps), circumstances(deps, at)));
  return 1;
}
