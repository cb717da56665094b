/** Reads pending calls, merges what is said twice, and folds the rest into the alerts of their content items. */
import { createHash } from 'node:crypto';
import { update } from '../../domain/change.ts';
import { decodeCall } from '../../domain/events/decode.ts';
import { step } from '../../domain/engine.ts';
import { alertIdOf } from '../../domain/events/event.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Call, Event } from '../../domain/records.ts';
import type { Circumstances } from '../../domain/step.ts';
import type { TriageInput } from '../../domain/events/triage.ts';
import type { World } from '../../domain/world.ts';
import type { Deliverer } from './deliver.ts';
import { circumstancesOfDuty, type EngineDeps, flushTools } from './decide.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Log } from '../ports/log.ts';
import type { Committed, Store } from '../ports/store.ts';
import { triageWorld } from './triage-world.ts';

type Deps = EngineDeps & {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly deliverer: Pick<Deliverer, 'commitAndSend'>;
};

const BATCH = 32;
/** A call whose handling throws so often is put aside, visible, and the loop goes on. */
const MOST_TRIES = 5;

export async function triageCalls(deps: Deps, at: Instant): Promise<LoopResult> {
  const calls = await deps.store.ask('pendingCalls', { limit: BATCH });
  if (calls.length === 0) return { did: 0 };
  try {
    const committed = await triageBatch(deps, calls, at);
    return { did: calls.length, more: committed === 'stale' || calls.length === BATCH };
  } catch (error) {
    if (calls.length > 1)
      deps.log.warn({ error }, 'a batch of calls could not be triaged, trying one by one');
    for (const call of calls) await triageAlone(deps, call, at);
    return { did: calls.length };
  }
}

async function triageAlone(deps: Deps, call: Call, at: Instant): Promise<void> {
  try {
    await triageBatch(deps, [call], at);
  } catch (error) {
    const tries = call.tries + 1;
    const state = tries >= MOST_TRIES ? 'stuck' : 'pending';
    deps.log.error({ error, call: call.id, tries }, 'a call could not be triaged');
    await deps.store.commit([
      update('calls', call.id, { tries, state, remark: 'triage failed, see the log' }, { state: 'pending' }),
    ]);
  }
}

async function triageBatch(deps: Deps, calls: readonly Call[], at: Instant): Promise<Committed> {
  const inputs = calls.map((call): Omit<TriageInput, 'outcomes'> => {
    const { body, ...rest } = call;
    return { call: rest, decoded: decodeCall(body), digest: createHash('sha256').update(body).digest('hex') };
  });
  const before = await circumstancesOfDuty(deps, at);
  const world = await loadWorld(deps, inputs, before);
  // What a group told before it was read it told without these: they wait for its next tick.
  const now = { ...before, at: deps.clock.now() };
  const changes = [];
  for (const input of inputs) {
    const outcomes = await laterOutcomes(deps, world, input);
    changes.push(...step(world, { kind: 'call', triage: { ...input, outcomes } }, flushTools(deps), now));
  }
  // Stale means that somebody else was faster; the calls are still pending and come again.
  return deps.deliverer.commitAndSend(changes, now.at);
}

async function loadWorld(
  deps: Pick<Deps, 'store'>,
  inputs: readonly Omit<TriageInput, 'outcomes'>[],
  now: Pick<Circumstances, 'at' | 'policy'>,
): Promise<World> {
  const said = inputs.flatMap(({ call, decoded, digest }) => {
    if (decoded.kind !== 'event') return [];
    const { type, luid, name, occurredAt = call.receivedAt } = decoded;
    return [{ source: call.source, type, luid, name, occurredAt, digest }];
  });
  const world = await triageWorld(deps.store, said, now);
  for (const { call } of inputs) world.calls.set(call.id, { ...call, body: new Uint8Array() });
  return world;
}

/** Only a success that comes late needs to know how many failed after it. */
async function laterOutcomes(
  deps: Pick<Deps, 'store'>,
  world: World,
  { call, decoded }: Omit<TriageInput, 'outcomes'>,
): Promise<readonly Event[]> {
  if (decoded.kind !== 'event') return [];
  const id = alertIdOf(call.source, decoded.type, decoded.luid);
  const alert = id === undefined ? undefined : world.alerts.get(id);
  const occurredAt = decoded.occurredAt ?? call.receivedAt;
  if (alert === undefined || occurredAt > alert.lastOutcomeAt) return [];
  return deps.store.ask('outcomesSince', {
    source: call.source,
    luid: decoded.luid,
    since: occurredAt,
    limit: 1000,
  });
}
