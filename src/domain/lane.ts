/** A lane: the one queue, rate window and breaker behind an address. */
import type { Millis } from './instant.ts';

/** At most `count` requests in any `per` milliseconds. */
export type RateWindow = { readonly count: number; readonly per: Millis };
