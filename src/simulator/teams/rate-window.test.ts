import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateWindow } from './rate-window.ts';

const gaps = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 60 });

describe('rate window', () => {
  it.each(['fixed', 'growing'] as const)('lets whoever waits as told pass, %s', (shape) => {
    fc.assert(
      fc.property(gaps, (waits) => {
        const window = rateWindow();
        let now = 0;
        let told: number | undefined;
        for (const gap of waits) {
          now += gap;
          told = window.tooMany(now, shape);
        }

        return told === undefined || window.tooMany(now + told, shape) === undefined;
      }),
    );
  });

  it('never lets more than eight requests pass in any second, and four when they come at once', () => {
    fc.assert(
      fc.property(gaps, (waits) => {
        const window = rateWindow();
        let now = 0;
        const passed: number[] = [];
        for (const gap of waits) {
          now += gap / 10;
          if (window.tooMany(now, 'fixed') === undefined) passed.push(now);
        }

        return passed.every((from) => passed.filter((at) => at >= from && at < from + 1000).length <= 8);
      }),
    );
    const window = rateWindow();
    expect([1, 2, 3, 4, 5].map(() => window.tooMany(0, 'fixed'))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      1000,
    ]);
  });
});
