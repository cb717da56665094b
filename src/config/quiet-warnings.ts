/** Warnings about quiet times that never hold, or always, and about inhibitions that do not do what they seem to. */
import { type CivilRange, nextEdge, rangeCovers } from '../domain/time/civil-range.ts';
import { after, DAY, type Instant, instant } from '../domain/time/instant.ts';
import type { Inhibition, Matcher } from '../domain/policy.ts';
import type { Matchable } from './compile-matchers.ts';
import type { Findings } from './fault.ts';
import { takesAllOf } from './matcher-logic.ts';

export function warnOfQuietTimes(
  times: ReadonlyMap<string, readonly CivilRange[]>,
  findings: Findings,
): void {
  for (const [name, ranges] of times) {
    const at = ['quiet_times', name];
    if (ranges.length === 0 && !findings.isFaulty(at)) {
      findings.warn(at, 'never holds: there is no range in it', 'give it hours or days, or remove it');
      continue;
    }
    if (ranges.length > 0 && ranges.every(neverHolds))
      findings.warn(at, 'never holds: no month of it has such a day', 'give days that there are');
    else
      ranges.forEach((range, i) => {
        if (neverHolds(range))
          findings.warn([...at, i], 'never holds: no month of it has such a day', 'give days that there are');
      });
    if (alwaysHolds(ranges))
      findings.warn(
        at,
        'always holds: a route that names it tells nobody',
        'give it hours or days, or remove the route',
      );
  }
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function neverHolds({ months, monthDays }: CivilRange): boolean {
  if (monthDays.length === 0) return false;
  const lengths = LONGEST_MONTHS.filter((_, i) => months.size === 0 || months.has(i + 1));
  return !lengths.some((length) =>
    // Counted from the end, the last of them is the nearest.
    monthDays.some(({ from, to }) => (from > 0 ? from : -to) <= length),
  );
}

/** A Monday; what holds at each edge of a week holds at any time, if it does not ask for days or months. */
const SOME_MONDAY: Instant = instant(Date.UTC(2026, 0, 5));

function alwaysHolds(ranges: readonly CivilRange[]): boolean {
  const weekly = ranges.filter(({ months, monthDays }) => months.size === 0 && monthDays.length === 0);
  if (weekly.length === 0) return false;
  const end = after(SOME_MONDAY, 8 * DAY);
  for (let at = SOME_MONDAY; at < end; ) {
    const now = at;
    if (!weekly.some((range) => rangeCovers(range, now))) return false;
    at = weekly.reduce((first, range) => {
      const edge = nextEdge(range, now);
      return edge < first ? edge : first;
    }, end);
  }
  return true;
}

/** Inhibitions that keep nothing quiet, or too much. */
export function warnOfInhibitions(
  inhibitions: readonly Inhibition[],
  known: Matchable,
  findings: Findings,
): void {
  const covers = (wide: readonly Matcher[], narrow: readonly Matcher[]) =>
    takesAllOf({ match: wide, except: [] }, { match: narrow, except: [] }, known);
  inhibitions.forEach((one, i) => {
    const at = ['inhibitions', i];
    if (findings.isFaulty(at)) return;
    if (covers(one.when, one.quiet) && covers(one.quiet, one.when))
      findings.warn(
        at,
        'keeps nothing quiet: `when` and `quiet` fit the same alerts, and of two such neither silences the other',
        'let `when` fit the cause alone, such as severity: critical',
      );
    const back = inhibitions
      .slice(0, i)
      .find((other) => covers(other.quiet, one.when) && covers(one.quiet, other.when));
    if (back !== undefined)
      findings.warn(
        at,
        `turns ${back.place.path} (line ${back.place.line}) around: when both alerts fire, each keeps the other quiet, and nobody is told`,
        'remove one of the two',
      );
  });
}
