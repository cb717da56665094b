import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CivilRange, nextEdge, rangeCovers } from './civil-range.ts';
import { parseWallTime, WEEKDAYS } from './civil.ts';
import { after, HOUR, type Instant, MINUTE, parseInstant } from './instant.ts';

const at = (iso: string): Instant => parseInstant(iso) as Instant;
const range = (zone: string, over: Partial<CivilRange> = {}): CivilRange => ({
  zone,
  days: new Set(),
  monthDays: [],
  months: new Set(),
  hours: undefined,
  ...over,
});
const hours = (start: string, end: string) => ({
  start: parseWallTime(start) ?? 0,
  end: parseWallTime(end) ?? 0,
});

describe('a recurring range', () => {
  it('that passes midnight belongs to the day on which it starts', () => {
    const fridayNight = range('Europe/Paris', { days: new Set(['fri']), hours: hours('22:00', '06:00') });

    expect(rangeCovers(fridayNight, at('2026-11-07T04:59Z'))).toBe(true);
    expect(rangeCovers(fridayNight, at('2026-11-07T05:00Z'))).toBe(false);
    expect(rangeCovers(fridayNight, at('2026-11-06T04:59Z'))).toBe(false);
  });

  it('counts days of the month from its end, in the calendar and not in hours', () => {
    const last = range('America/New_York', { monthDays: [{ from: -1, to: -1 }] });

    expect(rangeCovers(last, at('2021-03-31T16:00Z'))).toBe(true);
    expect(rangeCovers(last, at('2021-03-30T16:00Z'))).toBe(false);
  });

  it('leaves out a month that is too short for its begin, and keeps its end within the month', () => {
    const from31 = range('UTC', { monthDays: [{ from: 31, to: 31 }] });
    const to31 = range('UTC', { monthDays: [{ from: 28, to: 31 }] });

    expect(rangeCovers(from31, at('2026-04-30T12:00Z'))).toBe(false);
    expect(rangeCovers(to31, at('2026-04-30T12:00Z'))).toBe(true);
  });

  it('holds in both passes of a repeated hour, and never in a skipped one', () => {
    const early = range('Europe/London', { hours: hours('01:00', '02:00') });

    expect(rangeCovers(early, at('2026-10-25T00:30Z'))).toBe(true);
    expect(rangeCovers(early, at('2026-10-25T01:30Z'))).toBe(true);
    expect(rangeCovers(early, at('2026-03-29T00:59Z'))).toBe(false);
    expect(rangeCovers(early, at('2026-03-29T01:00Z'))).toBe(false);
  });
});

const CHANGES = [
  ['Europe/London', '2026-03-29T01:00Z'],
  ['Europe/London', '2026-10-25T01:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['America/Santiago', '2026-04-05T03:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['America/St_Johns', '2026-11-01T04:30Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
] as const;

const wallMinute = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);

it('never changes before the next edge that it announces', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CHANGES),
      fc.integer({ min: -30 * 60, max: 30 * 60 }),
      wallMinute,
      wallMinute,
      fc.subarray([...WEEKDAYS]),
      ([zone, change], offset, start, end, days) => {
        const tested = range(zone, { hours: { start, end }, days: new Set(days) });
        const from = after(at(change), offset * MINUTE);
        const edge = nextEdge(tested, from);
        const first = rangeCovers(tested, from);

        expect(edge).toBeGreaterThan(from);
        for (let t = from; t < edge; t = after(t, 5 * MINUTE)) expect(rangeCovers(tested, t)).toBe(first);
        expect(rangeCovers(tested, after(edge, -1))).toBe(first);
        expect(edge - from).toBeLessThanOrEqual(24 * HOUR);
      },
    ),
    { numRuns: 300, examples: [[['America/St_Johns', '2026-11-01T04:30Z'], 1, 0, 75, []]] },
  );
});
