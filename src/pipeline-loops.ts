/** The loops that bring a call to its messages, and what wakes them. The simulation runs these very ones. */
import { tellSilences } from './app/hand/tell-silences.ts';
import type { OnCallBook } from './app/on-call/on-call-book.ts';
import type { Deliverer, DeliverDeps } from './app/pipeline/deliver.ts';
import { digestOutages } from './app/pipeline/digest-outages.ts';
import { fallBack } from './app/pipeline/fall-back.ts';
import { flushGroups, type FlushResult } from './app/pipeline/flush-groups.ts';
import { labelAlerts } from './app/pipeline/label-alerts.ts';
import { tellDigests } from './app/pipeline/tell-digests.ts';
import { triageCalls } from './app/pipeline/triage-calls.ts';
import type { SteadyClock } from './app/ports/clock.ts';
import type { Store } from './app/ports/store.ts';
import { shiftDeadlines } from './app/upkeep/shift-deadlines.ts';
import { watchTroubles } from './app/upkeep/watch-troubles.ts';
import type { TableName } from './domain/records.ts';
import { type Loop, type LoopDeps, type RunningLoop, startLoop } from './platform/loop.ts';
import { type inTurn, restFor } from './platform/turns.ts';

/** `on`: work in which tables wakes it. */
export type PlannedLoop = Loop & { readonly on: readonly TableName[] };

export function plan(name: string, step: Loop['step'], on: readonly TableName[] = []): PlannedLoop {
  return { name, step, on };
}

export type PipelineDeps = DeliverDeps & { readonly clock: SteadyClock; readonly book: OnCallBook };

/** `folding`: what makes events and folds them into alerts goes one after the other. */
export function pipelineLoops(
  deps: PipelineDeps,
  deliverer: Deliverer,
  folding: ReturnType<typeof inTurn>,
): readonly PlannedLoop[] {
  // What is due is not judged while the deadlines move with the clock.
  const rest = restFor();
  const calm = (name: string, step: Loop['step'], on: readonly TableName[] = []) =>
    plan(name, () => rest.together(() => step(deps.clock.now())), on);
  // A group that alerts join without a pause is never as it was when it was read: the others rest until it has been told.
  let hurried = false;
  const flush = async (): Promise<FlushResult> => {
    const run = () => flushGroups({ ...deps, deliverer }, deps.clock.now());
    const result = await (hurried ? rest.alone(run) : rest.together(run));
    hurried = result.stale > 0;
    return result;
  };
  return [
    calm('triage', (at) => folding(() => triageCalls({ ...deps, deliverer }, at)), ['calls']),
    calm('label', (at) => labelAlerts(deps, at), ['incarnations']),
    plan('flush', flush, ['groups']),
    calm('deliver', (at) => deliverer.deliverDue(at), ['deliveries', 'lanes']),
    plan('clock', (at) =>
      deps.clock.step() === 0 ? shiftDeadlines(deps, at) : rest.alone(() => shiftDeadlines(deps, at)),
    ),
    calm('watch', (at) => watchTroubles(deps, at)),
    calm('outages', (at) => digestOutages(deps, at), ['lanes']),
    calm('fall-back', (at) => fallBack(deps, at)),
    calm('silences', (at) => tellSilences(deps, at), ['silences']),
    calm('digests', (at) => tellDigests(deps, at)),
  ];
}

export type RunningLoops = {
  readonly loops: readonly RunningLoop[];
  readonly wake: (name: string) => void;
};

/** Starts them; from then on commits wake whom they leave work. */
export function runLoops(
  planned: readonly PlannedLoop[],
  deps: LoopDeps & { readonly store: Pick<Store, 'onCommit'> },
  deliverer: Pick<Deliverer, 'whenFree'>,
): RunningLoops {
  const started = planned.map((plan) => ({ loop: startLoop(plan, deps), on: plan.on }));
  const wake = (name: string) => started.find(({ loop }) => loop.name === name)?.loop.wake();
  deliverer.whenFree(() => wake('deliver'));
  deps.store.onCommit((_touched, work) => {
    for (const { loop, on } of started) if (on.some((table) => work.has(table))) loop.wake();
  });
  return { loops: started.map(({ loop }) => loop), wake };
}
