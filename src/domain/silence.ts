/** Silences: what people keep quiet for a time, by matchers, with an end, an author and a reason. */
import type { Instant } from './instant.ts';
import type { LabelName } from './labels.ts';
import type { Matcher } from './policy.ts';

export type SilenceMatcher = {
  readonly label: LabelName;
  readonly patterns: readonly string[];
};

export type Silence = {
  readonly id: string;
  /** All must fit. */
  readonly matchers: readonly SilenceMatcher[];
  /** [from, until) */
  readonly from: Instant;
  readonly until: Instant;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: Instant;
  /** Who ended it before its time. */
  readonly endedBy: string | undefined;
  /** The silence whose place it takes. */
  readonly replaces: string | undefined;
};

/** With its matchers ready to be used. */
export type ReadySilence = Silence & { readonly tests: readonly Matcher[] };

export function silenceState({ from, until }: Silence, at: Instant): 'pending' | 'active' | 'expired' {
  if (at >= until) return 'expired';
  return at < from ? 'pending' : 'active';
}
