import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOON } from '../../../test/fixtures/records.ts';
import { tickFor } from './group-clock.ts';
import { after } from '../time/instant.ts';
import type { GroupSettings } from '../routing/group-settings.ts';

const millis = fc.integer({ min: 1, max: 10_000_000 });

it('has a tick for each change: not before it, less than an interval after it, at whole intervals', () => {
  fc.assert(
    fc.property(millis, millis, (interval, wait) => {
      const settings = { groupInterval: interval } as GroupSettings;
      const group = { firstDueAt: NOON, settings };
      const changedAt = after(NOON, wait);

      const tick = tickFor(group, changedAt);

      expect(tick).toBeGreaterThanOrEqual(changedAt);
      expect(tick - changedAt).toBeLessThan(interval);
      expect((tick - NOON) % interval).toBe(0);
    }),
  );
});

it('has the first message for its first tick, also for what changed before it', () => {
  const settings = { groupInterval: 300 } as GroupSettings;

  expect(tickFor({ firstDueAt: after(NOON, 10), settings }, NOON)).toBe(after(NOON, 10));
});
