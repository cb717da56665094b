/** What a reason to stay quiet looks at, and what it answers. */
import type { Instant } from '../instant.ts';
import type { GroupSettings, Incarnation } from '../records.ts';
import type { Circumstances } from '../step.ts';

/** Why a firing member is not told of, and when that may change by itself. */
export type Quiet = {
  readonly rule: 'after-failures' | 'inhibition' | 'quiet-time' | 'silence';
  readonly reason: string;
  readonly until?: Instant | undefined;
};

export type Judged = {
  readonly incarnation: Incarnation;
  readonly settings: GroupSettings;
  /** All that fires, where inhibitions are configured. */
  readonly firing: readonly Incarnation[];
  readonly now: Circumstances;
};

export type Rule = (judged: Judged) => Quiet | undefined;
