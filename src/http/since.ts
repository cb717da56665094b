/** The beginning of a time that is asked about: so long ago, or a time with its zone. */
import { AppError } from '../app/errors.ts';
import { parseDuration } from '../config/durations.ts';
import { after, type Instant, instant, latest, parseInstant } from '../domain/time/instant.ts';

const FIRST = instant(0);

export function sinceOf(text: string, now: Instant): Instant {
  const length = parseDuration(text);
  const at = length === undefined ? parseInstant(text) : after(now, -length);
  // Nothing is older than that, and a year of five digits is no time that can be shown.
  if (at !== undefined) return latest([at, FIRST]) ?? at;
  throw new AppError('wrong-use', `${JSON.stringify(text)} is neither a duration nor a time`, {
    remedy: 'write 12h, 7d, or a time with its zone: 2026-11-02T03:15+01:00',
  });
}
