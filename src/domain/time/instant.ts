/** Time as the domain knows it: epoch milliseconds, told to it by an argument, never asked for. */

/** A moment, epoch milliseconds (integer). Compare with `<`; print with `isoOf`. */
export type Instant = number & { readonly __brand: 'Instant' };

/** A length of time in milliseconds. */
export type Millis = number;

export const SECOND: Millis = 1000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

export function instant(epochMs: number): Instant {
  return Math.trunc(epochMs) as Instant;
}

export function after(at: Instant, wait: Millis): Instant {
  return instant(at + wait);
}

/** The earliest of those that are given. */
export function earliest(instants: Iterable<Instant | undefined>): Instant | undefined {
  let first: Instant | undefined;
  for (const at of instants) if (at !== undefined && (first === undefined || at < first)) first = at;
  return first;
}

/** The latest of those that are given. */
export function latest(instants: Iterable<Instant | undefined>): Instant | undefined {
  let last: Instant | undefined;
  for (const at of instants) if (at !== undefined && (last === undefined || at > last)) last = at;
  return last;
}

/** ISO 8601 in UTC with milliseconds, for logs, APIs and stored documents. */
export function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}

/** Reads an ISO 8601 date-time with a zone; `undefined` for anything else. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) return undefined;
  // Date takes the 30th of February as the 2nd of March.
  const isDay = new Date(`${text.slice(0, 10)}T00:00Z`).toISOString().startsWith(text.slice(0, 10));
  return isDay ? instant(epochMs) : undefined;
}

/** A duration for people: "3 h 12 min", "45 s". */
export function durationText(length: Millis): string {
  const seconds = Math.max(0, Math.round(length / SECOND));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}
