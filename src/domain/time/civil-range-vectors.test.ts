import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CivilRange, rangeCovers } from './civil-range.ts';
import { parseWallTime, type Weekday, WEEKDAYS } from './civil.ts';
import { after, DAY, type Instant, MINUTE, parseInstant } from './instant.ts';

type Written = {
  readonly zone: string;
  readonly days?: readonly Weekday[];
  readonly monthDays?: CivilRange['monthDays'];
  readonly months?: readonly number[];
  readonly hours?: string;
};

const at = (iso: string): Instant => parseInstant(iso) as Instant;

function rangeOf({ zone, days = [], monthDays = [], months = [], hours }: Written): CivilRange {
  const [start = 0, end = 0] = (hours ?? '').split('-').map((time) => parseWallTime(time) ?? 0);
  return {
    zone,
    days: new Set(days),
    monthDays,
    months: new Set(months),
    hours: hours === undefined ? undefined : { start, end },
  };
}

const night = (zone: string): Written => ({ zone, hours: '22:00-06:00' });
const LONDON_EARLY: Written = { zone: 'Europe/London', hours: '01:00-02:00' };
const LAST_DAYS: Written = { zone: 'UTC', monthDays: [{ from: -3, to: -1 }] };

/** From when until when a range holds, from the facts on time intervals, on zone changes and on bugs of others. */
const VECTORS: readonly (readonly [what: string, range: Written, from: string, until: string])[] = [
  ['its end is not in it', { zone: 'UTC', hours: '09:00-17:00' }, '2026-09-21T09:00Z', '2026-09-21T17:00Z'],
  [
    '24:00 is the end of the day',
    { zone: 'UTC', hours: '18:00-24:00' },
    '2026-09-21T18:00Z',
    '2026-09-22T00:00Z',
  ],
  ['whole days', { zone: 'Asia/Kolkata', days: ['sun'] }, '2026-09-19T18:30Z', '2026-09-20T18:30Z'],
  [
    'all that is given',
    { zone: 'UTC', days: ['mon'], months: [9], hours: '08:00-09:00' },
    '2026-09-28T08:00Z',
    '2026-09-28T09:00Z',
  ],
  ['days counted from the end of February', LAST_DAYS, '2026-02-26T00:00Z', '2026-03-01T00:00Z'],
  ['days counted from the end of a leap February', LAST_DAYS, '2028-02-27T00:00Z', '2028-03-01T00:00Z'],
  [
    'the last day in New York',
    { zone: 'America/New_York', monthDays: [{ from: -1, to: -1 }] },
    '2021-03-31T04:00Z',
    '2021-04-01T04:00Z',
  ],
  [
    'an end beyond the month',
    { zone: 'UTC', monthDays: [{ from: 28, to: 31 }] },
    '2026-04-28T00:00Z',
    '2026-05-01T00:00Z',
  ],
  ['the repeated hour, both passes', LONDON_EARLY, '2026-10-25T00:00Z', '2026-10-25T02:00Z'],
  ['London, autumn: nine hours', night('Europe/London'), '2026-10-24T21:00Z', '2026-10-25T06:00Z'],
  ['London, spring: seven hours', night('Europe/London'), '2026-03-28T22:00Z', '2026-03-29T05:00Z'],
  ['New York, autumn', night('America/New_York'), '2026-11-01T02:00Z', '2026-11-01T11:00Z'],
  ['New York, spring', night('America/New_York'), '2026-03-08T03:00Z', '2026-03-08T10:00Z'],
  ['Los Angeles, autumn', night('America/Los_Angeles'), '2026-11-01T05:00Z', '2026-11-01T14:00Z'],
  ['Lord Howe, half an hour more', night('Australia/Lord_Howe'), '2026-04-04T11:00Z', '2026-04-04T19:30Z'],
  ['Lord Howe, half an hour less', night('Australia/Lord_Howe'), '2026-10-03T11:30Z', '2026-10-03T19:00Z'],
  [
    'Santiago, where midnight is skipped',
    night('America/Santiago'),
    '2026-09-06T02:00Z',
    '2026-09-06T09:00Z',
  ],
  ['Havana, where midnight is skipped', night('America/Havana'), '2026-03-08T03:00Z', '2026-03-08T10:00Z'],
  ['Auckland, autumn', night('Pacific/Auckland'), '2026-04-04T09:00Z', '2026-04-04T18:00Z'],
  ['St. Johns, autumn', night('America/St_Johns'), '2026-11-01T00:30Z', '2026-11-01T09:30Z'],
  ['São Paulo, which has no change', night('America/Sao_Paulo'), '2026-10-18T01:00Z', '2026-10-18T09:00Z'],
];

it.each(VECTORS)('holds from its begin until its end: %s', (_what, written, from, until) => {
  const range = rangeOf(written);
  const covers = (time: Instant) => rangeCovers(range, time);

  expect([
    covers(after(at(from), -1)),
    covers(at(from)),
    covers(after(at(until), -1)),
    covers(at(until)),
  ]).toEqual([false, true, true, false]);
  for (let t = at(from); t < at(until); t = after(t, MINUTE)) expect(covers(t)).toBe(true);
});

it.each([
  ['the hour that is skipped', LONDON_EARLY, '2026-03-29'],
  ['a day that its month does not have', { zone: 'UTC', monthDays: [{ from: 31, to: 31 }] }, '2026-04-30'],
  [
    'days beyond the begin of a short month',
    { zone: 'UTC', monthDays: [{ from: 29, to: 31 }] },
    '2026-02-28',
  ],
  ['a date that its zone skipped', { zone: 'Pacific/Apia', days: ['fri'] }, '2011-12-30'],
] as const)('never holds in %s', (_what, written, day) => {
  const range = rangeOf(written);
  for (let t = at(`${day}T00:00Z`); t < after(at(`${day}T00:00Z`), DAY); t = after(t, MINUTE))
    expect(rangeCovers(range, t)).toBe(false);
});

/** The nights in which clocks were changed: London, New York, Lord Howe, Santiago, Havana, Auckland, St. Johns, Apia. */
const CHANGES = [
  ['Europe/London', '2026-03-29T01:00Z'],
  ['Europe/London', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['America/Los_Angeles', '2026-03-08T10:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['America/Santiago', '2026-04-05T03:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['Pacific/Auckland', '2026-09-26T14:00Z'],
  ['America/St_Johns', '2026-11-01T04:30Z'],
  ['America/Sao_Paulo', '2026-10-31T03:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
] as const;

const monthDay = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 }));
const quarter = fc.integer({ min: 0, max: 95 }).map((n) => n * 15);

it('agrees minute by minute with a slow reading of the calendar, in the nights in which clocks change', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CHANGES),
      fc.integer({ min: -40, max: 40 }),
      fc.subarray([...WEEKDAYS]),
      fc.array(fc.record({ from: monthDay, to: monthDay }), { maxLength: 2 }),
      fc.option(fc.record({ start: quarter, end: quarter }), { nil: undefined }),
      ([zone, change], offset, days, monthDays, hours) => {
        const range = { zone, days: new Set(days), monthDays, months: new Set<number>(), hours };
        const shown = calendarOf(zone);
        const middle = after(at(change), offset * 60 * MINUTE);
        for (let t = after(middle, -90 * MINUTE); t < middle + 90 * MINUTE; t = after(t, MINUTE))
          expect(rangeCovers(range, t)).toBe(slowly(range, shown(t)));
      },
    ),
    { numRuns: 150 },
  );
});

type Shown = { readonly day: number; readonly minute: number };

/** What a wall calendar and clock show, by Intl and not by what the code uses: days since 1970, minute of the day. */
function calendarOf(zone: string): (t: Instant) => Shown {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (t) => {
    const parts = new Map(format.formatToParts(t).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? Number.NaN;
    const day = Date.UTC(part('year'), part('month') - 1, part('day')) / DAY;
    return { day, minute: part('hour') * 60 + part('minute') };
  };
}

function slowly({ days, monthDays, hours }: CivilRange, { day, minute }: Shown): boolean {
  const takes = (which: number) => {
    const date = new Date(which * DAY);
    const weekday = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[date.getUTCDay()];
    if (days.size > 0 && (weekday === undefined || !days.has(weekday))) return false;
    const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    // All days that it names, written out.
    const named = monthDays.flatMap(({ from, to }) => {
      const first = from > 0 ? from : length + 1 + from;
      const last = Math.min(length, to > 0 ? to : length + 1 + to);
      return Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => n >= first && n <= last);
    });
    return monthDays.length === 0 || named.includes(date.getUTCDate());
  };
  if (hours === undefined) return takes(day);
  // Every minute of the range that began on this day or the day before it.
  const length = hours.end > hours.start ? hours.end - hours.start : hours.end + 1440 - hours.start;
  return [0, 1].some((ago) => {
    const into = minute + ago * 1440 - hours.start;
    return into >= 0 && into < length && takes(day - ago);
  });
}
