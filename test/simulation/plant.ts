/** Plants a bug in the parts of a simulated process, and says which invariants break. */
import type { DestinationType } from '../../src/app/ports/destination.ts';
import type { Store } from '../../src/app/ports/store.ts';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import type { FaultKind } from './faults.ts';
import { newSimulator } from './simulate.ts';

const simulate = await newSimulator();

/** Invariants that break within some seeds with these faults. */
export async function brokenBy(
  faults: readonly FaultKind[],
  spoil: (deps: PipelineDeps) => PipelineDeps,
  more: { readonly autumn?: boolean } = {},
): Promise<ReadonlySet<string>> {
  const broken = new Set<string>();
  for (let seed = 1; seed <= 40; seed++)
    for (const { invariant } of (await simulate(seed, { ...more, faults, spoil })).breaches)
      broken.add(invariant);
  return broken;
}

/** Another send for each destination. */
export function sending(
  deps: PipelineDeps,
  send: (type: DestinationType) => DestinationType['send'],
): PipelineDeps {
  const types = [...deps.registry].map(([name, type]) => [name, { ...type, send: send(type) }] as const);
  return { ...deps, registry: new Map(types) };
}

/** Another answer of the store, or another commit. */
export function storing(deps: PipelineDeps, over: (store: Store) => Partial<Store>): PipelineDeps {
  return { ...deps, store: { ...deps.store, ...over(deps.store) } };
}
