import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, layer, rotation, schedule } from '../../../test/fixtures/on-call.ts';
import { localOf, meaningOf, wallText, addToDate, zoneChanges } from '../time/civil.ts';
import { after, DAY, type Instant } from '../time/instant.ts';
import { onCallAt, onCallBetween } from './resolve.ts';
import { handoff, turnNumberAt } from './rotation.ts';
import type { Pace } from './schedule.ts';

const FROM = at('2025-01-01T00:00Z');
const TO = at('2031-01-01T00:00Z');

const changesOf = new Map(
  Intl.supportedValuesOf('timeZone').map((zone) => [zone, zoneChanges(zone, FROM, TO)] as const),
);
/** Zones with the same changes and the same clock behave alike; one of them stands for all. */
const DISTINCT = [
  ...new Map(
    [...changesOf].map(([zone, changes]) => [
      JSON.stringify([changes, [FROM, ...changes].map((t) => localOf(t, zone))]),
      zone,
    ]),
  ).values(),
];
const CHANGING = DISTINCT.filter((zone) => (changesOf.get(zone) ?? []).length > 0);

const PACES: readonly Pace[] = [
  { unit: 'wall-hour', every: 1 },
  { unit: 'wall-hour', every: 12 },
  { unit: 'elapsed-hour', every: 5 },
  { unit: 'day', every: 1 },
  { unit: 'day', every: 3 },
  { unit: 'week', every: 1 },
  { unit: 'month', every: 1 },
];
const MINUTES = [0, 30, 90, 135, 150, 540, 1425];

function rotationNear(zone: string, change: Instant, pace: Pace, minute: number) {
  const date = addToDate(localOf(change, zone).date, pace.unit === 'month' ? -31 : -9, 'day');
  return rotation(zone, `${date} ${wallText(minute)}`, pace.unit, ['ana', 'ben', 'cyd'], pace.every);
}

describe('turns around every change of every zone in 2025 to 2030', () => {
  it('has zones to look at', () => {
    expect(changesOf.size).toBeGreaterThan(400);
    expect(CHANGING.length).toBeGreaterThan(20);
  });

  it('tile the line, and hand off at the anchor’s time wherever that time exists', () => {
    for (const zone of CHANGING) {
      // The first year in full, later years by turns, so that each change is met with some rotations.
      (changesOf.get(zone) ?? []).forEach((change, i) => {
        const paces = PACES.filter((_, p) => (i < 2 ? p % 2 === i : p % PACES.length === i % PACES.length));
        const minute = MINUTES[i % MINUTES.length] ?? 0;
        for (const pace of paces) checkTurns(rotationNear(zone, change, pace, minute), change, zone);
      });
    }
  });

  it('give exactly one person at each minute, the same from both questions', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGING),
        fc.nat(),
        fc.constantFrom(...PACES),
        fc.constantFrom(...MINUTES),
        (zone, which, pace, minute) => {
          const changes = changesOf.get(zone) ?? [];
          const change = changes[which % changes.length] as Instant;
          const tested = schedule([layer(rotationNear(zone, change, pace, minute))]);
          const from = after(change, -3 * 3_600_000);
          const shifts = onCallBetween(tested, from, after(change, 3 * 3_600_000));

          expect(shifts[0]?.from).toBe(from);
          shifts.forEach((shift, i) => {
            if (i > 0) expect(shift.from).toBe(shifts[i - 1]?.to);
            for (let t = shift.from; t < shift.to; t = after(t, 7 * 60_000)) {
              const who = onCallAt(tested, t);
              expect(who).toEqual(shift.who);
              expect(who.kind === 'people' && who.people.length).toBe(1);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('every zone there is, changing or not, has a turn in summer and in winter', () => {
  for (const zone of changesOf.keys()) {
    const tested = rotation(zone, '2026-01-05 09:00', 'week');
    for (const iso of ['2026-02-03T12:00Z', '2026-07-07T12:00Z']) {
      const n = turnNumberAt(tested, at(iso)) ?? -1;
      expect(n, zone).toBe(iso < '2026-05' ? 4 : 26);
      expect(localOf(handoff(tested, n), zone), zone).toMatchObject({ minute: 540, weekday: 'mon' });
    }
  }
});

function checkTurns(tested: ReturnType<typeof rotation>, change: Instant, zone: string): void {
  const first = Math.max(0, (turnNumberAt(tested, after(change, -DAY)) ?? 0) - 1);
  for (let n = first; handoff(tested, n) < after(change, DAY); n += 1) {
    const start = handoff(tested, n);
    const end = handoff(tested, n + 1);
    if (end < start) throw new Error(`${zone}: turn ${n} ends before it starts`);
    if (end > start) expect(turnNumberAt(tested, start), zone).toBe(n);
    if (n > 0) expect(turnNumberAt(tested, after(start, -1)) ?? -1, zone).toBeLessThan(n);
    const { anchor, pace } = tested;
    if (pace.unit === 'elapsed-hour' || pace.unit === 'wall-hour') continue;
    const wanted = { date: addToDate(anchor.date, n * pace.every, pace.unit), minute: anchor.minute };
    const { date, minute } = localOf(start, zone);
    if (date !== wanted.date || minute !== wanted.minute)
      expect(meaningOf(wanted, zone).kind, zone).toBe('skipped');
  }
}
