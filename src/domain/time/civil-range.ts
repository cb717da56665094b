/** Recurring ranges of calendar time: weekdays, days of the month, hours that may pass midnight; in one zone. */
import {
  addToDate,
  DAY_MINUTES,
  dayOfMonth,
  instantAt,
  type LocalDate,
  localOf,
  type WallMinute,
  type Weekday,
  weekdayOf,
  zoneChanges,
} from './civil.ts';
import { after, DAY, type Instant } from './instant.ts';

/** Days of a month, 1 to 31, or −1 to −31 counted from its end; both ends included. */
export type MonthDays = { readonly from: number; readonly to: number };

/** All that is given must hold. */
export type CivilRange = {
  readonly zone: string;
  /** Empty is every day. Hours that pass midnight belong to the day on which they start. */
  readonly days: ReadonlySet<Weekday>;
  readonly monthDays: readonly MonthDays[];
  /** 1 to 12; empty is every month. */
  readonly months: ReadonlySet<number>;
  /** [start, end) on the wall; a start not before the end passes midnight. */
  readonly hours: WallHours | undefined;
};

export type WallHours = { readonly start: WallMinute; readonly end: WallMinute };

/**
 * Whether the range holds by what the clock on the wall shows at an instant: an hour that is repeated holds in both
 * passes, one that is skipped never occurs.
 */
export function rangeCovers(range: CivilRange, at: Instant): boolean {
  const { date, minute } = localOf(at, range.zone);
  const { hours } = range;
  if (hours === undefined) return takesDay(range, date);
  if (hours.start < hours.end) return minute >= hours.start && minute < hours.end && takesDay(range, date);
  if (minute >= hours.start && takesDay(range, date)) return true;
  return minute < hours.end && takesDay(range, addToDate(date, -1, 'day'));
}

/** The next instant at which `rangeCovers` may answer otherwise; never later than a day on. */
export function nextEdge(range: CivilRange, at: Instant): Instant {
  const limit = after(at, DAY);
  const { date } = localOf(at, range.zone);
  const walls = new Set([0, ...(range.hours === undefined ? [] : [range.hours.start, range.hours.end])]);
  const edges = [0, 1, 2].flatMap((ahead) =>
    [...walls].map((minute) =>
      instantAt({ date: addToDate(date, ahead, 'day'), minute: minute % DAY_MINUTES }, range.zone),
    ),
  );
  // A wall time that is shown again is an edge in its second pass too, also when the change has just been.
  const changes = zoneChanges(range.zone, after(at, -DAY), limit);
  const again = changes.flatMap((change) =>
    [...walls].map((minute) => secondPass(change, minute, range.zone)).filter((e) => e !== undefined),
  );
  const next = [...edges, ...changes, ...again].filter((e) => e > at && e < limit);
  return next.length === 0 ? limit : (Math.min(...next) as Instant);
}

/** The days on which a range starts, without its hours. */
export function takesDay(range: CivilRange, date: LocalDate): boolean {
  if (range.days.size > 0 && !range.days.has(weekdayOf(date))) return false;
  if (range.months.size === 0 && range.monthDays.length === 0) return true;
  const { day, daysInMonth, month } = dayOfMonth(date);
  if (range.months.size > 0 && !range.months.has(month)) return false;
  return range.monthDays.length === 0 || range.monthDays.some((days) => holdsDay(days, day, daysInMonth));
}

/** A begin beyond the end of a month skips that month; an end is kept within it. */
function holdsDay({ from, to }: MonthDays, day: number, daysInMonth: number): boolean {
  const first = from < 0 ? daysInMonth + 1 + from : from;
  const last = to < 0 ? daysInMonth + 1 + to : Math.min(to, daysInMonth);
  return day >= Math.max(1, first) && day <= last && first <= daysInMonth;
}

function secondPass(change: Instant, minute: WallMinute, zone: string): Instant | undefined {
  const shown = localOf(change, zone);
  const wait = minute - shown.minute;
  const at = after(change, (wait < 0 ? wait + DAY_MINUTES : wait) * 60_000 - shown.second * 1000);
  return at >= change && localOf(at, zone).minute === minute ? at : undefined;
}
