/** How long history is kept, and from when on it is whole. */
import { after, DAY, type Instant, type Millis } from '../time/instant.ts';

export type Retention = {
  /** Bytes of calls as they came. */
  readonly calls: Millis;
  /** Alerts that ended, with their events, groups, decisions, messages and attempts. */
  readonly history: Millis;
  readonly audit: Millis;
  /** Recorded shifts and overrides that are over. */
  readonly shifts: Millis;
};

export const KEEP: Retention = { calls: 90 * DAY, history: 90 * DAY, audit: 400 * DAY, shifts: 400 * DAY };

/** A repeat is known as one for a week, so that less may not be kept. */
export const LEAST_KEPT: Millis = 8 * DAY;

export type Cutoffs = { readonly [K in keyof Retention]: Instant };

export function cutoffsOf(keep: Retention, at: Instant): Cutoffs {
  return {
    calls: after(at, -keep.calls),
    history: after(at, -keep.history),
    audit: after(at, -keep.audit),
    shifts: after(at, -keep.shifts),
  };
}
