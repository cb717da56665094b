import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockReading, clockNoteText, clockStepText, readClockNote, stepSince } from './clock-note.ts';
import { after, DAY, HOUR, instant, MINUTE } from './instant.ts';

const NOON = instant(Date.UTC(2026, 8, 21, 12));
const NOTE: ClockReading = { wall: NOON, mono: 5000, machine: 'a' };
/** After so long, on the same start of the machine, with its clock set by so much. */
const later = (passed: number, by: number, over: Partial<ClockReading> = {}): ClockReading => ({
  ...{ wall: after(NOON, passed + by), mono: 5000 + passed, machine: 'a' },
  ...over,
});

describe('stepSince', () => {
  it('is exact while the machine runs on, in both directions and however long Tabduty did not run', () => {
    const most = 3650 * DAY;
    fc.assert(
      fc.property(fc.nat({ max: 30 * DAY }), fc.integer({ min: -most, max: most }), (passed, by) => {
        expect(stepSince(NOTE, later(passed, by))).toBe(Math.abs(by) > 2000 ? by : 0);
      }),
    );
  });

  it('after a start of the machine only a time before the note is wrong for certain', () => {
    const anew = { machine: 'b', mono: 10 };
    expect(stepSince(NOTE, later(MINUTE, -HOUR, anew))).toBe(-59 * MINUTE);
    expect(stepSince(NOTE, later(2 * HOUR, -HOUR, anew))).toBe(0);
    expect(stepSince(NOTE, later(MINUTE, DAY, anew))).toBe(0);
  });

  it('takes no start for the same where the system does not say, or where the counter began anew', () => {
    expect(stepSince({ ...NOTE, machine: undefined }, later(HOUR, DAY, { machine: undefined }))).toBe(0);
    expect(stepSince(NOTE, later(HOUR, DAY, { mono: 10 }))).toBe(0);
  });
});

it('a note is read back as it was written', () => {
  const note = { ...NOTE, lastStep: { at: NOON, by: -HOUR, whileDown: true } };
  expect(readClockNote(clockNoteText(note))).toEqual(note);
  expect(clockStepText(note.lastStep)).toBe(
    'set back by 1 h, found at the start at 2026-09-21T12:00:00.000Z',
  );
  const least = { ...note.lastStep, isLeast: true } as const;
  expect(readClockNote(clockNoteText({ ...NOTE, lastStep: least }))?.lastStep).toEqual(least);
  expect(clockStepText(least)).toMatch(/^set back by at least 1 h, /);
});
