import { describe, expect, it } from 'vitest';
import { rotation, shortIso, at } from '../../../test/fixtures/on-call.ts';
import { HOUR } from '../time/instant.ts';
import { handoff, turnNumberAt, turnOf } from './rotation.ts';
import type { Pace } from './schedule.ts';

const handoffs = (tested: ReturnType<typeof rotation>, count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => shortIso(handoff(tested, first + i)));

describe('handoffs', () => {
  it.each<[string, string, string, Pace['unit'], number, string]>([
    [
      'weekly, Monday 09:00, over the spring change: a turn of 167 h',
      'Europe/Paris',
      '2026-03-16 09:00',
      'week',
      1,
      '2026-03-16T08:00Z 2026-03-23T08:00Z 2026-03-30T07:00Z 2026-04-06T07:00Z',
    ],
    [
      'daily 08:00: a turn of 23 h',
      'America/New_York',
      '2026-03-06 08:00',
      'day',
      1,
      '2026-03-06T13:00Z 2026-03-07T13:00Z 2026-03-08T12:00Z 2026-03-09T12:00Z',
    ],
    [
      'monthly from the 31st: kept within short months, and back',
      'Europe/London',
      '2026-01-31 09:00',
      'month',
      1,
      '2026-01-31T09:00Z 2026-02-28T09:00Z 2026-03-31T08:00Z 2026-04-30T08:00Z 2026-05-31T08:00Z 2026-06-30T08:00Z 2026-07-31T08:00Z',
    ],
    [
      'every 12 hours on the wall',
      'America/New_York',
      '2026-03-07 08:00',
      'wall-hour',
      12,
      '2026-03-07T13:00Z 2026-03-08T01:00Z 2026-03-08T12:00Z 2026-03-09T00:00Z',
    ],
    [
      'every 12 elapsed hours: the wall time moves',
      'America/New_York',
      '2026-03-07 08:00',
      'elapsed-hour',
      12,
      '2026-03-07T13:00Z 2026-03-08T01:00Z 2026-03-08T13:00Z 2026-03-09T01:00Z',
    ],
    [
      'weekly over the autumn change has no hole',
      'America/Chicago',
      '2024-10-29 00:00',
      'week',
      1,
      '2024-10-29T05:00Z 2024-11-05T06:00Z',
    ],
    [
      'weekly over the spring change has no overlap',
      'America/Chicago',
      '2025-03-04 00:00',
      'week',
      1,
      '2025-03-04T06:00Z 2025-03-11T05:00Z',
    ],
    [
      'daily at a time that one day does not have, and back',
      'America/Chicago',
      '2020-03-07 02:30',
      'day',
      1,
      '2020-03-07T08:30Z 2020-03-08T08:30Z 2020-03-09T07:30Z',
    ],
    [
      'daily over a day that does not exist: an empty turn',
      'Pacific/Apia',
      '2011-12-29 09:00',
      'day',
      1,
      '2011-12-29T19:00Z 2011-12-30T19:00Z 2011-12-30T19:00Z 2011-12-31T19:00Z',
    ],
    [
      'made in winter, right in summer',
      'Europe/Berlin',
      '2026-01-05 10:00',
      'week',
      26,
      '2026-01-05T09:00Z 2026-07-06T08:00Z',
    ],
  ])('%s', (_, zone, anchor, unit, every, expected) => {
    const tested = rotation(zone, anchor, unit, ['ana', 'ben'], every);

    expect(handoffs(tested, expected.split(' ').length).join(' ')).toBe(expected);
  });

  it('a shift of hours on the wall is an hour longer in autumn', () => {
    const tested = rotation('America/New_York', '2026-10-31 20:00', 'wall-hour', ['ana', 'ben'], 12);

    expect(handoff(tested, 1) - handoff(tested, 0)).toBe(13 * HOUR);
  });

  it('never goes back, even where a gap is longer than a turn', () => {
    const tested = rotation('Antarctica/Troll', '2026-03-29 00:00', 'wall-hour');
    const skippedDay = rotation('Pacific/Apia', '2011-12-29 22:00', 'wall-hour');

    // The clock goes from 01:00 to 03:00: what would begin at 01:00 and 02:00 is empty.
    expect(handoffs(tested, 5)).toEqual([
      '2026-03-29T00:00Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:00Z',
      '2026-03-29T02:00Z',
    ]);
    expect(handoffs(skippedDay, 4, 25)).toEqual(
      ['2011-12-30T10:00Z', '2011-12-30T10:00Z', '2011-12-30T11:00Z', '2011-12-30T12:00Z'].slice(0, 4),
    );
  });
});

describe('turns', () => {
  it('nobody before the anchor, then the list round and round, decades on', () => {
    const tested = rotation('Europe/Paris', '2026-11-02 09:00', 'week', ['ana', 'ben', 'cyd']);
    const nameAt = (iso: string) => {
      const n = turnNumberAt(tested, at(iso));
      return n === undefined ? undefined : turnOf(tested, n)[0];
    };

    expect(nameAt('2026-11-02T07:59:59Z')).toBeUndefined();
    expect(nameAt('2026-11-02T08:00Z')).toBe('ana');
    expect(nameAt('2026-11-09T07:59Z')).toBe('ana');
    expect(nameAt('2026-11-09T08:00Z')).toBe('ben');
    expect(nameAt('2026-11-23T08:00Z')).toBe('ana');
    expect(turnNumberAt(tested, at('2076-11-02T08:00Z'))).toBe(2609);
  });

  it('a handoff instant belongs to the new turn, and of empty turns the last one counts', () => {
    const tested = rotation('Pacific/Apia', '2011-12-29 09:00', 'day');

    expect(turnNumberAt(tested, at('2011-12-30T18:59Z'))).toBe(0);
    expect(turnNumberAt(tested, at('2011-12-30T19:00Z'))).toBe(2);
  });
});
