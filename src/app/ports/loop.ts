/** What one round of a loop's use case did, and when there will be something to do again. */
import type { Instant } from '../../domain/time/instant.ts';

export type LoopResult = {
  /** How many rows it handled; more than 0 means: run again at once, unless `more` says otherwise. */
  readonly did: number;
  /** Whether more may be due now; what comes meanwhile wakes the loop anyway. */
  readonly more?: boolean;
  readonly nextDue?: Instant | undefined;
};
