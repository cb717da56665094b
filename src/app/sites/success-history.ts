/** When content succeeded last, and how long it usually takes, from Tableau's job history: in few calls, however much it is. */
import { after, HOUR, type Instant, type Millis, MINUTE } from '../../domain/time/instant.ts';
import { usualLength } from '../../domain/sites/refresh-watch.ts';
import { AppError } from '../errors.ts';
import type { JobHead, TableauJobs } from '../ports/tableau-jobs.ts';

type Named = { readonly luid: string; readonly name: string };

export type History = {
  /** 95 of 100 of its refreshes take no longer. */
  readonly usual: Millis | undefined;
  readonly lastSuccessAt: Instant | undefined;
};

/** What is kept of it between two looks at a site. */
export type HistoryMemory = {
  readonly histories: Map<string, History & { readonly at: Instant }>;
  /** What has succeeded since the histories were read; for all content in one list. */
  recent: { readonly until: Instant; readonly jobs: readonly JobHead[] } | undefined;
  /** What jobs were about whose title several have. */
  readonly luids: Map<string, string | undefined>;
};

export function freshHistoryMemory(): HistoryMemory {
  return { histories: new Map(), recent: undefined, luids: new Map() };
}

const KEPT = 12 * HOUR;
/** Jobs become visible late. */
const OVERLAP = 10 * MINUTE;
const MOST_RECENT = 20_000;
/** Several that share a name: so many jobs of it are looked into. */
const MOST_LOOKED_INTO = 3;

/** One call in half a day; `isAlone`: no other content has its name. */
export async function historyOf(
  site: TableauJobs,
  content: Named & { readonly isAlone: boolean },
  { histories }: HistoryMemory,
  at: Instant,
): Promise<History> {
  const known = histories.get(content.luid);
  if (known !== undefined && at >= known.at && at - known.at < KEPT) return known;
  const jobs = await successesOf(site, content.name);
  const lengths = jobs.flatMap(({ startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [endedAt - startedAt],
  );
  const lastSuccessAt = content.isAlone ? jobs[0]?.endedAt : await newestOf(site, jobs, content.luid);
  const read = { at, usual: usualLength(lengths), lastSuccessAt };
  histories.set(content.luid, read);
  return read;
}

/** One call for all content of a site, and then only for what is new. */
export async function readRecent(site: TableauJobs, memory: HistoryMemory, at: Instant): Promise<void> {
  const { recent } = memory;
  const since = after(recent === undefined || recent.until > at ? after(at, -KEPT) : recent.until, -OVERLAP);
  const { items } = await site.listJobs({ status: 'success', completedSince: since, most: MOST_RECENT });
  const byId = new Map([...(recent?.jobs ?? []), ...items].map((job) => [job.id, job]));
  const oldest = after(at, -KEPT - OVERLAP);
  const jobs = [...byId.values()].filter(({ endedAt = 0, kind }) => kind === 'refresh' && endedAt >= oldest);
  memory.recent = { until: at, jobs: jobs.sort(newestFirst) };
  for (const id of memory.luids.keys()) if (!byId.has(id)) memory.luids.delete(id);
}

export async function recentSuccessOf(
  site: TableauJobs,
  { luid, name, isAlone }: Named & { readonly isAlone: boolean },
  { recent, luids }: HistoryMemory,
): Promise<Instant | undefined> {
  const jobs = (recent?.jobs ?? []).filter(({ title }) => title === name);
  if (isAlone) return jobs[0]?.endedAt;
  for (const job of jobs.slice(0, MOST_LOOKED_INTO)) {
    if (!luids.has(job.id)) luids.set(job.id, await subjectOf(site, job.id));
    if (luids.get(job.id) === luid) return job.endedAt;
  }
  return undefined;
}

/** Of one content, at most four calls; `mayAsk` says whether there may be one more. */
export async function lastSuccessOf(
  site: TableauJobs,
  { luid, name }: Named,
  mayAsk: () => boolean,
): Promise<Instant | undefined> {
  return mayAsk() ? newestOf(site, await successesOf(site, name), luid, mayAsk) : undefined;
}

/** Newest first. The list has titles only. */
async function successesOf(site: TableauJobs, name: string): Promise<readonly JobHead[]> {
  const { items } = await site.listJobs({ title: name, status: 'success', most: 100 });
  const own = items.filter((job) => job.title === name && job.kind === 'refresh' && job.endedAt);
  return own.toSorted(newestFirst);
}

function newestFirst(a: JobHead, b: JobHead): number {
  return (b.endedAt ?? 0) - (a.endedAt ?? 0);
}

async function newestOf(
  site: TableauJobs,
  jobs: readonly JobHead[],
  luid: string,
  mayAsk: () => boolean = () => true,
): Promise<Instant | undefined> {
  for (const job of jobs.slice(0, MOST_LOOKED_INTO))
    if (mayAsk() && (await subjectOf(site, job.id)) === luid) return job.endedAt;
  return undefined;
}

/** A job that was listed may be gone again. */
async function subjectOf(site: TableauJobs, jobId: string): Promise<string | undefined> {
  try {
    return (await site.getJob(jobId)).subject?.luid;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}
