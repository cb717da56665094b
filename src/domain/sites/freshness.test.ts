import type { FreshnessRule } from '../policy.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantAt, WEEKDAYS } from '../time/civil.ts';
import { deadlineAfter, deadlineBefore, freshnessOf, type RefreshFacts, waitText } from './freshness.ts';
import { after, HOUR, type Instant, instant, isoOf, MINUTE, parseInstant } from '../time/instant.ts';

const PARIS = 'Europe/Paris';
const at = (iso: string): Instant => parseInstant(iso) ?? instant(0);
const paris = (date: string, minute: number) => instantAt({ date, minute }, PARIS);

const rule = (over: Partial<FreshnessRule> = {}): FreshnessRule => ({
  match: [],
  by: 7 * 60 + 30,
  days: new Set(WEEKDAYS),
  timeZone: PARIS,
  within: 12 * HOUR,
  place: { path: 'freshness[0]', line: 1 },
  ...over,
});
const facts = (over: Partial<RefreshFacts> = {}): RefreshFacts => ({
  lastSuccessAt: undefined,
  nextRunAt: undefined,
  runningSince: undefined,
  usually: undefined,
  ...over,
});

describe('a deadline', () => {
  it('stays at the same time of the wall when summer time begins and ends', () => {
    const utc = (iso: string) => isoOf(deadlineAfter(rule(), at(iso)) ?? instant(0));

    expect(utc('2026-03-28T12:00:00Z')).toBe('2026-03-29T05:30:00.000Z');
    expect(utc('2026-03-27T12:00:00Z')).toBe('2026-03-28T06:30:00.000Z');
    expect(utc('2026-10-24T12:00:00Z')).toBe('2026-10-25T06:30:00.000Z');
    expect(utc('2026-10-23T12:00:00Z')).toBe('2026-10-24T05:30:00.000Z');
  });

  it('in the hour that summer time skips is an hour later on that day', () => {
    const night = rule({ by: 2 * 60 + 30 });

    expect(isoOf(deadlineAfter(night, at('2026-03-28T12:00:00Z')) ?? instant(0))).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('comes once a day on the days that are named, whatever the clock does', () => {
    const zones = fc.constantFrom(
      PARIS,
      'America/New_York',
      'Australia/Lord_Howe',
      'UTC',
      'America/Santiago',
    );
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 1439 }),
        fc.date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        (timeZone, by, start) => {
          const daily = rule({ timeZone, by });
          let last = instant(start.getTime());
          for (let day = 0; day < 5; day++) {
            const next = deadlineAfter(daily, last);
            expect(next).toBeGreaterThan(last);
            expect(deadlineBefore(daily, next ?? last)).toBe(next);
            if (day > 0) expect(Math.abs((next ?? 0) - last - 24 * HOUR)).toBeLessThanOrEqual(HOUR);
            last = next ?? last;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of Friday is the one before that of Monday on workdays', () => {
    const workdays = rule({ days: new Set(WEEKDAYS.slice(0, 5)) });

    expect(deadlineAfter(workdays, paris('2026-03-27', 12 * 60))).toBe(paris('2026-03-30', 7 * 60 + 30));
  });
});

describe('freshness by 07:30', () => {
  // The night in which the clocks go forward: 07:30 in Paris is 05:30 UTC and not 06:30.
  const deadline = at('2026-03-29T05:30:00Z');
  const minutesBefore = (n: number) => after(deadline, -n * MINUTE);

  it.each([
    ['failed or never started: its next run is tomorrow', facts({ nextRunAt: after(deadline, 20 * HOUR) })],
    ['suspended, or its schedule was deleted', facts()],
    ['stuck', facts({ runningSince: minutesBefore(300), usually: 60 * MINUTE })],
  ])('is missed when it comes and the refresh %s', (_what, known) => {
    const stale = { ...known, lastSuccessAt: after(deadline, -30 * HOUR) };

    expect(freshnessOf(rule(), stale, after(deadline, -1)).kind).not.toBe('missed');
    expect(freshnessOf(rule(), stale, deadline)).toEqual({ kind: 'missed', deadline });
    expect(
      freshnessOf(rule(), { ...stale, lastSuccessAt: after(deadline, MINUTE) }, after(deadline, HOUR)).kind,
    ).toBe('well');
  });

  it('is at risk as soon as no run can end in time any more, and not before', () => {
    const known = facts({
      lastSuccessAt: after(deadline, -30 * HOUR),
      nextRunAt: minutesBefore(90),
      usually: 60 * MINUTE,
    });

    expect(freshnessOf(rule(), known, minutesBefore(120)).kind).toBe('well');
    expect(freshnessOf(rule(), { ...known, nextRunAt: minutesBefore(59) }, minutesBefore(120)).kind).toBe(
      'at-risk',
    );
    expect(freshnessOf(rule(), { ...known, nextRunAt: undefined }, minutesBefore(120)).kind).toBe('at-risk');
    expect(freshnessOf(rule(), { ...known, runningSince: minutesBefore(90) }, minutesBefore(80)).kind).toBe(
      'well',
    );
  });

  it('does not mind a deadline that is farther away than a success may be old', () => {
    expect(
      freshnessOf(
        rule(),
        facts({ lastSuccessAt: after(deadline, -24 * HOUR - 5) }),
        after(deadline, -13 * HOUR),
      ).kind,
    ).toBe('well');
  });
});

describe('the first line of a message', () => {
  it('says until when it can wait', () => {
    const now = paris('2026-09-21', 2 * 60);
    const known = facts({
      lastSuccessAt: after(now, -26 * HOUR),
      nextRunAt: paris('2026-09-21', 4 * 60),
      usually: HOUR,
    });

    expect(waitText(rule(), known, now, 'UTC')).toBe('Can wait until 06:30: next run 04:00, deadline 07:30');
    expect(waitText(rule(), { ...known, nextRunAt: paris('2026-09-21', 7 * 60) }, now, 'UTC')).toBe(
      'Cannot wait: next run 07:00 is too late for the deadline 07:30',
    );
    expect(waitText(rule(), { ...known, nextRunAt: undefined }, now, 'UTC')).toBe(
      'Cannot wait: no run is planned before the deadline 07:30',
    );
    expect(waitText(undefined, known, now, PARIS)).toBe('Next run 04:00');
  });
});
