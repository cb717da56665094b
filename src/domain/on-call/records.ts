/** What is stored of who is on call: overrides made at run time, and the shifts that were recorded. */
import type { PersonId } from './schedule.ts';
import type { Instant } from '../time/instant.ts';
import type { OnCall } from './resolve.ts';
import type { OverrideAct } from './schedule.ts';

/** An exception that somebody made at run time. It is never deleted, so that "who was on call, and why" can be told. */
export type StoredOverride = {
  readonly id: string;
  /** `undefined`: in every schedule, as for time off. */
  readonly schedule: string | undefined;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly act: OverrideAct;
  readonly reason: string | undefined;
  readonly author: string;
  readonly madeAt: Instant;
  readonly removedAt: Instant | undefined;
  readonly removedBy: string | undefined;
};

/** Who came on call when: written at each change, and never worked out again. It lasts until the next of its schedule. */
export type RecordedShift = {
  readonly id: string;
  readonly schedule: string;
  readonly startsAt: Instant;
  readonly who: OnCall;
  readonly revision: number;
  readonly recordedAt: Instant;
};

/** How far a schedule has told its handoffs. Its id is the name of the schedule. */
export type HandoffMark = {
  readonly id: string;
  /** Handoffs up to here are told, and who came with the last of them. */
  readonly toldUntil: Instant;
  readonly people: readonly PersonId[];
  /** The next one, and when it is told: a time of the day, found again whenever the schedule or the clock is another. */
  readonly nextAt: Instant | undefined;
  readonly dueAt: Instant | undefined;
  /** What became of the last notice, in words. */
  readonly said: string | undefined;
  readonly saidAt: Instant | undefined;
};
