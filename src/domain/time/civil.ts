/** Calendar time: dates and wall times of IANA zones, and the instants that they mean. The only user of Temporal. */
import { HOUR, type Instant, instant } from './instant.ts';

/** A day of the calendar, "2026-11-02". Two of them compare with `<`. */
export type LocalDate = string;

/** Minutes since 00:00 on the wall; 1440 is the end of the day. */
export type WallMinute = number;

export type LocalTime = { readonly date: LocalDate; readonly minute: WallMinute };

/** In the order of ISO 8601: Monday is the first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const DAY_MINUTES: WallMinute = 24 * 60;

/** Zone by name only: an offset is wrong for half of the year, so "+02:00" is none. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && dateOrNothing(text) === text;
}

/** "09:00" as minutes; "24:00" is the end of a day. `undefined` for anything else. */
export function parseWallTime(text: string): WallMinute | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined || Number(minute) > 59) return undefined;
  const total = Number(hour) * 60 + Number(minute);
  return total <= DAY_MINUTES ? total : undefined;
}

export function wallText(minute: WallMinute): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/**
 * The instant of a wall time. A time that the clock skips is moved forward by as much as the clock was; of one that
 * occurs twice the first is meant (Temporal calls this "compatible").
 */
export function instantAt({ date, minute }: LocalTime, zone: string): Instant {
  return inZone(plain(date, minute), zone, 'compatible');
}

export type Meaning =
  | { readonly kind: 'once'; readonly at: Instant }
  | { readonly kind: 'twice'; readonly first: Instant; readonly second: Instant }
  | { readonly kind: 'skipped'; readonly movedTo: Instant };

/** How often a wall time occurs, for those who must ask which one is meant. */
export function meaningOf({ date, minute }: LocalTime, zone: string): Meaning {
  const wall = plain(date, minute);
  const first = inZone(wall, zone, 'earlier');
  const second = inZone(wall, zone, 'later');
  if (first === second) return { kind: 'once', at: first };
  const shown = zoned(first, zone).toPlainDateTime();
  // In a gap "earlier" answers a time before the gap, which shows another wall time than the one asked for.
  return Temporal.PlainDateTime.compare(shown, wall) === 0
    ? { kind: 'twice', first, second }
    : { kind: 'skipped', movedTo: second };
}

export type WallClock = LocalTime & { readonly second: number; readonly weekday: Weekday };

/** What a clock on the wall shows. */
export function localOf(at: Instant, zone: string): WallClock {
  const shown = zoned(at, zone);
  return {
    date: shown.toPlainDate().toString(),
    minute: shown.hour * 60 + shown.minute,
    second: shown.second,
    weekday: weekdayAt(shown.dayOfWeek),
  };
}

/** "+02:00" */
export function offsetOf(at: Instant, zone: string): string {
  return zoned(at, zone).offset;
}

export function weekdayOf(date: LocalDate): Weekday {
  return weekdayAt(Temporal.PlainDate.from(date).dayOfWeek);
}

export type CalendarUnit = 'day' | 'week' | 'month';

/** A month's end is kept within the month: 31 January and a month is the last day of February. */
export function addToDate(date: LocalDate, count: number, unit: CalendarUnit): LocalDate {
  return Temporal.PlainDate.from(date)
    .add({ [`${unit}s`]: count })
    .toString();
}

/** Hours on the wall: they may be longer or shorter than an hour where the clock is changed. */
export function addWallHours({ date, minute }: LocalTime, hours: number): LocalTime {
  const moved = plain(date, minute).add({ hours });
  return { date: moved.toPlainDate().toString(), minute: moved.hour * 60 + moved.minute };
}

export type DayOfMonth = { readonly day: number; readonly daysInMonth: number; readonly month: number };

export function dayOfMonth(date: LocalDate): DayOfMonth {
  const { day, daysInMonth, month } = Temporal.PlainDate.from(date);
  return { day, daysInMonth, month };
}

/** The first instant of a local day: not always 00:00, since some zones change their clocks at midnight. */
export function startOfDay(date: LocalDate, zone: string): Instant {
  return instant(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);
}

/** When the clocks of a zone are changed within [from, to). */
export function zoneChanges(zone: string, from: Instant, to: Instant): readonly Instant[] {
  const found: Instant[] = [];
  let at = zoned(instant(from - 1), zone).getTimeZoneTransition('next');
  while (at !== null && at.epochMilliseconds < to) {
    found.push(instant(at.epochMilliseconds));
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

/**
 * The next instant after `after` at which the wall shows `minute` on one of these days. A skipped time is moved
 * forward, one that occurs twice counts once.
 */
export function nextWallTime(
  minute: WallMinute,
  days: ReadonlySet<Weekday>,
  zone: string,
  after: Instant,
): Instant | undefined {
  // A day earlier, since a zone may skip one, and eight days on, since a week may have lost the only day asked for.
  let date = addToDate(localOf(after, zone).date, -1, 'day');
  for (let i = 0; i < 16; i += 1) {
    const at = days.has(weekdayOf(date)) ? instantAt({ date, minute }, zone) : undefined;
    if (at !== undefined && at > after) return at;
    date = addToDate(date, 1, 'day');
  }
  return undefined;
}

/** "Mon 2 Nov 2026, 09:00 (+01:00)": how a moment is said to people, with its offset. */
export function localText(at: Instant, zone: string): string {
  const shown = zoned(at, zone);
  const seconds = at % (HOUR / 60) === 0 ? '' : `:${String(shown.second).padStart(2, '0')}`;
  const weekday = weekdayAt(shown.dayOfWeek);
  return `${weekday[0]?.toUpperCase()}${weekday.slice(1)} ${shown.toPlainDate().toString()} ${wallText(shown.hour * 60 + shown.minute)}${seconds} (${shown.offset})`;
}

function plain(date: LocalDate, minute: WallMinute): Temporal.PlainDateTime {
  const day = Temporal.PlainDate.from(date);
  if (minute === DAY_MINUTES) return day.add({ days: 1 }).toPlainDateTime();
  return day.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
}

function inZone(
  wall: Temporal.PlainDateTime,
  zone: string,
  disambiguation: 'compatible' | 'earlier' | 'later',
): Instant {
  return instant(wall.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
}

function zoned(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

function weekdayAt(dayOfWeek: number): Weekday {
  return WEEKDAYS[dayOfWeek - 1] ?? 'mon';
}

function dateOrNothing(text: string): string | undefined {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}
