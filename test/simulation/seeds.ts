/** Five hundred seeds of the two thousand, which files run side by side; SEED=… runs one of them and tells its history. */
import { expect, it } from 'vitest';
import { Census } from './census.ts';
import { firstBreach, newSimulator } from './simulate.ts';

const EACH = 500;

export function testSeeds(part: number): void {
  const wanted = process.env['SEED'];
  const from = (part - 1) * EACH + 1;
  const to = part * EACH;

  if (wanted !== undefined) {
    it(`seed ${wanted}`, { timeout: 60_000 }, async () => {
      expect(await firstBreach(await newSimulator(), [Number(wanted)])).toBeUndefined();
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
