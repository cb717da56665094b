/** Time as the application asks for it. */
import type { Instant } from '../../domain/instant.ts';

/** The two clocks: `now` is the wall, may step; `mono` only goes forward (milliseconds, any origin). */
export interface Clock {
  now(): Instant;
  mono(): number;
}
