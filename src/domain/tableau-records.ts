/** The records of what Tableau was asked: its content, and why refreshes failed. */
import type { Cause } from './sites/cause.ts';
import type { Instant, Millis } from './time/instant.ts';

/** A content item as Tableau's inventory last showed it. */
export type Content = {
  /** source/content type/luid */
  readonly id: string;
  readonly source: string;
  readonly contentType: 'workbook' | 'datasource';
  readonly luid: string;
  readonly name: string;
  /** The full path; none in a Personal Space. */
  readonly project: string | undefined;
  /** Full name, login and e-mail address, as far as they are known and differ. */
  readonly owner: readonly string[];
  readonly tags: readonly string[];
  /** Its own page in Tableau. */
  readonly url: string | undefined;
  /** When it was gone from the inventory; what is known of it stays for a while. */
  readonly deletedAt: Instant | undefined;
};

/** When a refresh ended, and how long it had taken. */
export type RefreshRun = readonly [endedAt: Instant, length: Millis];

/** The last refreshes of what has this name, oldest first, whether they succeeded or failed. */
export type RefreshTimes = {
  /** source/name */
  readonly id: string;
  readonly source: string;
  readonly name: string;
  /** Of the newest. */
  readonly endedAt: Instant;
  readonly runs: readonly RefreshRun[];
};

/** What Tableau says of a failure: its job's notes, its schedule, what hangs on it. One for each incarnation. */
export type Reason = {
  /** The incarnation. */
  readonly id: string;
  readonly source: string;
  /** The failure that is explained. */
  readonly occurredAt: Instant;
  /** When Tableau is asked next; none when everything is known, or was asked for long enough. */
  readonly dueAt: Instant | undefined;
  readonly tries: number;
  readonly jobId: string | undefined;
  /** What the job said; empty until that is known, and for a failure that is only known to be `like` another. */
  readonly notes: string;
  readonly from: 'job' | 'like' | undefined;
  readonly cause: Cause | undefined;
  /** When the cause became known. */
  readonly knownAt: Instant | undefined;
  /** Failures in a row as Tableau counts them for its suspension. */
  readonly consecutiveFailed: number | undefined;
  readonly nextRunAt: Instant | undefined;
  readonly lastSuccessAt: Instant | undefined;
  readonly impact: Impact | undefined;
  readonly version: number;
};

/** What is downstream of a data source; `not-available` where Tableau's Metadata API does not answer. */
export type Impact =
  | { readonly kind: 'not-available'; readonly why: string }
  | {
      readonly kind: 'known';
      readonly workbooks: readonly { readonly name: string; readonly owner: string | undefined }[];
      /** How many there are, those that are not listed included. */
      readonly count: number;
    };

/** One wish to have a refresh run again, and what became of it. */
export type Rerun = {
  readonly id: string;
  readonly incarnationId: string;
  readonly source: string;
  /** Who wanted it; `tabduty` where a route says `rerun_first`. */
  readonly actor: string;
  readonly state: 'wanted' | 'running' | 'ended';
  /** `not-started`: Tableau refused it. `lost`: nobody has heard of its end. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'not-started' | 'lost' | undefined;
  /** What Tableau said, for people. */
  readonly detail: string | undefined;
  /** The failure that it is to mend; a later one of the same alert is its own. Both are times of Tableau's clock. */
  readonly failedAt: Instant;
  readonly wantedAt: Instant;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  /** Missing when Tableau had a job of the content queued already and takes no second one. */
  readonly jobId: string | undefined;
  /** Until then nobody is told of the failure; only where a rerun comes first. */
  readonly holdsUntil: Instant | undefined;
  /** When Tableau is asked next: for the rerun, or for its end. */
  readonly dueAt: Instant | undefined;
  readonly tries: number;
  readonly version: number;
};
