import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flapOf, withChange } from './flapping.ts';
import { after, HOUR, type Instant, instant, MINUTE } from '../time/instant.ts';

const RULE = { changes: 5, within: 6 * HOUR, stableFor: 2 * HOUR };
const at = (minutes: number): Instant => instant(1_800_000_000_000 + minutes * MINUTE);
const opened = (...minutes: readonly number[]) => ({ changes: minutes.map(at), endedAt: undefined });

describe('flapOf', () => {
  it('asks at openings: so many changes within the time', () => {
    expect(flapOf(opened(0, 60, 120), RULE)).toBeUndefined();
    expect(flapOf(opened(0, 60, 120, 180, 240), RULE)).toEqual({ count: 5, stableAt: at(360) });
    expect(flapOf(opened(0, 90, 180, 270, 361), RULE)).toBeUndefined();
    expect(flapOf(opened(0, 60, 120, 180, 240), undefined)).toBeUndefined();
  });

  it('goes on, though it becomes rarer, until it has been stable', () => {
    const flapping = [0, 60, 120, 180, 240];
    expect(flapOf(opened(...flapping, 359, 478), RULE)?.stableAt).toEqual(at(598));
    expect(flapOf(opened(...flapping, 360, 541), RULE)).toBeUndefined();
  });

  it('counts from its recovery, unless it was stable before that', () => {
    const flapping = opened(0, 60, 120, 180, 240);
    expect(flapOf({ ...flapping, endedAt: at(300) }, RULE)?.stableAt).toEqual(at(420));
    expect(flapOf({ ...flapping, endedAt: at(361) }, RULE)?.stableAt).toEqual(at(360));
  });
});

it('changes are kept in their order, and never more than are needed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20_000 })), (minutes) => {
      let changes: readonly Instant[] = [];
      for (const minute of minutes.toSorted((a, b) => a - b)) {
        changes = withChange(changes, at(minute));
        expect(changes.at(-1)).toBe(at(minute));
      }
      expect(changes.length).toBeLessThanOrEqual(40);
      expect(changes).toEqual([...changes].sort((a, b) => a - b));
      const last = changes.at(-1);
      if (last !== undefined) expect(changes.every((c) => after(c, 7 * 24 * HOUR) > last)).toBe(true);
    }),
  );
});
