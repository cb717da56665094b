/** Everything that exists in the simulated Tableau, and how to find it. */
import type { Instant, Millis } from '../../domain/time/instant.ts';
import type { EventName } from '../../tableau/wire.ts';
import type { Entry } from './agenda.ts';
import type { CompanySchedule, CompanyUser, Habit } from './company.ts';

export type Site = { readonly luid: string; contentUrl: string; name: string };

export type User = {
  readonly luid: string;
  readonly site: Site;
  readonly name: string;
  readonly fullName: string;
  readonly email: string;
  siteRole: CompanyUser['siteRole'];
};

export type Project = {
  readonly luid: string;
  readonly site: Site;
  path: string;
  name: string;
  readonly parent: Project | undefined;
  readonly owner: User;
  readonly description: string;
};

export type Task = {
  readonly luid: string;
  readonly scheduleLuid: string;
  readonly schedule: CompanySchedule;
  /** The wait between runs at the pace of this simulation. */
  readonly period: Millis;
  nextRunAt: Instant;
  consecutiveFailed: number;
  suspended: boolean;
  /** How many due runs Tableau will not start, silently. */
  skip: number;
  entry: Entry | undefined;
};

/** How a refresh ends; a failure has the job's notes. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly notes: string };

export type Content = {
  readonly luid: string;
  /** The short number in links to content, as Tableau's web pages use it. */
  readonly number: number;
  readonly kind: 'datasource' | 'workbook';
  readonly site: Site;
  readonly views: readonly { readonly luid: string; readonly name: string }[];
  name: string;
  project: Project | undefined;
  owner: User;
  tags: readonly string[];
  description: string;
  hasExtracts: boolean;
  readonly createdAt: Instant;
  updatedAt: Instant;
  task: Task | undefined;
  readonly takes: Millis;
  readonly habit: Habit;
  /** Endings that somebody asked for; they come before the habit. */
  forced: Outcome[];
  goodRuns: number;
  badRuns: number;
  /** Names of the published data sources that a workbook reads. */
  readonly uses: readonly string[];
  /** Refreshed through Tableau Bridge, whose jobs have names of their own. */
  readonly viaBridge: boolean;
  running: RefreshJob | undefined;
  last: Job | undefined;
};

export type JobStatus = 'Pending' | 'InProgress' | 'Success' | 'Failed' | 'Cancelled';

export type JobType =
  | 'refresh_extracts'
  | 'increment_extracts'
  | 'RefreshExtractsViaBridge'
  | 'IncrementExtractsViaBridge'
  | 'run_flow'
  | 'single_subscription_notify';

/** What a job is about. Flows and subscriptions exist only as the subjects of their jobs. */
export type JobSubject = {
  readonly kind: Content['kind'] | 'flow' | 'subscription';
  readonly luid: string;
  readonly name: string;
};

export type RefreshJob = Job & { readonly content: Content };

export type Job = {
  readonly luid: string;
  readonly site: Site;
  readonly content: Content | undefined;
  readonly subject: JobSubject;
  readonly jobType: JobType;
  readonly priority: number;
  readonly createdAt: Instant;
  status: JobStatus;
  startedAt: Instant | undefined;
  endedAt: Instant | undefined;
  notes: string | undefined;
  entry: Entry | undefined;
};

export type Webhook = {
  readonly luid: string;
  readonly site: Site;
  readonly owner: User;
  name: string;
  event: EventName;
  url: string;
  isEnabled: boolean;
  statusChangeReason: string;
  /** Events in a row whose every attempt failed. */
  failedEvents: number;
};

/** Jobs kept in memory; the oldest go first. */
const MAX_JOBS = 20_000;

export class World {
  readonly sites: Site[] = [];
  readonly users: User[] = [];
  readonly projects: Project[] = [];
  readonly contents: Content[] = [];
  readonly webhooks: Webhook[] = [];
  /** Oldest first. */
  readonly jobs: Job[] = [];

  addJob(job: Job): void {
    this.jobs.push(job);
    if (this.jobs.length > MAX_JOBS) this.jobs.shift();
  }

  siteAt(contentUrl: string): Site | undefined {
    return this.sites.find((site) => site.contentUrl.toLowerCase() === contentUrl.toLowerCase());
  }

  contentOf(site: Site, kind: Content['kind']): Content[] {
    return this.contents.filter((content) => content.site === site && content.kind === kind);
  }

  /** By LUID or by name; a name that several have means the first. */
  contentNamed(nameOrLuid: string): Content | undefined {
    return (
      this.contents.find((content) => content.luid === nameOrLuid) ??
      this.contents.find((content) => content.name === nameOrLuid)
    );
  }

  removeContent(content: Content): void {
    remove(this.contents, content);
  }

  removeWebhook(webhook: Webhook): void {
    remove(this.webhooks, webhook);
  }

  /** A webhook that has been deleted is no longer here, though a delivery may still point at it. */
  has(webhook: Webhook): boolean {
    return this.webhooks.includes(webhook);
  }
}

export function isAdmin(user: User): boolean {
  return user.siteRole.startsWith('SiteAdministrator') || user.siteRole === 'ServerAdministrator';
}

function remove<T>(from: T[], item: T): void {
  const where = from.indexOf(item);
  if (where >= 0) from.splice(where, 1);
}
