/** The windows that restrict a layer: each becomes instants for its local day, by the same rule as a handoff. */
import { addToDate, instantAt, type LocalDate, localOf, weekdayOf } from '../time/civil.ts';
import type { Instant } from '../time/instant.ts';
import type { Window } from './schedule.ts';

/** Without windows every instant is within. */
export function isWithin(windows: readonly Window[], zone: string, at: Instant): boolean {
  if (windows.length === 0) return true;
  return daysAround(at, at, zone).some((date) =>
    windows.some((window) => {
      const span = spanOf(window, date, zone);
      return span !== undefined && at >= span.start && at < span.end;
    }),
  );
}

/** Starts and ends of windows within (from, to). */
export function windowEdges(
  windows: readonly Window[],
  zone: string,
  from: Instant,
  to: Instant,
): readonly Instant[] {
  if (windows.length === 0) return [];
  return daysAround(from, to, zone)
    .flatMap((date) => windows.map((window) => spanOf(window, date, zone)))
    .flatMap((span) => (span === undefined ? [] : [span.start, span.end]))
    .filter((at) => at > from && at < to);
}

function spanOf(
  window: Window,
  date: LocalDate,
  zone: string,
): { readonly start: Instant; readonly end: Instant } | undefined {
  if (!window.days.has(weekdayOf(date))) return undefined;
  const lastDay = window.end <= window.start ? addToDate(date, 1, 'day') : date;
  return {
    start: instantAt({ date, minute: window.start }, zone),
    end: instantAt({ date: lastDay, minute: window.end }, zone),
  };
}

/** Two days earlier, since a window may pass midnight and a zone may skip a day; one later, since a start may move. */
function daysAround(from: Instant, to: Instant, zone: string): readonly LocalDate[] {
  const last = addToDate(localOf(to, zone).date, 1, 'day');
  const days: LocalDate[] = [];
  for (
    let date = addToDate(localOf(from, zone).date, -2, 'day');
    date <= last;
    date = addToDate(date, 1, 'day')
  )
    days.push(date);
  return days;
}
