import { expect, it } from 'vitest';
import { firstBreach, newSimulator } from './simulate.ts';

const SEEDS = Array.from({ length: 100 }, (_, i) => 10_001 + i);

it('without faults no invariant breaks, and nobody gets a message twice', { timeout: 120_000 }, async () => {
  const simulate = await newSimulator();
  expect(await firstBreach(simulate, SEEDS, { faults: [] })).toBeUndefined();

  const { history } = await simulate(1, { faults: [] });
  const taken = history.network.requests.map((r) => r.deliveryId);
  expect(new Set(taken).size).toBe(taken.length);
});

it('a seed tells the same history twice', { timeout: 120_000 }, async () => {
  const simulate = await newSimulator();
  for (const seed of SEEDS.slice(0, 20)) {
    const [once, twice] = [await simulate(seed, { traced: true }), await simulate(seed, { traced: true })];
    expect(twice.history.trace).toEqual(once.history.trace);
  }
});
