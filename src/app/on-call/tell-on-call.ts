/** Answers who is on call: recorded where it has been, worked out where it will be. */
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import { type OnCall, onCallBetween, type Shift } from '../../domain/on-call/resolve.ts';
import { shiftIn } from '../../domain/on-call/table.ts';
import type { SchedulePolicy } from '../../domain/policy.ts';
import type { RecordedShift } from '../../domain/on-call/records.ts';
import { scheduleOf } from './make-overrides.ts';
import type { OnCallBook } from './on-call-book.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

export type OnCallDeps = {
  readonly store: Pick<Store, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly book: OnCallBook;
};

export type Told = {
  readonly schedule: SchedulePolicy;
  readonly who: OnCall;
  /** When that began and ends, and who comes next, as far as it can be told. */
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly next: OnCall | undefined;
  /** True: as it was written down then. False: as the present schedule says. */
  readonly recorded: boolean;
};

/** How far the ends of a shift are looked for. */
const REACH = 62 * DAY;
const MOST_SCHEDULES = 10_000;

export async function tellOnCall(
  { store, clock, book }: OnCallDeps,
  at: Instant,
  name: string | undefined,
): Promise<readonly Told[]> {
  const page = await book.open(clock.now());
  const wanted = name === undefined ? [...page.schedules.values()] : [scheduleOf(page, name)];
  const written = at < clock.now() ? await store.ask('lastShifts', { at, limit: MOST_SCHEDULES }) : [];
  return wanted.map((schedule) => {
    const row = written.find((s) => s.schedule === schedule.name);
    return row === undefined ? workedOut(schedule, at) : asWritten(schedule, row);
  });
}

/** Shifts of [from, to): what has been as it was recorded, what comes as the schedule says. */
export async function tellShifts(
  { store, clock, book }: OnCallDeps,
  name: string,
  from: Instant,
  to: Instant,
): Promise<{ readonly schedule: SchedulePolicy; readonly shifts: readonly Shift[] }> {
  const now = clock.now();
  const schedule = scheduleOf(await book.open(now), name);
  const seam = from > now ? from : to < now ? to : now;
  const rows = await store.ask('recordedShifts', { schedule: name, from, to: seam, limit: 5000 });
  const past = rows.map(({ startsAt, who }, i) => ({
    from: startsAt > from ? startsAt : from,
    to: rows[i + 1]?.startsAt ?? seam,
    who,
  }));
  return { schedule, shifts: joined([...past, ...onCallBetween(schedule, seam, to)]) };
}

/** At the seam between what was and what comes the same shift goes on. */
function joined(shifts: readonly Shift[]): readonly Shift[] {
  const list: Shift[] = [];
  for (const shift of shifts) {
    const last = list.at(-1);
    if (
      last !== undefined &&
      last.to === shift.from &&
      JSON.stringify(last.who) === JSON.stringify(shift.who)
    )
      list[list.length - 1] = { ...last, to: shift.to };
    else if (shift.from < shift.to) list.push(shift);
  }
  return list;
}

function workedOut(schedule: SchedulePolicy, at: Instant): Told {
  const [start, end] = [after(at, -REACH), after(at, REACH)];
  const shifts = onCallBetween(schedule, start, end);
  const shift = shiftIn(shifts, at);
  if (shift === undefined) throw new Error('shifts tile the line, so one holds every moment');
  return {
    schedule,
    who: shift.who,
    from: shift.from > start ? shift.from : undefined,
    to: shift.to < end ? shift.to : undefined,
    next: shiftIn(shifts, shift.to)?.who,
    recorded: false,
  };
}

function asWritten(schedule: SchedulePolicy, { who, startsAt }: RecordedShift): Told {
  return { schedule, who, from: startsAt, to: undefined, next: undefined, recorded: true };
}
