/** Background jobs of a site: the list, one job with its reason, and cancelling. */
import { z } from 'zod';
import type {
  JobDetail,
  JobHead,
  JobQuery,
  JobStatus,
  JobSubject,
  Listing,
} from '../app/ports/tableau-jobs.ts';
import { type Instant, isoOf } from '../domain/time/instant.ts';
import { id, maybeNumber, maybeText, maybeTime, words } from './lenient.ts';
import { allPages } from './paging.ts';
import { decoded, type SiteCalls } from './site-calls.ts';
import { FINISH_CODE } from './wire.ts';

/** Notes are cut here: whatever a driver wrote, what is worth reading stands at the beginning. */
const LONGEST_NOTES = 20_000;

export function listJobs(calls: SiteCalls, query: JobQuery): Promise<Listing<JobHead>> {
  const filter = filterOf(query);
  const sort = query.order === 'oldest-first' ? { sort: 'createdAt:asc' } : {};
  return allPages(calls, {
    path: '/jobs',
    query: { ...(filter === '' ? {} : { filter }), ...sort },
    outer: 'backgroundJobs',
    inner: 'backgroundJob',
    item: jobHead,
    most: query.most,
  });
}

export function getJob(calls: SiteCalls, jobId: string): Promise<JobDetail> {
  return decoded(calls, { method: 'GET', path: `/jobs/${encodeURIComponent(jobId)}` }, decodeJob);
}

export async function cancelJob(calls: SiteCalls, jobId: string): Promise<void> {
  await calls.call({ method: 'PUT', path: `/jobs/${encodeURIComponent(jobId)}` });
}

/** `undefined` when the document holds no job. */
export function decodeJob(document: unknown): JobDetail | undefined {
  const read = z.object({ job: jobDetail }).safeParse(document);
  return read.success ? read.data.job : undefined;
}

/** Tableau joins conditions by commas, so a comma or bracket within a value would end it: such a title is not asked for. */
function filterOf(query: JobQuery): string {
  const { jobTypes, status, createdSince, startedSince, completedSince, completedUntil, title, notesHave } =
    query;
  const conditions = [
    jobTypes === undefined ? '' : `jobType:in:[${jobTypes.join(',')}]`,
    status === undefined ? '' : `status:eq:${STATUS_WORD[status]}`,
    since('createdAt', 'gte', createdSince),
    since('startedAt', 'gte', startedSince),
    // The filter says completedAt where the answer says endedAt.
    since('completedAt', 'gte', completedSince),
    since('completedAt', 'lte', completedUntil),
    title === undefined || /[,:[\]]/.test(title) ? '' : `title:eq:${title}`,
    notesHave === undefined ? '' : `notes:has:${notesHave}`,
  ];
  return conditions.filter((condition) => condition !== '').join(',');
}

function since(field: string, operator: string, at: Instant | undefined): string {
  return at === undefined ? '' : `${field}:${operator}:${isoOf(at).slice(0, 19)}Z`;
}

const STATUS_WORD: Readonly<Record<JobStatus, string>> = {
  pending: 'Pending',
  'in-progress': 'InProgress',
  success: 'Success',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const STATUS_OF: ReadonlyMap<string, JobStatus> = new Map(
  (Object.entries(STATUS_WORD) as [JobStatus, string][]).map(([status, word]) => [
    word.toLowerCase(),
    status,
  ]),
);

const jobHead: z.ZodType<JobHead> = z
  .object({
    id,
    status: maybeText,
    jobType: maybeText,
    title: maybeText,
    subtitle: maybeText,
    createdAt: maybeTime,
    startedAt: maybeTime,
    endedAt: maybeTime,
    completedAt: maybeTime,
  })
  .transform(({ status, jobType = '', title = '', subtitle = '', endedAt, completedAt, ...read }) => ({
    ...read,
    status: STATUS_OF.get((status ?? '').toLowerCase()),
    jobType,
    kind: kindOf(jobType),
    title,
    subtitle,
    endedAt: endedAt ?? completedAt,
    createdAt: read.createdAt,
    startedAt: read.startedAt,
  }));

/** Bridge has names of its own for its refreshes, which are not documented for this list. */
function kindOf(jobType: string): JobHead['kind'] {
  if (/flow/i.test(jobType)) return 'flow';
  if (/subscription/i.test(jobType)) return 'subscription';
  return /refresh|increment/i.test(jobType) && /extract/i.test(jobType) ? 'refresh' : 'other';
}

const subject = z
  .object({ id, name: words.default('') })
  .optional()
  .catch(undefined);

const jobDetail: z.ZodType<JobDetail> = z
  .object({
    id,
    type: maybeText,
    progress: maybeNumber,
    finishCode: words.optional().catch(undefined),
    createdAt: maybeTime,
    startedAt: maybeTime,
    completedAt: maybeTime,
    extractRefreshJob: z
      .object({ workbook: subject, datasource: subject, view: subject, notes: maybeText })
      .optional()
      .catch(undefined),
    runFlowJobType: z.object({ flow: subject, notes: maybeText }).optional().catch(undefined),
  })
  .transform(({ finishCode, extractRefreshJob, runFlowJobType, type = '', ...read }) => ({
    id: read.id,
    type,
    progress: read.progress,
    createdAt: read.createdAt,
    startedAt: read.startedAt,
    completedAt: read.completedAt,
    finish: finishOf(finishCode),
    subject: subjectOf({ ...extractRefreshJob, flow: runFlowJobType?.flow }),
    notes: (extractRefreshJob?.notes ?? runFlowJobType?.notes ?? '').slice(0, LONGEST_NOTES),
  }));

type Named = { readonly id: string; readonly name: string } | undefined;

function subjectOf(parts: { readonly [kind in JobSubject['kind']]?: Named }): JobSubject | undefined {
  for (const kind of ['workbook', 'datasource', 'view', 'flow'] as const) {
    const found = parts[kind];
    if (found !== undefined) return { kind, luid: found.id, name: found.name };
  }
  return undefined;
}

function finishOf(code: string | undefined): JobDetail['finish'] {
  const found = (Object.entries(FINISH_CODE) as [NonNullable<JobDetail['finish']>, string][]).find(
    ([, known]) => known === code,
  );
  return found?.[0];
}
