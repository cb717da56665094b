import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RefreshRun, RefreshTimes } from '../tableau-records.ts';
import { after, HOUR, type Instant, instant, MINUTE } from '../time/instant.ts';
import { lengthText, withRuns } from './refresh-times.ts';

const NOON = instant(Date.UTC(2026, 8, 21, 12));
const SALES = { source: 'acme', name: 'Sales' };
const run = (hours: number, minutes: number): RefreshRun => [after(NOON, hours * HOUR), minutes * MINUTE];

it('says what is usual by the median of the others, and nothing of too few', () => {
  const three = withRuns(undefined, SALES, [run(1, 12), run(2, 42), run(3, 11)]);
  const five = withRuns(three, SALES, [run(4, 13), run(5, 44)]);

  expect(lengthText(three?.runs[1] as RefreshRun, three as RefreshTimes)).toBe('42 min');
  expect(lengthText(five?.runs[1] as RefreshRun, five as RefreshTimes)).toBe('42 min (usually 13 min)');
});

it('counts each run once however often and in what portions the history is read, and keeps a bounded number', () => {
  const runs = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 1, max: 10 }), (hours, overlap) => {
      const all = hours.toSorted((a, b) => a - b).map((hour) => run(hour, hour));
      let times: RefreshTimes | undefined;
      for (let read = 1; read <= all.length; read++)
        times = withRuns(times, SALES, all.slice(Math.max(0, read - overlap), read)) ?? times;

      expect(times?.runs).toEqual(all.slice(-25));
      expect(times?.endedAt).toBe(all.at(-1)?.[0] as Instant);
      expect(withRuns(times, SALES, all)).toBeUndefined();
    }),
  );
});
