/** Histories without faults: whatever happens to content, everybody is told once, in order, and soon. */
import { expect, it } from 'vitest';
import { firstBreach, newSimulator } from './simulate.ts';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);

it('no invariant breaks in 200 histories without faults', { timeout: 120_000 }, async () => {
  expect(await firstBreach(await newSimulator(), SEEDS, { faults: [] })).toBeUndefined();
});

it('a seed tells the same history twice', { timeout: 60_000 }, async () => {
  const simulate = await newSimulator();
  for (const seed of SEEDS.slice(0, 20)) {
    const [once, twice] = [await simulate(seed, { traced: true }), await simulate(seed, { traced: true })];
    expect(twice.history.trace).toEqual(once.history.trace);
  }
});
