/** Ids begin with the time at which they were made (UUIDv7), so that a range of ids is a range of time. */
import { CLOCK_TOLERANCE } from './clock-note.ts';
import { type Instant, instant } from './instant.ts';

/** Sorts before every id that is made at that time or later, and after every earlier one. */
export function idFrom(at: Instant): string {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** When an id was made; `undefined` for what is none. */
export function timeOfId(id: string): Instant | undefined {
  const found = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id);
  return found === null ? undefined : instant(Number.parseInt(`${found[1]}${found[2]}`, 16));
}

/** Where a row stands among others: ids go on when the clock is set back, and times do not. */
export function orderOf({ id, at }: { readonly id: string; readonly at: Instant }): Instant {
  const made = timeOfId(id);
  // Ids stand still until the clock has caught up: it comes after all that was made at that time.
  return made !== undefined && made - at > CLOCK_TOLERANCE ? instant(made + 1) : at;
}
