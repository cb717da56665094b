import { expect, it } from 'vitest';
import { at } from '../../../test/fixtures/on-call.ts';
import { readMoment } from './moment.ts';

it.each([
  ['2026-11-02 09:00', '2026-11-02T09:00Z'],
  ['2026-07-02T09:00', '2026-07-02T08:00Z'],
  ['2026-07-02', '2026-07-01T23:00Z'],
  ['2026-07-02 24:00', '2026-07-02T23:00Z'],
  ['2026-10-25T01:30+00:00', '2026-10-25T01:30Z'],
])('reads %s', (text, expected) => {
  expect(readMoment(text, 'Europe/London')).toEqual({ ok: true, at: at(expected) });
});

it('asks back which of two is meant, with both offsets', () => {
  expect(readMoment('2026-10-25 01:30', 'Europe/London')).toEqual({
    ok: false,
    fault: 'occurs twice in Europe/London: the clock is set back',
    remedy: 'write 2026-10-25T01:30+01:00 for the first, or 2026-10-25T01:30+00:00 for the second',
  });
});

it('says what the clock shows instead of a time that is skipped', () => {
  expect(readMoment('2026-03-29 01:30', 'Europe/London')).toMatchObject({
    ok: false,
    remedy: 'the clock shows Sun 2026-03-29 02:30 (+01:00) then',
  });
});

it.each([
  'tomorrow',
  '2026-13-01',
  '2026-02-30',
  '2026-02-30T09:00Z',
  '2026-11-02 9:00',
  '2026-11-02 09:00 10:00',
  '',
])('refuses %j', (text) => {
  expect(readMoment(text, 'UTC')).toMatchObject({ ok: false });
});
