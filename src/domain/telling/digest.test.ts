import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localOf, WEEKDAYS, zoneChanges } from '../time/civil.ts';
import { digestDue, lastDigestTime } from './digest.ts';
import type { DigestRule } from '../policy.ts';
import { after, DAY, HOUR, instant, isoOf, MINUTE } from '../time/instant.ts';

const rule = (over: Partial<DigestRule> = {}): DigestRule => ({
  ...{ minute: 8 * 60, days: WEEKDAYS, zone: 'Europe/Paris', skipEmpty: false },
  ...over,
});
const at = (text: string) => instant(Date.parse(text));

describe('the time of a digest', () => {
  it('stays at the same time of the wall over the change from summer time', () => {
    const due = digestDue(rule(), at('2026-10-24T06:00:00Z'));
    expect(isoOf(due ?? at('2000-01-01'))).toContain('2026-10-25T07:00:00');
  });

  it('is the last of those that passed while nothing ran', () => {
    const found = lastDigestTime(rule(), at('2026-09-01T06:00:00Z'), at('2026-09-21T12:00:00Z'));
    expect(found).toBe(at('2026-09-21T06:00:00Z'));
    expect(lastDigestTime(rule(), at('2026-09-21T06:00:00Z'), at('2026-09-22T05:59:59Z'))).toBeUndefined();
  });

  it('does not come twice after the clock went back by minutes', () => {
    const told = at('2026-09-22T06:00:00Z');
    expect(lastDigestTime(rule(), told, after(told, -5 * MINUTE))).toBeUndefined();
    expect(lastDigestTime(rule(), told, told)).toBeUndefined();
  });

  it('in every zone is one for each chosen day, at that time on the wall unless the clock skips it', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Asia/Kathmandu',
    ];
    const start = at('2026-01-01T00:00:00Z');
    const property = fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 1439 }),
      fc.subarray([...WEEKDAYS], { minLength: 1 }),
      fc.integer({ min: 0, max: 364 * 24 }),
      (zone, minute, days, hours) => {
        const tested = rule({ zone, minute, days });
        let told = after(start, hours * HOUR);
        let before: string | undefined;
        for (let i = 0; i < 8; i++) {
          const due = digestDue(tested, told);
          if (due === undefined) throw new Error('there is always a next one');
          expect(due).toBeGreaterThan(told);
          const shown = localOf(due, zone);
          const isChanged = zoneChanges(zone, after(due, -3 * HOUR), after(due, 3 * HOUR)).length > 0;
          if (!isChanged) expect([shown.minute, days.includes(shown.weekday)]).toEqual([minute, true]);
          expect(shown.date).not.toBe(before);
          expect(due - told).toBeLessThanOrEqual(7 * DAY + 3 * HOUR);
          // Whenever it is told, as long as the next is not due, the next is the same.
          expect(digestDue(tested, after(due, MINUTE))).toBe(digestDue(tested, due));
          before = shown.date;
          told = due;
        }
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});
