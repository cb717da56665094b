/** Silences: what people keep quiet for a time, by matchers, with an end, an author and a reason. */
import { after, HOUR, type Instant, MINUTE } from './instant.ts';
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
  /** When those whose messages it held are told that it ends soon, and when what became of them; none once that is done. */
  readonly remindAt?: Instant | undefined;
  readonly sumUpAt?: Instant | undefined;
};

/** What a silence kept quiet, and whose message that was. */
export type Held = {
  /** silence/receiver/incarnation */
  readonly id: string;
  readonly silenceId: string;
  readonly receiver: string;
  readonly incarnationId: string;
};

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
