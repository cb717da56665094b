/** A token bucket for each key, for the intake: a bounded map, no timers. */

export type BucketLimits = { readonly burst: number; readonly perSecond: number };

const MOST_KEYS = 10_000;

/** `take` answers 0 when it may pass, else the whole seconds after which it may (for `Retry-After`). */
export function buckets(limits: BucketLimits, mono: () => number): { take(key: string): number } {
  const state = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = mono();
      const bucket = state.get(key) ?? { tokens: limits.burst, at: now };
      bucket.tokens = Math.min(limits.burst, bucket.tokens + ((now - bucket.at) / 1000) * limits.perSecond);
      bucket.at = now;
      if (!state.has(key)) {
        if (state.size >= MOST_KEYS) state.delete(state.keys().next().value as string);
        state.set(key, bucket);
      }
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / limits.perSecond));
      bucket.tokens -= 1;
      return 0;
    },
  };
}
