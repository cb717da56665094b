/** How fast the company's time passes, so that a demonstration does not wait for tomorrow morning. */
import type { Millis } from '../../domain/time/instant.ts';

export type Pace = {
  /** How many times faster than in life schedules come round and refreshes run. */
  readonly speedUp: number;
  /** The time after the start at which something has failed for the first time; left to chance when it is missing. */
  readonly firstFailureAfter?: Millis;
};

export const REAL_PACE: Pace = { speedUp: 1 };

/** An hour in 30 seconds, a day in 12 minutes, and something to look at almost at once. */
export const DEMO_PACE: Pace = { speedUp: 120, firstFailureAfter: 4000 };
