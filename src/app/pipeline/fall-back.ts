/** While a way out does not work, the worst of what waits for it goes to its receiver's fall-back too. */
import { type Change, put } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { after, SECOND } from '../../domain/time/instant.ts';
import { step } from '../../domain/engine.ts';
import { noticeTo } from '../../domain/health/operator-notice.ts';
import type { DestinationRef } from '../../domain/policy.ts';
import type { Delivery, Lane } from '../../domain/records.ts';
import { FAILING_FOR } from '../../domain/health/troubles.ts';
import { circumstances, circumstancesOfDuty, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { loadSources } from './load-sources.ts';
import type { LoopResult } from '../ports/loop.ts';
import { wholeSlice } from './whole-slice.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'> };

const EVERY = 30 * SECOND;
/** In one outage, for each destination: more would be a flood in the second place. */
export const MOST_FALLEN_BACK = 10;

export async function fallBack(deps: Deps, at: Instant): Promise<LoopResult> {
  const { receivers } = deps.policy.current();
  const wishing = [...receivers.values()].filter((r) => r.fallback !== undefined);
  if (wishing.length === 0) return { did: 0 };
  const failing = (await deps.store.ask('lanes', {})).filter((lane) => failsForLong(lane, at));
  const lanes = new Map(failing.map((lane) => [lane.id, lane]));
  const { laneOf } = flushTools(deps);
  for (const receiver of wishing) {
    const ways = (receivers.get(receiver.fallback ?? '')?.destinations ?? []).filter(
      (d) => !lanes.has(laneOf(d)),
    );
    for (const destination of receiver.destinations) {
      const lane = lanes.get(laneOf(destination));
      if (lane === undefined || ways.length === 0) continue;
      await fallBackFrom(deps, { destination, lane, ways }, at);
    }
  }
  return { did: 0, nextDue: after(at, EVERY) };
}

function failsForLong({ breaker, failures, failingSince, brokenSince }: Lane, at: Instant): boolean {
  const since = brokenSince ?? failingSince;
  return failures > 0 && since !== undefined && (breaker === 'open' || at - since >= FAILING_FOR);
}

type From = {
  readonly destination: DestinationRef;
  readonly lane: Lane;
  readonly ways: readonly DestinationRef[];
};

async function fallBackFrom(deps: Deps, from: From, at: Instant): Promise<void> {
  const { destination, lane, ways } = from;
  const since = lane.failingSince ?? at;
  const done = await deps.store.ask('fallenBack', { destinationId: destination.id, since });
  // Then nothing more is said in this outage, and what waits need not be read: it may be thousands.
  if (done >= MOST_FALLEN_BACK && (await isSaidOfTheRest(deps, from, at))) return;
  const { waiting, rows } = await deps.store.ask('fallBackBoard', {
    destinationId: destination.id,
    ways: ways.map((way) => way.id),
    limit: MOST_FALLEN_BACK,
  });
  const rest = Math.max(0, MOST_FALLEN_BACK - done);
  const chosen = rows.slice(0, rest);
  for (const delivery of chosen) await tell(deps, from, delivery, at);
  const more = waiting - chosen.length;
  if (done + rows.length < MOST_FALLEN_BACK || more <= 0) return;
  const changes = await tellOfTheRest(deps, from, more, at);
  if (changes.length > 0) await deps.store.commit(changes);
}

/** What has changed in between is looked at in the next round. */
async function tell(deps: Deps, { destination, ways }: From, delivery: Delivery, at: Instant): Promise<void> {
  const ids = delivery.groupId === undefined ? [] : [delivery.groupId];
  const world = worldOfGroups(await wholeSlice(deps.store, ids));
  const now = await circumstancesOfDuty(deps, at);
  await loadSources(deps.store, world, now.policy);
  const fallBack = { deliveryId: delivery.id, destination, ways };
  const changes = step(world, { kind: 'fall-back', fallBack }, flushTools(deps), now);
  const isTold = changes.some((c) => c.op === 'insert' && c.table === 'deliveries');
  if (isTold) await deps.store.commit(changes);
}

const noteOf = ({ destination, lane }: From, at: Instant) => ({
  id: `fall-back/${destination.id}`,
  value: String(lane.failingSince ?? at),
});

async function isSaidOfTheRest({ store }: Deps, from: From, at: Instant): Promise<boolean> {
  const { id, value } = noteOf(from, at);
  return (await store.ask('fact', { id }))?.value === value;
}

/** Once in an outage: how many more there are is seen in the digest that follows it. */
async function tellOfTheRest(deps: Deps, from: From, more: number, at: Instant): Promise<readonly Change[]> {
  if (await isSaidOfTheRest(deps, from, at)) return [];
  const { destination, lane, ways } = from;
  const now = circumstances(deps, at);
  const said = {
    title: `Messages for ${destination.id} wait, since that way out does not work`,
    summary: `${more} more wait than were told here; they go out, or into one digest, when it works again`,
    severity: 'error',
    facts: [{ title: 'What is wrong', value: lane.detail ?? 'it does not answer' }],
  } as const;
  return [
    put('facts', noteOf(from, at)),
    ...ways.flatMap((way) => {
      const receiver = now.policy.receivers.get(way.receiver);
      if (receiver === undefined) return [];
      return noticeTo(way, receiver, said, 'another way out does not work', flushTools(deps), now);
    }),
  ];
}
