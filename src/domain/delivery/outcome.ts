/** How one attempt ended, and what the next step is. */
import type { Instant } from '../time/instant.ts';

/**
 * `accepted`: handed over (not "seen"). `notNow`: certainly not taken, try later (`until` when told). `unknown`: it may
 * have arrived. `refused`: this payload will never be taken. `broken`: nothing will pass this lane until somebody mends it.
 * `detail` is for people and holds no secret; `status` is the HTTP or SMTP code.
 */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly handle?: unknown;
      readonly status?: number;
      readonly detail?: string;
    }
  | { readonly kind: 'notNow'; readonly until?: Instant; readonly status?: number; readonly detail: string }
  | { readonly kind: 'unknown'; readonly status?: number; readonly detail: string }
  | { readonly kind: 'refused'; readonly status?: number; readonly detail: string }
  | { readonly kind: 'broken'; readonly status?: number; readonly detail: string };
