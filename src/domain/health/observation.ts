/** What Tabduty noticed about itself: a condition of an object holds, or holds no longer. */
import type { Severity } from '../routing/severity.ts';
import type { ContentType } from '../events/event-catalog.ts';
import type { Instant } from '../time/instant.ts';
import type { OwnCondition } from './own-conditions.ts';
import type { WatchCondition } from '../sites/watch-conditions.ts';

/** What is known of a trouble besides its condition. It is shown to people, and holds no secret. */
export type Trouble = {
  /** What happened, in a sentence or as the other side said it: "HTTP 401 for 12 minutes". */
  readonly detail: string;
  /** What a person can do. */
  readonly remedy?: string | undefined;
  readonly facts?: readonly { readonly title: string; readonly value: string }[] | undefined;
  /** The lane that does not work: telling of it goes by another one when there is one. */
  readonly lane?: string | undefined;
  /** A trouble that gets worse while it is known: another stage is told again, as news of the same alert. */
  readonly stage?: string | undefined;
  /** How bad it is; an error when nothing is said. */
  readonly severity?: Severity | undefined;
  /** When the stage last changed. Written by the engine. */
  readonly newsAt?: Instant | undefined;
};

/** Reported as often as one likes: only a change of state, or of what is known, is written. */
export type Observation = {
  readonly condition: OwnCondition | WatchCondition;
  /** Its identity, stable over time: a destination's id, a site's short name. */
  readonly object: string;
  /** For people. */
  readonly name: string;
  /** The content of a site that it is about; without one it is about Tabduty itself. */
  readonly content?: { readonly source: string; readonly type: ContentType } | undefined;
  /** The site that it is about, as a label. */
  readonly site?: string | undefined;
} & (({ readonly state: 'wrong' } & Trouble) | { readonly state: 'right' });
