/** Time as the application asks for it. */
import type { Instant, Millis } from '../../domain/time/instant.ts';

/** The two clocks: `now` is the wall, may step; `mono` only goes forward (milliseconds, any origin). */
export interface Clock {
  now(): Instant;
  mono(): number;
  /** Which start of the machine it is, where the system says so; `mono` of one start can be compared. */
  readonly machine?: string | undefined;
}

/** A clock whose `now` goes on as if nothing had happened when the machine's is set, until it is told to follow. */
export interface SteadyClock extends Clock {
  /** By how much the machine's clock has been set and is not followed yet; 0 nearly always. */
  step(): Millis;
  follow(by: Millis): void;
}
