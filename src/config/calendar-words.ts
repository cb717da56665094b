/** Weekdays, hours and handoff times as people write them in the document. */
import type { Checking } from './checking.ts';
import type { Path } from './fault.ts';
import { parseWallTime, WEEKDAYS, type WallMinute, type Weekday } from '../domain/time/civil.ts';

/** [mon..fri, sun]: single days and ranges, which may pass the end of the week. `undefined` for anything else. */
export function parseDays(words: readonly string[]): ReadonlySet<Weekday> | undefined {
  const days = new Set<Weekday>();
  for (const word of words) {
    const ends = word.trim().toLowerCase().split('..').map(weekdayIn);
    const [first] = ends;
    const last = ends.at(-1);
    if (first === undefined || last === undefined || ends.length > 2) return undefined;
    for (let i = WEEKDAYS.indexOf(first); ; i = (i + 1) % WEEKDAYS.length) {
      const day = WEEKDAYS[i] ?? first;
      days.add(day);
      if (day === last) break;
    }
  }
  return days;
}

type DayWords = string | readonly string[] | undefined;

/** "workdays", "daily", or a list of days and ranges: [mon..thu, sat]. Nothing is daily. */
export function compileDays(
  given: DayWords,
  at: Path,
  { findings }: Pick<Checking, 'findings'>,
): ReadonlySet<Weekday> | undefined {
  if (given === undefined || given === 'daily') return new Set(WEEKDAYS);
  if (given === 'workdays') return new Set(WEEKDAYS.slice(0, 5));
  const words = typeof given === 'string' ? [given] : given;
  const wrong = words.find((word) => parseDays([word]) === undefined);
  if (wrong === undefined) return parseDays(words);
  findings.fault(at, `"${wrong}" is no day`, {
    remedy: 'write workdays, daily, or a list such as [mon..thu, sat]',
  });
  return undefined;
}

/** "22:00-06:00"; an end not after the start is on the next day. */
export function parseHours(
  text: string,
): { readonly start: WallMinute; readonly end: WallMinute } | undefined {
  const [, from, to] = /^\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*$/.exec(text) ?? [];
  const start = parseWallTime(from ?? '');
  const end = parseWallTime(to ?? '');
  return start === undefined || end === undefined || start === 1440 ? undefined : { start, end };
}

export type HandoffTime = { readonly weekday: Weekday | undefined; readonly minute: WallMinute };

/** "mon 09:00" or "09:00". */
export function parseHandoff(text: string): HandoffTime | undefined {
  const words = text.trim().toLowerCase().split(/\s+/);
  const minute = parseWallTime(words.at(-1) ?? '');
  if (minute === undefined || minute === 1440 || words.length > 2) return undefined;
  if (words.length === 1) return { weekday: undefined, minute };
  const weekday = weekdayIn(words[0] ?? '');
  return weekday === undefined ? undefined : { weekday, minute };
}

/** The first three letters or the whole name. */
function weekdayIn(word: string): Weekday | undefined {
  const short = WEEKDAYS.find((day) => word.startsWith(day));
  return short !== undefined && (word === short || word === FULL[short]) ? short : undefined;
}

const FULL: Readonly<Record<Weekday, string>> = {
  mon: 'monday',
  tue: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
};
