import { describe, expect, it } from 'vitest';
import {
  addToDate,
  addWallHours,
  instantAt,
  isDate,
  isTimeZone,
  localOf,
  localText,
  meaningOf,
  nextWallTime,
  offsetOf,
  parseWallTime,
  startOfDay,
  wallText,
  zoneChanges,
} from './civil.ts';
import { type Instant, isoOf, parseInstant } from './instant.ts';

const at = (iso: string): Instant => parseInstant(iso) as Instant;
const wall = (text: string) => ({
  date: text.slice(0, 10),
  minute: parseWallTime(text.slice(11)) ?? Number.NaN,
});

describe('wall time to instant', () => {
  it.each([
    [
      'an ambiguous time is its first occurrence',
      '2026-11-01 01:30',
      'America/New_York',
      '2026-11-01T05:30Z',
    ],
    ['a skipped time moves on by the gap', '2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:45Z'],
    ['an hour’s gap', '2020-03-08 02:30', 'America/Chicago', '2020-03-08T08:30Z'],
    ['a gap at midnight', '2026-09-06 00:00', 'America/Santiago', '2026-09-06T04:00Z'],
    ['a day that does not exist', '2011-12-30 09:00', 'Pacific/Apia', '2011-12-30T19:00Z'],
    ['the end of a day', '2026-03-28 24:00', 'Europe/London', '2026-03-29T00:00Z'],
  ])('%s', (_, text, zone, expected) => {
    expect(isoOf(instantAt(wall(text), zone))).toBe(isoOf(at(expected)));
  });

  it('says when a time occurs twice, and which two instants are meant', () => {
    expect(meaningOf(wall('2026-10-25 01:00'), 'Europe/London')).toEqual({
      kind: 'twice',
      first: at('2026-10-25T00:00Z'),
      second: at('2026-10-25T01:00Z'),
    });
    expect(meaningOf(wall('2026-10-25 02:00'), 'Europe/London')).toEqual({
      kind: 'once',
      at: at('2026-10-25T02:00Z'),
    });
  });

  it('says when a time is skipped, and where it is moved to', () => {
    expect(meaningOf(wall('2026-10-04 02:15'), 'Australia/Lord_Howe')).toEqual({
      kind: 'skipped',
      movedTo: at('2026-10-03T15:45Z'),
    });
  });
});

describe('the changes of 2026', () => {
  it.each([
    ['Europe/London', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
    ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
    ['America/Los_Angeles', '2026-03-08T10:00Z', '2026-11-01T09:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z', '2026-10-03T15:30Z'],
    ['America/Santiago', '2026-04-05T03:00Z', '2026-09-06T04:00Z'],
    ['America/Havana', '2026-03-08T05:00Z', '2026-11-01T05:00Z'],
    ['Pacific/Auckland', '2026-04-04T14:00Z', '2026-09-26T14:00Z'],
    ['America/St_Johns', '2026-03-08T05:30Z', '2026-11-01T04:30Z'],
  ])('%s', (zone, first, second) => {
    const found = zoneChanges(zone, at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'));

    expect(found.map(isoOf)).toEqual([first, second].map((iso) => isoOf(at(iso))));
  });

  it('none in São Paulo; a change is within a range that begins with it, and not in one that ends with it', () => {
    const change = at('2026-03-29T01:00Z');

    expect(zoneChanges('America/Sao_Paulo', at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'))).toEqual([]);
    expect(zoneChanges('Europe/London', change, at('2026-04-01T00:00Z'))).toEqual([change]);
    expect(zoneChanges('Europe/London', at('2026-03-01T00:00Z'), change)).toEqual([]);
  });
});

describe('calendar arithmetic', () => {
  it('keeps a month’s end within the month', () => {
    expect(addToDate('2026-01-31', 1, 'month')).toBe('2026-02-28');
    expect(addToDate('2026-01-31', 2, 'month')).toBe('2026-03-31');
    expect(addToDate('2026-03-28', -4, 'week')).toBe('2026-02-28');
  });

  it('adds hours of the wall without asking a zone', () => {
    expect(addWallHours(wall('2026-03-07 20:00'), 12)).toEqual(wall('2026-03-08 08:00'));
  });

  it('begins a day where the zone does', () => {
    expect(isoOf(startOfDay('2026-09-06', 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z');
  });

  it('finds the next wall time on some days, over a change and over a skipped time', () => {
    const mondays = new Set(['mon'] as const);
    const everyDay = new Set(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const);

    expect(nextWallTime(9 * 60, mondays, 'Europe/Paris', at('2026-03-23T08:00Z'))).toBe(
      at('2026-03-30T07:00Z'),
    );
    expect(nextWallTime(150, everyDay, 'America/Chicago', at('2020-03-08T08:00Z'))).toBe(
      at('2020-03-08T08:30Z'),
    );
    expect(nextWallTime(90, everyDay, 'America/New_York', at('2026-11-01T05:30Z'))).toBe(
      at('2026-11-02T06:30Z'),
    );
    expect(nextWallTime(90, new Set(), 'UTC', at('2026-11-01T05:30Z'))).toBeUndefined();
  });
});

describe('words of time', () => {
  it('reads times of day up to 24:00 and nothing else', () => {
    expect(['00:00', '09:30', '24:00'].map(parseWallTime)).toEqual([0, 570, 1440]);
    expect(['24:01', '9:00', '12:60', '', '09:00:00'].map(parseWallTime)).toEqual(Array(5).fill(undefined));
    expect(wallText(570)).toBe('09:30');
  });

  it('knows real dates and zones, and takes no offset for a zone', () => {
    expect(['2026-02-28', '2026-02-30', '2026-2-3', ''].map(isDate)).toEqual([true, false, false, false]);
    expect(['Europe/Paris', 'UTC', 'Europe/Pariss', '+02:00', ''].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('says a moment with its weekday and offset, so that a repeated hour is told apart', () => {
    expect(localText(at('2026-10-25T00:30Z'), 'Europe/London')).toBe('Sun 2026-10-25 01:30 (+01:00)');
    expect(localText(at('2026-10-25T01:30Z'), 'Europe/London')).toBe('Sun 2026-10-25 01:30 (+00:00)');
    expect(offsetOf(at('2026-10-25T01:30Z'), 'Asia/Kolkata')).toBe('+05:30');
    expect(localOf(at('2026-10-25T01:30:07Z'), 'Asia/Kolkata')).toEqual({
      ...wall('2026-10-25 07:00'),
      second: 7,
      weekday: 'sun',
    });
  });
});
