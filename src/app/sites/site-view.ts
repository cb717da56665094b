/** What is read of a site at each look: its content, tasks and running refreshes. */
import { type Instant, HOUR, MINUTE } from '../../domain/time/instant.ts';
import type { Labels } from '../../domain/routing/labels.ts';
import type { TableauSite } from '../ports/tableau.ts';
import type { ContentKind, JobHead, RefreshTask } from '../ports/tableau-jobs.ts';
import type { HistoryMemory } from './success-history.ts';

export type SeenContent = {
  readonly kind: ContentKind;
  readonly luid: string;
  readonly name: string;
  readonly labels: Labels;
  /** Live content is never refreshed, so that it cannot be late. */
  readonly isLive: boolean;
  /** No other content that is refreshed has its name: the list of jobs has names only. */
  readonly isAlone: boolean;
};

export type SiteView = {
  /** Now, by Tableau's clock. */
  readonly now: Instant;
  readonly content: ReadonlyMap<string, SeenContent>;
  readonly tasks: readonly RefreshTask[];
  readonly running: readonly {
    readonly job: JobHead;
    readonly since: Instant;
    readonly content: SeenContent;
  }[];
};

/** What is read now and then only. */
export type ViewMemory = {
  content: { readonly at: Instant; readonly byLuid: ReadonlyMap<string, SeenContent> } | undefined;
  readonly subjects: Map<string, string | undefined>;
  readonly history: HistoryMemory;
};

const CONTENT_KEPT = HOUR;
/** Younger ones cannot be stuck, and most have ended before they would be asked for. */
const WORTH_ASKING = 10 * MINUTE;

export async function viewSite(
  site: TableauSite,
  source: string,
  memory: ViewMemory,
  at: Instant,
): Promise<SiteView> {
  const now = (await site.serverInfo()).serverTime ?? at;
  const kept = memory.content;
  if (kept === undefined || at < kept.at || at - kept.at > CONTENT_KEPT)
    memory.content = { at, byLuid: await readContent(site, source) };
  const content = memory.content?.byLuid ?? new Map<string, SeenContent>();
  const tasks = await site.listRefreshTasks();
  const jobs = (await site.listJobs({ status: 'in-progress' })).items.filter(
    ({ kind }) => kind === 'refresh',
  );
  const running = [];
  for (const job of jobs) {
    const since = job.startedAt ?? job.createdAt;
    const found = await contentOf(site, job, content, memory, now);
    if (found !== undefined && since !== undefined) running.push({ job, since, content: found });
  }
  for (const id of memory.subjects.keys()) if (!jobs.some((job) => job.id === id)) memory.subjects.delete(id);
  return { now, content, tasks, running };
}

async function readContent(site: TableauSite, source: string): Promise<ReadonlyMap<string, SeenContent>> {
  const paths = new Map((await site.listProjects()).items.map(({ id, path }) => [id, path]));
  const found = new Map<string, Omit<SeenContent, 'isAlone'>>();
  for (const kind of ['datasource', 'workbook'] as const)
    for (const { luid, name, projectId, owner, tags, hasExtracts } of (await site.listContent(kind)).items) {
      const path = paths.get(projectId ?? '');
      const owners = [owner?.email, owner?.name, owner?.fullName].filter((o) => o !== undefined);
      const labels: Labels = {
        ...{ source: [source], site: [source], content_type: [kind], name: [name] },
        ...(path === undefined ? {} : { project: [path] }),
        ...(owners.length === 0 ? {} : { owner: owners }),
        ...(tags.length === 0 ? {} : { tag: tags }),
      };
      found.set(luid, { kind, luid, name, labels, isLive: hasExtracts === false });
    }
  const refreshed = new Map<string, number>();
  for (const { name, isLive } of found.values())
    if (!isLive) refreshed.set(name, (refreshed.get(name) ?? 0) + 1);
  return new Map(
    [...found].map(([luid, one]) => [luid, { ...one, isAlone: (refreshed.get(one.name) ?? 0) < 2 }]),
  );
}

/** By its name when only one has it, else by one call for the job. */
async function contentOf(
  site: TableauSite,
  job: JobHead,
  content: ReadonlyMap<string, SeenContent>,
  { subjects }: ViewMemory,
  now: Instant,
): Promise<SeenContent | undefined> {
  if (subjects.has(job.id)) return content.get(subjects.get(job.id) ?? '');
  const [one, ...others] = [...content.values()].filter(({ name }) => name === job.title);
  if (one !== undefined && others.length === 0) return one;
  if (now - (job.startedAt ?? now) < WORTH_ASKING) return undefined;
  subjects.set(job.id, (await site.getJob(job.id)).subject?.luid);
  return content.get(subjects.get(job.id) ?? '');
}
