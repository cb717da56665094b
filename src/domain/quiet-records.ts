/** The records of what keeps a message back: verdicts of rules, silences, sums of a storm. */
import type { Instant } from './time/instant.ts';
import type { LabelName } from './routing/labels.ts';
import type { DigestRule } from './policy.ts';

/** Why a firing member is not told of, and when that may change by itself. */
export type Quiet = {
  readonly rule: 'rerun-first' | 'after-failures' | 'inhibition' | 'quiet-time' | 'silence' | 'flapping';
  readonly reason: string;
  readonly until?: Instant | undefined;
  readonly silenceId?: string | undefined;
};

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

/** What is held back at a destination since when, and when the next message about it may go out. */
export type Storm = {
  readonly destinationId: string;
  readonly since: Instant | undefined;
  readonly dueAt: Instant | undefined;
  /** When the last message about a storm was made. */
  readonly toldAt: Instant | undefined;
};

/** How far a receiver was told by its digests. */
export type DigestMark = {
  readonly id: string;
  readonly receiver: string;
  readonly rule: DigestRule;
  /** When the last one was made, or when it was configured. */
  readonly until: Instant;
  /** How many were made: "digest 7 of ops". */
  readonly number: number;
  /** A time of the day: found again whenever the clock is another. */
  readonly dueAt: Instant | undefined;
  /** What became of the last one, in words. */
  readonly said: string | undefined;
  readonly version: number;
};
