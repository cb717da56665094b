/** Five hundred seeds of the two thousand, which files run side by side; SEED=… runs one of them and tells its history, or all of a range (2001-6000). */
import { expect, it } from 'vitest';
import { Census } from './census.ts';
import { firstBreach, newSimulator } from './simulate.ts';

const EACH = 500;

export function testSeeds(part: number): void {
  const wanted = process.env['SEED'];
  const from = (part - 1) * EACH + 1;
  const to = part * EACH;

  if (wanted !== undefined) {
    it(`seed ${wanted}`, { timeout: 600_000 }, async () => {
      const [first = 1, last = first] = wanted.split('-').map(Number);
      const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      expect(await firstBreach(await newSimulator(), seeds)).toBeUndefined();
    });
    return;
  }

  it(`no invariant breaks in the histories of seeds ${from} to ${to}, and each fault occurs`, {
    timeout: 300_000,
  }, async () => {
    const census = new Census();
    const seeds = Array.from({ length: EACH }, (_, i) => from + i);

    expect(await firstBreach(await newSimulator(), seeds, {}, census)).toBeUndefined();
    expect(census.rare()).toEqual([]);
  });
}
