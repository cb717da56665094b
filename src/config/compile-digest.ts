/** `digest` of a route: when its receiver is told of what happened, in place of at once. */
import { DAY_MINUTES, parseWallTime, WEEKDAYS } from '../domain/time/civil.ts';
import type { DigestRule } from '../domain/policy.ts';
import { compileDays } from './calendar-words.ts';
import type { Checking } from './checking.ts';
import type { Path } from './fault.ts';
import type { routeSchema } from './schema.ts';

export function compileDigest(
  given: (typeof routeSchema._output)['digest'],
  at: Path,
  inherited: DigestRule | undefined,
  usualZone: string,
  checking: Checking,
): DigestRule | undefined {
  if (given === undefined) return inherited;
  if (given === 'off') return undefined;
  const minute = parseWallTime(given.at);
  const days = compileDays(given.days, [...at, 'days'], checking);
  if (minute === undefined || minute === DAY_MINUTES)
    checking.findings.fault([...at, 'at'], 'must be a time such as "08:00", in quotes');
  if (minute === undefined || days === undefined) return inherited;
  return {
    minute,
    days: WEEKDAYS.filter((day) => days.has(day)),
    zone: given.time_zone ?? usualZone,
    skipEmpty: given.empty === 'skip',
  };
}
