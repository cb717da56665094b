/** The checks find what they look for: each of these bugs, planted on purpose, breaks its invariant. */
import { expect, it } from 'vitest';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import { newSimulator } from './simulate.ts';

const simulate = await newSimulator();

async function brokenBy(spoil: (deps: PipelineDeps) => PipelineDeps): Promise<ReadonlySet<string>> {
  const broken = new Set<string>();
  for (let seed = 1; seed <= 20; seed++)
    for (const { invariant } of (await simulate(seed, { faults: [], spoil })).breaches) broken.add(invariant);
  return broken;
}

it('I1: a call that is answered before it is on disk, and is lost', async () => {
  let calls = 0;
  const broken = await brokenBy((deps) => ({
    ...deps,
    store: {
      ...deps.store,
      commit: (changes, rank) =>
        rank === 'call' && ++calls % 5 === 0 ? Promise.resolve('done') : deps.store.commit(changes, rank),
    },
  }));

  expect(broken).toContain('I1');
});

it('I2: a destination that sends each message twice', async () => {
  const broken = await brokenBy((deps) => ({
    ...deps,
    registry: new Map(
      [...deps.registry].map(([name, type]) => [
        name,
        {
          ...type,
          async send(...args) {
            await type.send(...args);
            return type.send(...args);
          },
        },
      ]),
    ),
  }));

  expect(broken).toEqual(new Set(['I2']));
});
