/** The records of who is woken and who has it: escalations, acknowledgements, and what people set for themselves. */
import type { Instant, Millis } from './time/instant.ts';
import type { PersonId } from './on-call/schedule.ts';
import type { EscalationPolicy } from './policy.ts';
import type { Severity } from './routing/severity.ts';

/** Who did something, and how certain that is. */
export type Actor = {
  readonly name: string;
  /** Of the configuration, when it is one. */
  readonly person: PersonId | undefined;
  /** A channel's link: anybody who reads the channel may have said that they are this. */
  readonly claimed: boolean;
  /** "link ops/teams", "cli", "api". */
  readonly via: string;
};

/** `wake`: asked to be woken at `until` if it still fails. `pass`: somebody else is asked, and it comes back at `until`. */
export type Acknowledgement = {
  readonly kind: 'ack' | 'wake' | 'pass';
  readonly by: Actor;
  /** A person, or the e-mail address of an owner who is none of ours. */
  readonly to: string | undefined;
  readonly at: Instant;
  readonly until: Instant;
  readonly members: readonly { readonly id: string; readonly streak: number }[];
  readonly topics: readonly Topic[];
};

export type Topic = { readonly cause: string; readonly severity: Severity };

/** A way of a person whose time has not come; `after` counts from the start. */
export type LaterWay = { readonly destinationId: string; readonly person: PersonId; readonly after: Millis };

/** One for each group whose route pages, or that somebody took in hand. Its id is that of the group. */
export type Escalation = {
  readonly id: string;
  /** Copied at the start; none where the route pages nobody. */
  readonly policy: EscalationPolicy | undefined;
  readonly revision: number;
  /** `held`: all that fires is quiet. */
  readonly state: 'running' | 'held' | 'acknowledged' | 'ended';
  readonly startedAt: Instant;
  /** Which call is next, counted over all rounds; the fallback is the last. */
  readonly next: number;
  readonly lastFiredAt: Instant | undefined;
  /** The next call is due now, whatever its time says. */
  readonly hurry: boolean;
  /** Whether a call of this round found somebody. */
  readonly found: boolean;
  /** The last call found nobody, and why. */
  readonly nobody: string | undefined;
  readonly later: readonly LaterWay[];
  /** Deliveries of the last call that have arrived or still may. */
  readonly hopes: readonly string[];
  readonly ack: Acknowledgement | undefined;
  /** Destinations that were told who has it. */
  readonly ackTold: readonly string[];
  readonly version: number;
};

/** When somebody wants to be woken: `always` is also while not on call, for schedules that they are in. */
export type WakeWhen = 'on-call' | 'always' | 'never';

/** What a person set for themselves at run time. Its id is the person. */
export type PersonalSwitch = {
  readonly id: PersonId;
  readonly when: WakeWhen;
  /** Where it differs. */
  readonly bySeverity: Readonly<Partial<Record<Severity, WakeWhen>>>;
  /** "Not now": nothing until then. */
  readonly notUntil: Instant | undefined;
  readonly updatedAt: Instant;
  readonly author: string;
};
