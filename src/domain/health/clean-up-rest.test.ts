import fc from 'fast-check';
import { expect, it } from 'vitest';
import { after, DAY, HOUR, type Instant, instant } from '../time/instant.ts';
import { type CleanUpNote, cleanUpNote, readCleanUpNote } from './clean-up-rest.ts';

const NOON = instant(Date.UTC(2026, 8, 21, 12));
const looks = (first: CleanUpNote | undefined, ...times: readonly Instant[]) =>
  times.reduce<CleanUpNote | undefined>((note, at) => cleanUpNote(note, at), first);

it('rests for a week when the time leaps by more than a week, and a stop over a long weekend is no leap', () => {
  expect(looks(undefined, NOON)).toEqual({ seenAt: NOON });
  expect(looks({ seenAt: NOON }, after(NOON, 5 * DAY))).toEqual({ seenAt: after(NOON, 5 * DAY) });
  const leapt = after(NOON, 3650 * DAY);
  const rests = { seenAt: leapt, restsUntil: after(leapt, 7 * DAY) };
  expect(looks({ seenAt: NOON }, leapt)).toEqual(rests);
  expect(looks(rests, after(leapt, 6 * DAY))).toMatchObject({ restsUntil: rests.restsUntil });
  expect(looks(rests, after(leapt, 7 * DAY))).toEqual({ seenAt: after(leapt, 7 * DAY) });
});

it('goes on at once when the leap is undone', () => {
  const leapt = after(NOON, 400 * DAY);

  expect(looks({ seenAt: NOON }, leapt, after(NOON, HOUR))).toEqual({ seenAt: after(NOON, HOUR) });
});

it('never rests for longer than a week without another leap, wherever the time goes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -4000, max: 4000 }), { maxLength: 20 }), (days) => {
      let note: CleanUpNote | undefined;
      for (const day of days) {
        const at = after(NOON, day * DAY);
        note = cleanUpNote(note, at);
        const wait = (note.restsUntil ?? at) - at;
        expect(wait).toBeLessThanOrEqual(7 * DAY);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(readCleanUpNote(JSON.stringify(note))).toEqual(note);
      }
    }),
  );
});
