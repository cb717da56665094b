/** Silences: what people keep quiet for a time, by matchers, with an end, an author and a reason. */
import type { Silence } from './quiet-records.ts';
import type { Instant } from './instant.ts';
import type { Matcher } from './policy.ts';

/** With its matchers ready to be used. */
export type ReadySilence = Silence & { readonly tests: readonly Matcher[] };

export function silenceState({ from, until }: Silence, at: Instant): 'pending' | 'active' | 'expired' {
  if (at >= until) return 'expired';
  return at < from ? 'pending' : 'active';
}
