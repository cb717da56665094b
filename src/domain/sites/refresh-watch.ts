/** When a running refresh is stuck: by its own history, or by a limit. */
import { type Instant, MINUTE, type Millis } from '../time/instant.ts';

/** Fewer runs say nothing of what is usual. */
const LEAST_RUNS = 5;
/** Twice a few seconds is no trouble yet. */
const LEAST_STUCK = 15 * MINUTE;

/** The length that 95 of 100 runs do not exceed; `undefined` with too few runs. */
export function usualLength(lengths: readonly Millis[]): Millis | undefined {
  if (lengths.length < LEAST_RUNS) return undefined;
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1];
}

/** How long a refresh may run before it counts as stuck. */
export function mostLength(usual: Millis | undefined, limit: Millis): Millis {
  return usual === undefined ? limit : Math.min(limit, Math.max(2 * usual, LEAST_STUCK));
}

export function isStuck(startedAt: Instant, usual: Millis | undefined, limit: Millis, at: Instant): boolean {
  return at - startedAt > mostLength(usual, limit);
}
