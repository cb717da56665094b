import { describe, expect, it } from 'vitest';
import { after, HOUR, instant, MINUTE } from '../time/instant.ts';
import { isStuck, usualLength } from './refresh-watch.ts';

const START = instant(0);
const runs = (...minutes: readonly number[]) => minutes.map((m) => m * MINUTE);

describe('a running refresh', () => {
  it('has a usual length that 95 of 100 do not exceed, once there are five runs', () => {
    expect(usualLength(runs(1, 2, 3, 4))).toBeUndefined();
    expect(usualLength(runs(...Array.from({ length: 100 }, (_, i) => i + 1)))).toBe(95 * MINUTE);
  });

  it('is stuck after twice its usual length, but not before a quarter of an hour', () => {
    expect(isStuck(START, HOUR, 6 * HOUR, after(START, 2 * HOUR))).toBe(false);
    expect(isStuck(START, HOUR, 6 * HOUR, after(START, 2 * HOUR + 1))).toBe(true);
    expect(isStuck(START, MINUTE, 6 * HOUR, after(START, 15 * MINUTE))).toBe(false);
  });

  it('is stuck at the limit, whatever is usual', () => {
    expect(isStuck(START, undefined, 6 * HOUR, after(START, 6 * HOUR + 1))).toBe(true);
    expect(isStuck(START, 5 * HOUR, 6 * HOUR, after(START, 6 * HOUR + 1))).toBe(true);
  });
});
