/** What one round of a loop's use case did, and when there will be something to do again. */
import type { Instant } from '../../domain/instant.ts';

export type LoopResult = {
  /** How many rows it handled; more than 0 means: run again at once. */
  readonly did: number;
  readonly nextDue?: Instant | undefined;
};
