/** Silences: what people keep quiet for a time, by matchers, with an end, an author and a reason. */
import type { Silence } from '../quiet-records.ts';
import { after, HOUR, type Instant, MINUTE } from '../time/instant.ts';
import type { Matcher } from '../policy.ts';

const REMIND_BEFORE = 30 * MINUTE;
/** A shorter one is still in mind. */
const REMIND_FROM = HOUR;

/** They name times of the day, as the end itself does: they do not move when the clock is set. */
export function duesOf({ from, until }: Pick<Silence, 'from' | 'until'>, at: Instant) {
  const remindAt = after(until, -REMIND_BEFORE);
  return { remindAt: until - from >= REMIND_FROM && remindAt > at ? remindAt : undefined, sumUpAt: until };
}

/** With its matchers ready to be used. */
export type ReadySilence = Silence & { readonly tests: readonly Matcher[] };

export function silenceState({ from, until }: Silence, at: Instant): 'pending' | 'active' | 'expired' {
  if (at >= until) return 'expired';
  return at < from ? 'pending' : 'active';
}
