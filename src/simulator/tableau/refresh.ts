/** The life of an extract refresh: queued, started, ended or cancelled, with the events that Tableau sends about it. */
import type { Clock } from '../../app/ports/clock.ts';
import { type Instant, type Millis, after } from '../../domain/time/instant.ts';
import type { EventName } from '../../tableau/wire.ts';
import type { Agenda } from './agenda.ts';
import { outcomeByHabit } from './habit.ts';
import type { Chance } from '../shared/seed.ts';
import type { Sender } from './sender.ts';
import type { Switches } from './switches.ts';
import type { Content, Job, JobType, Outcome, RefreshJob, Site, World } from './world.ts';

type Deps = {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly world: World;
  readonly sender: Sender;
  readonly switches: Switches;
  readonly habits: Chance;
  readonly ids: Chance;
};

export type StartOptions = { readonly incremental?: boolean; readonly takes?: Millis };

export class Refreshes {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Queues a refresh; it starts after the queue time and ends by itself. One that is running is returned as it is. */
  begin(content: Content, options: StartOptions = {}): RefreshJob {
    if (content.running !== undefined) return content.running;
    const { clock, agenda, switches } = this.#deps;
    const job = this.#queue(content, clock.now(), options.incremental ?? false);
    const takes = options.takes ?? content.takes;
    if (switches.queueMs === 0) this.#start(job, takes);
    else job.entry = agenda.at(after(clock.now(), switches.queueMs), () => this.#start(job, takes));
    return job;
  }

  /** Ends the content's refresh now, starting one first when none is running. */
  endNow(content: Content, outcome: Outcome, copies = 1): RefreshJob {
    const { clock } = this.#deps;
    const job = content.running ?? this.#queue(content, clock.now(), false);
    if (job.entry !== undefined) this.#deps.agenda.cancel(job.entry);
    if (job.status === 'Pending') this.#markStarted(job);
    this.#finish(job, outcome, copies);
    return job;
  }

  /** A cancelled refresh sends no event, and counts neither as success nor as failure. */
  cancel(job: Job): void {
    if (job.entry !== undefined) this.#deps.agenda.cancel(job.entry);
    job.status = 'Cancelled';
    job.endedAt = this.#deps.clock.now();
    if (job.content === undefined) return;
    job.content.running = undefined;
    job.content.last = job;
  }

  /** A run of a flow or a subscription, ended now; no webhook tells of it. */
  endOther(site: Site, kind: 'flow' | 'subscription', name: string, outcome: Outcome): Job {
    const at = this.#deps.clock.now();
    const before = this.#deps.world.jobs.find(
      (job) => job.subject.kind === kind && job.subject.name === name,
    );
    const job: Job = {
      luid: this.#deps.ids.luid(),
      site,
      content: undefined,
      subject: before?.subject ?? { kind, luid: this.#deps.ids.luid(), name },
      jobType: kind === 'flow' ? 'run_flow' : 'single_subscription_notify',
      priority: 50,
      createdAt: at,
      status: outcome.ok ? 'Success' : 'Failed',
      startedAt: at,
      endedAt: at,
      notes: outcome.ok ? undefined : outcome.notes,
      entry: undefined,
    };
    this.#deps.world.addJob(job);
    return job;
  }

  #queue(content: Content, at: Instant, incremental: boolean): RefreshJob {
    const job: RefreshJob = {
      luid: this.#deps.ids.luid(),
      site: content.site,
      content,
      subject: content,
      jobType: jobTypeOf(content, incremental),
      priority: 50,
      createdAt: at,
      status: 'Pending',
      startedAt: undefined,
      endedAt: undefined,
      notes: undefined,
      entry: undefined,
    };
    content.running = job;
    this.#deps.world.addJob(job);
    return job;
  }

  #start(job: RefreshJob, takes: Millis): void {
    this.#markStarted(job);
    const end = (): void => {
      const forced = job.content.forced.shift();
      this.#finish(job, forced ?? outcomeByHabit(job.content, this.#deps.habits), 1);
    };
    job.entry = this.#deps.agenda.at(after(this.#deps.clock.now(), takes), end);
  }

  #markStarted(job: RefreshJob): void {
    job.status = 'InProgress';
    job.startedAt = this.#deps.clock.now();
    this.#tell(job.content, 'Started', job.startedAt, 1);
  }

  #finish(job: RefreshJob, outcome: Outcome, copies: number): void {
    const { content } = job;
    const at = this.#deps.clock.now();
    job.endedAt = at;
    job.entry = undefined;
    job.status = outcome.ok ? 'Success' : 'Failed';
    job.notes = outcome.ok ? undefined : outcome.notes;
    content.running = undefined;
    content.last = job;
    if (outcome.ok) content.updatedAt = at;
    countOutcome(content, outcome, this.#deps.switches.suspendAfter);
    this.#tell(content, outcome.ok ? 'Succeeded' : 'Failed', at, copies);
  }

  #tell(content: Content, word: 'Started' | 'Succeeded' | 'Failed', at: Instant, copies: number): void {
    if (content.viaBridge && !this.#deps.switches.bridgeEvents) return;
    const kind = content.kind === 'workbook' ? 'Workbook' : 'Datasource';
    const event: EventName = `${kind}Refresh${word}`;
    const { site, name: resourceName, luid: resourceLuid } = content;
    this.#deps.sender.emit({ event, site, resourceName, resourceLuid, at }, copies);
  }
}

function jobTypeOf({ viaBridge }: Content, incremental: boolean): JobType {
  if (viaBridge) return incremental ? 'IncrementExtractsViaBridge' : 'RefreshExtractsViaBridge';
  return incremental ? 'increment_extracts' : 'refresh_extracts';
}

/** Tableau counts failures in a row, forgets them at a success, and suspends the schedule at the fifth. */
export function countOutcome(content: Content, outcome: Outcome, suspendAfter: number): void {
  if (outcome.ok) {
    content.goodRuns++;
    content.badRuns = 0;
  } else {
    content.goodRuns = 0;
    content.badRuns++;
  }
  const { task } = content;
  if (task === undefined) return;
  task.consecutiveFailed = outcome.ok ? 0 : task.consecutiveFailed + 1;
  task.suspended = suspendAfter > 0 && task.consecutiveFailed >= suspendAfter;
}
