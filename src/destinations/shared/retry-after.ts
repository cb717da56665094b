/** Reads `Retry-After` as seconds or as an HTTP date (RFC 9110 section 10.2.3); what makes no sense is ignored. */
import { type Instant, HOUR, after, instant } from '../../domain/time/instant.ts';

const LONGEST = HOUR;

/** The earliest time to try again, at most an hour away; `undefined` for a past, zero, negative or garbled value. */
export function retryAfter(value: string | undefined, at: Instant): Instant | undefined {
  const asked = readMoment(value?.trim() ?? '', at);
  if (asked === undefined || asked <= at) return undefined;
  return instant(Math.min(asked, after(at, LONGEST)));
}

function readMoment(value: string, at: Instant): Instant | undefined {
  if (/^\d{1,10}(\.\d+)?$/.test(value)) return after(at, Math.ceil(Number(value) * 1000));
  // Only the date forms of HTTP; `Date.parse` alone would read "-5" and "soon 7" as years.
  if (!/^[A-Z][a-z]{2,8},? .*\d\d:\d\d:\d\d/.test(value)) return undefined;
  const epochMs = Date.parse(/GMT|UTC|[+-]\d{4}$/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(epochMs) ? undefined : instant(epochMs);
}
