/** Shifts worked out ahead, to be looked up at the speed of the engine; the evaluator decides what stands in it. */
import type { Instant } from '../time/instant.ts';
import { type OnCall, onCallAt, onCallBetween, type Shift } from './resolve.ts';
import type { Schedule } from './schedule.ts';

export type ShiftTable = {
  readonly schedule: Schedule;
  /** Neighbours, in order. */
  readonly shifts: readonly Shift[];
};

export function compileTable(schedule: Schedule, from: Instant, to: Instant): ShiftTable {
  return { schedule, shifts: onCallBetween(schedule, from, to) };
}

/** The same as the evaluator says; outside of the table the evaluator is asked. */
export function lookUp({ schedule, shifts }: ShiftTable, at: Instant): OnCall {
  return shiftIn(shifts, at)?.who ?? onCallAt(schedule, at);
}

/** The shift that holds an instant, if the list has one. */
export function shiftIn(shifts: readonly Shift[], at: Instant): Shift | undefined {
  let low = 0;
  let high = shifts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const shift = shifts[middle];
    if (shift === undefined || at < shift.from) high = middle - 1;
    else if (at >= shift.to) low = middle + 1;
    else return shift;
  }
  return undefined;
}
