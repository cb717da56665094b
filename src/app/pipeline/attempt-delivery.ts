/** One attempt: sends what was claimed, and writes how it ended with all that follows from it. */
import type { Change } from '../../domain/change.ts';
import type { Tried } from '../../domain/delivery/delivery.ts';
import { step } from '../../domain/engine.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import type { Delivery } from '../../domain/records.ts';
import { isShadowLane, SHADOW } from '../../domain/delivery/shadow.ts';
import { emptyWorld, place, placeAll, type World } from '../../domain/world.ts';
import type { Clock } from '../ports/clock.ts';
import type { Connector, Outbound } from '../ports/outbound.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { loadSources } from './load-sources.ts';
import type { Claimed, PrepareDeps, Target } from './prepare-delivery.ts';

export type AttemptDeps = EngineDeps &
  PrepareDeps & { readonly clock: Clock; readonly outbound: Outbound & Connector };

export async function attemptDelivery(
  deps: AttemptDeps,
  { delivery, payload, target }: Claimed,
  signal: AbortSignal,
): Promise<Tried> {
  const startedAt = deps.clock.now();
  // One that waited when its receiver was put into shadow mode stays here as well.
  const shadow = isShadowLane(delivery.lane) || ('ref' in target && target.ref.shadow === true);
  const outcome =
    'kind' in target
      ? target
      : shadow
        ? ({ kind: 'accepted', detail: SHADOW } as const)
        : await send(deps, delivery, payload, target, signal);
  return { deliveryId: delivery.id, claim: delivery.claim, startedAt, outcome, shadow };
}

export async function writeAttempt(deps: AttemptDeps, delivery: Delivery, tried: Tried): Promise<void> {
  await decideAbout(deps, { ...delivery, state: 'claimed' }, (world) =>
    step(world, { kind: 'attempted', tried }, flushTools(deps), circumstances(deps, deps.clock.now())),
  );
}

async function send(
  deps: AttemptDeps,
  delivery: Delivery,
  payload: string,
  { type, ref }: Target,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const previous = type.can.thread ? await previousHandle(deps, delivery) : undefined;
    return await type.send(payload, ref.account, ref.address, {
      deliveryId: delivery.id,
      threadKey: delivery.threadKey,
      ...(previous === undefined ? {} : { previous }),
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

function previousHandle({ store }: Pick<AttemptDeps, 'store'>, delivery: Delivery): Promise<unknown> {
  const { threadKey, destinationId } = delivery;
  return store.ask('threadHandle', { threadKey, destinationId });
}

/** Loads what a decision about one delivery needs, decides and commits; again when somebody was faster. */
export async function decideAbout(
  deps: Pick<AttemptDeps, 'store' | 'policy'>,
  delivery: Delivery,
  decide: (world: World) => readonly Change[],
): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const [world, lane] = await Promise.all([
      groupOf(deps, delivery),
      deps.store.ask('lane', { id: delivery.lane }),
    ]);
    if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
    if (lane) place(world, 'lanes', lane);
    await loadSources(deps.store, world, deps.policy.current());
    const changes = decide(world);
    if (changes.length === 0 || (await deps.store.commit(changes)) === 'done') return;
  }
  throw new Error(`delivery ${delivery.id} changed ten times while its attempt was to be written`);
}

/** A large group is told of by its own loop what follows; reading all of it once more for each of its messages costs too much. */
async function groupOf({ store }: Pick<AttemptDeps, 'store'>, delivery: Delivery): Promise<World> {
  const { groupId, notificationId } = delivery;
  if (groupId === undefined) return emptyWorld();
  const { slice, large } = await store.ask('groupSlice', { ids: [groupId] });
  const world = worldOfGroups(slice);
  if (large.length === 0) return world;
  placeAll(world, 'told', await store.ask('toldBy', { groupId, notificationId }));
  world.inPart.add(groupId);
  return world;
}
