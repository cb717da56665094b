/** Query Jobs, Query Job and Cancel Job. */
import { DAY, HOUR } from '../../../domain/time/instant.ts';
import { ERROR_CODE, FINISH_CODE } from '../../../tableau/wire.ts';
import { type Answer, type Node, list, ok, text } from '../answer.ts';
import type { SiteCall } from '../call.ts';
import { secondText } from '../events.ts';
import type { Parts } from '../parts.ts';
import { type FieldTable, filtered, numberField, paged, sorted, textField, timeField } from '../query.ts';
import { Refusal } from '../refusal.ts';
import type { Job } from '../world.ts';

export function listJobs(parts: Parts, call: SiteCall): Answer {
  countQuery(parts, call);
  // Newest first, so a job that begins while somebody pages moves the rows.
  const jobs = visibleJobs(parts, call).reverse();
  const chosen = filtered(jobs, call.query, JOB_FIELDS, parts.switches.unknownFilter);
  const { pagination, page } = paged(sorted(chosen, call.query, JOB_FIELDS), call.query);
  return ok({
    pagination,
    backgroundJobs: list(
      'backgroundJob',
      page.map((job) => backgroundJobOf(parts, job)),
    ),
  });
}

export function getJob(parts: Parts, call: SiteCall): Answer {
  countQuery(parts, call);
  return ok({ job: jobNode(parts, jobAt(parts, call)) });
}

export function cancelJob(parts: Parts, call: SiteCall): Answer {
  const job = jobAt(parts, call);
  if (job.status !== 'Pending' && job.status !== 'InProgress') {
    throw new Refusal(ERROR_CODE.generic, `The job '${job.luid}' has already finished.`);
  }
  parts.refreshes.cancel(job);
  return { status: 200 };
}

/** The answer to a call that starts a refresh: a job that has not ended. */
export function jobNode(parts: Parts, job: Job): Node {
  const ended = job.endedAt === undefined ? undefined : secondText(job.endedAt);
  const times = [job.createdAt, job.startedAt, job.endedAt].filter((at) => at !== undefined);
  return {
    id: job.luid,
    mode: 'Asynchronous',
    type: TYPE[job.subject.kind],
    progress: numberOf(parts, progressOf(job)),
    createdAt: secondText(job.createdAt),
    startedAt: job.startedAt === undefined ? undefined : secondText(job.startedAt),
    updatedAt: secondText(Math.max(...times)),
    completedAt: ended,
    finishCode: job.endedAt === undefined ? undefined : numberOf(parts, Number(finishCodeOf(job))),
    ...subjectNode(job),
  };
}

/** A job of a subscription says nothing of its subscription. */
function subjectNode({ subject, notes }: Job): Node {
  const { kind, luid, name } = subject;
  if (kind === 'subscription') return {};
  const said = notes === undefined ? undefined : text(notes);
  return {
    [kind === 'flow' ? 'runFlowJobType' : 'extractRefreshJob']: { notes: said, [kind]: { id: luid, name } },
  };
}

const TYPE: Readonly<Record<Job['subject']['kind'], string>> = {
  workbook: 'RefreshExtract',
  datasource: 'RefreshExtract',
  flow: 'RunFlow',
  subscription: 'Subscription',
};

export function numberOf({ switches }: Parts, value: number): number | string {
  return switches.jsonNumbers === 'number' ? value : String(value);
}

const JOB_FIELDS: FieldTable<Job> = {
  jobType: textField((job) => job.jobType),
  status: textField((job) => job.status),
  createdAt: timeField((job) => job.createdAt),
  startedAt: timeField((job) => job.startedAt),
  // The filter says completedAt where the answer says endedAt.
  completedAt: timeField((job) => job.endedAt),
  progress: numberField((job) => progressOf(job)),
  priority: numberField((job) => job.priority),
  title: textField((job) => job.subject.name, ['eq', 'has']),
  subtitle: textField((job) => subtitleOf(job), ['eq', 'has']),
  notes: textField((job) => job.notes ?? '', ['has']),
  args: textField((job) => `${subtitleOf(job)} ${job.subject.luid} ${job.subject.name}`, ['has']),
};

function backgroundJobOf(parts: Parts, job: Job): Node {
  return {
    id: job.luid,
    status: job.status,
    createdAt: secondText(job.createdAt),
    startedAt: job.startedAt === undefined ? undefined : secondText(job.startedAt),
    endedAt: job.endedAt === undefined ? undefined : secondText(job.endedAt),
    priority: numberOf(parts, job.priority),
    jobType: job.jobType,
    title: job.subject.name,
    subtitle: subtitleOf(job),
  };
}

function visibleJobs({ world, clock, switches }: Parts, { site }: SiteCall): Job[] {
  const now = clock.now();
  const { jobVisibleAfterMs, jobHistoryHours } = switches;
  const oldest = jobHistoryHours === 0 ? Number.NEGATIVE_INFINITY : now - jobHistoryHours * HOUR;
  return world.jobs.filter(
    (job) =>
      job.site === site &&
      now - job.createdAt >= jobVisibleAfterMs &&
      (job.endedAt === undefined || job.endedAt >= oldest),
  );
}

function jobAt(parts: Parts, call: SiteCall): Job {
  const luid = call.at['job'] ?? '';
  const found = visibleJobs(parts, call).find((job) => job.luid === luid);
  if (found === undefined) throw new Refusal(ERROR_CODE.jobUnknown, `Job '${luid}' could not be found.`);
  return found;
}

function countQuery({ limits, switches, clock }: Parts, { site }: SiteCall): void {
  limits.use('job queries', site, switches.jobQueriesPerDay, DAY, clock.now());
}

function progressOf(job: Job): number {
  if (job.endedAt !== undefined) return 100;
  return job.status === 'InProgress' ? 50 : 0;
}

function finishCodeOf(job: Job): string {
  // A refresh through Bridge ends with a code of its own.
  if (job.status === 'Success')
    return /Bridge/.test(job.jobType) ? FINISH_CODE.completed : FINISH_CODE.success;
  return job.status === 'Cancelled' ? FINISH_CODE.cancelled : FINISH_CODE.failed;
}

function subtitleOf(job: Job): string {
  return SUBTITLE[job.subject.kind];
}

const SUBTITLE: Readonly<Record<Job['subject']['kind'], string>> = {
  workbook: 'Workbook',
  datasource: 'Data Source',
  flow: 'Flow',
  subscription: 'Subscription',
};
