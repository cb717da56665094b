/** Extract refresh tasks of a site, and starting refreshes. */
import { z } from 'zod';
import type { ContentKind, RefreshStarted, RefreshTask, TaskSchedule } from '../app/ports/tableau-jobs.ts';
import { decodeJob } from './jobs.ts';
import { id, itemsOf, maybeNumber, maybeText, maybeTime, words } from './lenient.ts';
import { decoded, type SiteAsk, type SiteCalls } from './site-calls.ts';
import { atLeast, ERROR_CODE, SINCE } from './wire.ts';

/** The whole list comes as one answer: about 500 bytes for each task. */
const MOST_BYTES = 32 * 1024 * 1024;

export function listRefreshTasks(calls: SiteCalls): Promise<readonly RefreshTask[]> {
  const ask: SiteAsk = { method: 'GET', path: '/tasks/extractRefreshes', maxBytes: MOST_BYTES };
  return decoded(calls, ask, (document) => itemsOf(document, 'tasks', 'task', entry)?.items);
}

export function getRefreshTask(calls: SiteCalls, taskId: string): Promise<RefreshTask> {
  return decoded(calls, { method: 'GET', path: pathOf(taskId) }, (document) => {
    const read = z.object({ task: entry }).safeParse(document);
    return read.success ? read.data.task : undefined;
  });
}

export function runRefreshTask(calls: SiteCalls, taskId: string): Promise<RefreshStarted> {
  return started(calls, { method: 'POST', path: `${pathOf(taskId)}/runNow`, body: {} });
}

export async function refreshContent(
  calls: SiteCalls,
  kind: ContentKind,
  luid: string,
  { incremental }: { readonly incremental?: boolean } = {},
): Promise<RefreshStarted> {
  const knows = incremental === true && atLeast(await calls.version(), SINCE.incrementalRefresh);
  return started(calls, {
    method: 'POST',
    path: `/${kind}s/${encodeURIComponent(luid)}/refresh`,
    body: knows ? { extractRefresh: { incremental: true } } : {},
  });
}

async function started(calls: SiteCalls, ask: SiteAsk): Promise<RefreshStarted> {
  const answer = await calls.tried(ask);
  if (answer.kind === 'refused') {
    if (answer.refused.code === ERROR_CODE.refreshAlreadyQueued) return { kind: 'already-queued' };
    throw answer.error();
  }
  const job = decodeJob(answer.heard.document);
  if (job === undefined) throw calls.unexpected(answer.heard.status);
  return { kind: 'started', job };
}

function pathOf(taskId: string): string {
  return `/tasks/extractRefreshes/${encodeURIComponent(taskId)}`;
}

const reference = z.object({ id }).optional().catch(undefined);

const interval = z.record(z.string(), words).catch({});

/** `{"interval":[…]}`, one object in place of the list, or the list at once. */
const intervals = z
  .unknown()
  .optional()
  .transform((given) => itemsOf({ intervals: given }, 'intervals', 'interval', interval)?.items ?? []);

const schedule = z
  .object({
    id: maybeText,
    name: maybeText,
    state: maybeText,
    frequency: maybeText,
    nextRunAt: maybeTime,
    frequencyDetails: z.object({ start: maybeText, end: maybeText, intervals }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

const entry: z.ZodType<RefreshTask> = z
  .object({
    extractRefresh: z.object({
      id,
      type: maybeText,
      consecutiveFailedCount: maybeNumber,
      nextRunAt: maybeTime,
      schedule,
      workbook: reference,
      datasource: reference,
    }),
  })
  .transform(({ extractRefresh: { id: taskId, type = '', workbook, datasource, ...read } }) => ({
    id: taskId,
    type,
    content: contentOf(workbook?.id, datasource?.id),
    consecutiveFailed: read.consecutiveFailedCount,
    nextRunAt: read.schedule?.nextRunAt ?? read.nextRunAt,
    schedule: read.schedule === undefined ? undefined : scheduleOf(read.schedule),
  }));

function contentOf(workbook: string | undefined, datasource: string | undefined): RefreshTask['content'] {
  if (workbook !== undefined) return { kind: 'workbook', luid: workbook };
  return datasource === undefined ? undefined : { kind: 'datasource', luid: datasource };
}

function scheduleOf(read: NonNullable<z.output<typeof schedule>>): TaskSchedule {
  const details = read.frequencyDetails;
  return {
    id: read.id,
    name: read.name,
    state: read.state,
    frequency: read.frequency,
    start: details?.start,
    end: details?.end,
    intervals: details?.intervals ?? [],
  };
}
