/** Who is on call, as the configuration and people at run time say it: schedules, layers, rotations, overrides. */
import type { CalendarUnit, LocalTime, WallMinute, Weekday } from '../time/civil.ts';
import type { Instant } from '../time/instant.ts';

/** Slug of a person. */
export type PersonId = string;

/** One turn is one person, unless it names several who are on call together. */
export type Turn = readonly PersonId[];

export type Rotation = {
  readonly kind: 'rotation';
  readonly zone: string;
  /** First handoff, on the wall of `zone`. All others are counted from here, never from one another. */
  readonly anchor: LocalTime;
  readonly pace: Pace;
  readonly turns: readonly Turn[];
  /** Turn n has `turns[(n + shift) mod length]`; an edit of the list sets it so that who is on call stays so. */
  readonly shift: number;
};

/** `wall` hours follow the clock on the wall and divide a day; `elapsed` ones are always 60 minutes long. */
export type Pace = {
  readonly unit: CalendarUnit | 'wall-hour' | 'elapsed-hour';
  readonly every: number;
};

/** The same people always. */
export type Fixed = { readonly kind: 'fixed'; readonly people: Turn };

/** [start, end) on the wall; an end not after the start is on the next day. Belongs to the day on which it starts. */
export type Window = {
  readonly days: ReadonlySet<Weekday>;
  readonly start: WallMinute;
  readonly end: WallMinute;
};

export type Layer = {
  /** Stable over revisions as long as it hands off at the same times. */
  readonly id: string;
  /** As people call it: its name, or its place in the list. */
  readonly name: string;
  readonly who: Rotation | Fixed;
  /** Zone of the windows. */
  readonly zone: string;
  /** Empty is always. */
  readonly windows: readonly Window[];
  readonly from: Instant | undefined;
  /** The first instant at which the layer is no more. */
  readonly until: Instant | undefined;
};

export type OverrideAct =
  | { readonly kind: 'add'; readonly add: PersonId }
  | { readonly kind: 'remove'; readonly remove: PersonId }
  | { readonly kind: 'replace'; readonly remove: PersonId; readonly add: PersonId };

export type Override = {
  readonly id: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly act: OverrideAct;
  /** Of two that replace the same person at once the later made one counts. Those of the document are the oldest. */
  readonly madeAt: Instant;
};

/** Who is told when nobody is on call. */
export type FallbackTarget =
  | { readonly kind: 'person'; readonly name: PersonId }
  | { readonly kind: 'receiver'; readonly name: string };

export type Schedule = {
  readonly name: string;
  /** Zone in which its times are shown and read. */
  readonly zone: string;
  /** The first is the highest: the first that has somebody counts. */
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
  readonly fallback: readonly FallbackTarget[];
  /** Times in which nobody need be on call, on the wall of `zone`; empty is never. */
  readonly gapsOk: readonly Window[];
  /** Without it nobody is told of handoffs. */
  readonly handoffNotice?: HandoffNotice | undefined;
  /** Who does no duty at present: their turns yield nobody. */
  readonly inactive: ReadonlySet<PersonId>;
};

/** Whom a schedule tells of its handoffs, and when: at a local time before them, or at the handoff itself. */
export type HandoffNotice = {
  readonly tell: readonly (
    | { readonly kind: 'receiver'; readonly name: string }
    | { readonly kind: 'next' }
  )[];
  readonly at: WallMinute | undefined;
};

/** Somebody who is on call, and where that comes from. */
export type OnDuty = {
  readonly person: PersonId;
  readonly by:
    | { readonly kind: 'layer'; readonly layer: string }
    | { readonly kind: 'override'; readonly id: string; readonly inFor: PersonId | undefined };
};
