/** What use cases ask of a site's background jobs and extract refresh tasks. */
import type { Instant } from '../../domain/time/instant.ts';

/** What a paged list gave; rows that moved while it was read are in it once. */
export type Listing<T> = {
  readonly items: readonly T[];
  /** False when there was more than was asked for, or when rows went missing while it was read. */
  readonly complete: boolean;
};

export type JobStatus = 'pending' | 'in-progress' | 'success' | 'failed' | 'cancelled';

/** An entry of the list of jobs. Tableau says neither the content's id nor the reason there. */
export type JobHead = {
  readonly id: string;
  /** `undefined` for a status that this version does not know. */
  readonly status: JobStatus | undefined;
  /** Tableau's own word: `refresh_extracts`, `run_flow`… */
  readonly jobType: string;
  readonly kind: 'refresh' | 'flow' | 'subscription' | 'other';
  /** The content's name, mostly. */
  readonly title: string;
  readonly subtitle: string;
  readonly createdAt: Instant | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
};

/** All conditions must hold. Tableau compares whole seconds. */
export type JobQuery = {
  /** Tableau's own words. */
  readonly jobTypes?: readonly string[];
  readonly status?: JobStatus;
  readonly createdSince?: Instant;
  readonly startedSince?: Instant;
  readonly completedSince?: Instant;
  readonly completedUntil?: Instant;
  /** Jobs of content with exactly this name. */
  readonly title?: string;
  /** Jobs whose notes hold these words: letters, spaces and apostrophes only. */
  readonly notesHave?: string;
  /** Tableau's own order is newest first; with `oldest-first` the ends of what is read do not move. */
  readonly order?: 'newest-first' | 'oldest-first';
  /** At most so many; Tableau gives 1000 with each call. */
  readonly most?: number;
};

export type ContentKind = 'workbook' | 'datasource';
export type JobSubject = {
  readonly kind: ContentKind | 'view' | 'flow';
  readonly luid: string;
  readonly name: string;
};

/** One job: the only link from a job to its content, and why it failed. */
export type JobDetail = {
  readonly id: string;
  readonly type: string;
  /** `undefined` while it runs; `completed` is how Bridge ends. */
  readonly finish: 'success' | 'failed' | 'cancelled' | 'completed' | undefined;
  readonly subject: JobSubject | undefined;
  /** Free text with driver messages, host names and logins; cut when it is very long. */
  readonly notes: string;
  readonly progress: number | undefined;
  readonly createdAt: Instant | undefined;
  readonly startedAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
};

/** When a task runs. Server names a schedule by id, Cloud spells its times out; either part may be missing. */
export type TaskSchedule = {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** "Active" or "Suspended", where Tableau says it. */
  readonly state: string | undefined;
  readonly frequency: string | undefined;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly intervals: readonly Readonly<Record<string, string>>[];
};

export type RefreshTask = {
  readonly id: string;
  readonly type: string;
  readonly content: { readonly kind: ContentKind; readonly luid: string } | undefined;
  /** Failures in a row; Tableau suspends the refresh at five. `undefined` when it does not say. */
  readonly consecutiveFailed: number | undefined;
  readonly nextRunAt: Instant | undefined;
  readonly schedule: TaskSchedule | undefined;
};

/** `already-queued`: Tableau has such a job waiting and takes no second one, which is as good. */
export type RefreshStarted =
  | { readonly kind: 'started'; readonly job: JobDetail }
  | { readonly kind: 'already-queued' };

export interface TableauJobs {
  listJobs(query: JobQuery): Promise<Listing<JobHead>>;
  getJob(id: string): Promise<JobDetail>;
  cancelJob(id: string): Promise<void>;
  /** All of the site; Tableau neither pages nor filters them. */
  listRefreshTasks(): Promise<readonly RefreshTask[]>;
  getRefreshTask(id: string): Promise<RefreshTask>;
  runRefreshTask(id: string): Promise<RefreshStarted>;
  /** Refresh Now of a content; `incremental` is left out for servers that do not know it. */
  refreshContent(
    kind: ContentKind,
    luid: string,
    options?: { readonly incremental?: boolean },
  ): Promise<RefreshStarted>;
}
