/** One round of asking a site: content that is not in the inventory, jobs, schedules; and what was found for each. */
import { contentIdOf } from '../../domain/content.ts';
import { put } from '../../domain/change.ts';
import { HOUR, type Instant, MINUTE } from '../../domain/instant.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import type { Content, Impact, Reason } from '../../domain/tableau-records.ts';
import type { Found } from '../../domain/reason.ts';
import { notFound } from '../errors.ts';
import { explainJobs, type JobMemory } from './explain-jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { RefreshTask } from '../ports/tableau-jobs.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSite, TableauSites } from '../ports/tableau.ts';
import { readContents } from './read-inventory.ts';

export type SiteMemory = {
  readonly jobs: JobMemory;
  /** The site's refresh tasks by content, and when they were read. */
  /** What hangs on a data source, by its LUID; the oldest answer first. */
  readonly impacts: Map<string, { readonly at: Instant; readonly impact: Impact }>;
  tasks: { readonly at: Instant; readonly byLuid: ReadonlyMap<string, RefreshTask> } | undefined;
};

type Deps = {
  readonly store: Pick<Store, 'commit'>;
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
  readonly clock: Clock;
  readonly onUnknownContent: (slug: string) => void;
  readonly memory: SiteMemory;
};

type Due = { readonly reason: Reason; readonly incarnation: Incarnation };

/** So many unknown items are asked for one by one; more are left to the inventory. */
const ONE_BY_ONE = 5;
/** The list of tasks is not paged and may be large. */
const TASKS_KEPT = MINUTE;
const IMPACT_KEPT = HOUR;
const IMPACTS_KEPT = 1000;

export async function askSite(
  deps: Deps,
  slug: string,
  due: readonly Due[],
  known: readonly Content[],
): Promise<readonly Found[]> {
  const site = deps.policy.current().sites.get(slug);
  if (site === undefined) throw notFound('site', slug);
  const tableau = deps.sites.site(slug);
  const contents = await contentsOf(deps, tableau, site, due, known);
  const failures = due.filter(({ incarnation }) => isFailure(incarnation));
  const explained = await explainJobs(
    { site: tableau, memory: deps.memory.jobs, clock: deps.clock },
    failures.map(({ reason: { id, occurredAt }, incarnation: { name, luid } }) => ({
      id,
      name,
      luid,
      occurredAt,
    })),
  );
  const tasks = failures.length === 0 ? undefined : await tasksOf(deps, tableau, failures);
  const impacts = await impactsOf(deps, tableau, failures);
  return due.map(({ reason, incarnation }) => {
    const contentId = contentIdOf(incarnation);
    const content = contents.found.get(contentId ?? '');
    const job = explained.get(reason.id);
    const task = tasks?.get(incarnation.luid);
    const isKnown = contentId === undefined || content !== undefined || contents.absent.has(contentId);
    return {
      content,
      isAll: isKnown && (!isFailure(incarnation) || job !== undefined),
      ...(job === undefined ? {} : { job }),
      ...(impacts.has(incarnation.luid) ? { impact: impacts.get(incarnation.luid) } : {}),
      ...(task === undefined
        ? {}
        : { schedule: { consecutiveFailed: task.consecutiveFailed, nextRunAt: task.nextRunAt } }),
    };
  });
}

function isFailure({ kind, condition }: Incarnation): boolean {
  return kind === 'alert' && condition === 'refresh-failed';
}

type Contents = {
  readonly found: ReadonlyMap<string, Content>;
  /** Tableau does not have these. */
  readonly absent: ReadonlySet<string>;
};

async function contentsOf(
  { store, onUnknownContent }: Deps,
  tableau: TableauSite,
  site: SitePolicy,
  due: readonly Due[],
  known: readonly Content[],
): Promise<Contents> {
  const found = new Map(known.map((content) => [content.id, content]));
  const absent = new Set<string>();
  const unknown = new Map(
    due.flatMap(({ incarnation }) => {
      const id = contentIdOf(incarnation);
      const { contentType: kind, luid } = incarnation;
      const isKnown = id === undefined || found.has(id);
      return isKnown || (kind !== 'workbook' && kind !== 'datasource') ? [] : [[id, { kind, luid }] as const];
    }),
  );
  if (unknown.size > ONE_BY_ONE) onUnknownContent(site.slug);
  const asked = [...unknown].slice(0, ONE_BY_ONE);
  const answers = await readContents(
    tableau,
    site,
    asked.map(([, item]) => item),
  );
  for (const [i, [id]] of asked.entries()) {
    const content = answers[i];
    if (content === undefined) absent.add(id);
    else found.set(id, content);
  }
  const learnt = answers.filter((content) => content !== undefined);
  if (learnt.length > 0) await store.commit(learnt.map((content) => put('contents', content)));
  return { found, absent };
}

/**
 * What hangs on a data source is said of one that fails alone, so a storm is not asked about; and what was answered stands
 * for a while, "not available" too.
 */
async function impactsOf(
  { memory, clock }: Deps,
  tableau: TableauSite,
  failures: readonly Due[],
): Promise<ReadonlyMap<string, Impact>> {
  const luids = failures.flatMap(({ incarnation: { contentType, luid } }) =>
    contentType === 'datasource' ? [luid] : [],
  );
  const found = new Map<string, Impact>();
  if (luids.length > ONE_BY_ONE) return found;
  for (const luid of luids) {
    const known = memory.impacts.get(luid);
    const isFresh = known !== undefined && clock.now() - known.at < IMPACT_KEPT;
    const impact = isFresh ? known.impact : await tableau.downstreamOf(luid);
    if (!isFresh) remember(memory.impacts, luid, { at: clock.now(), impact });
    found.set(luid, impact);
  }
  return found;
}

function remember(
  impacts: SiteMemory['impacts'],
  luid: string,
  known: { at: Instant; impact: Impact },
): void {
  impacts.delete(luid);
  impacts.set(luid, known);
  const [oldest] = impacts.keys();
  if (impacts.size > IMPACTS_KEPT && oldest !== undefined) impacts.delete(oldest);
}

/** What was read before a failure does not count it yet. */
async function tasksOf(
  { memory, clock }: Deps,
  tableau: TableauSite,
  failures: readonly Due[],
): Promise<ReadonlyMap<string, RefreshTask> | undefined> {
  const at = clock.now();
  const newest = Math.max(...failures.map(({ reason }) => reason.occurredAt));
  const isFresh = memory.tasks !== undefined && memory.tasks.at >= newest;
  if (isFresh) return memory.tasks?.byLuid;
  if (memory.tasks !== undefined && at - memory.tasks.at < TASKS_KEPT) return undefined;
  const tasks = await tableau.listRefreshTasks();
  const byLuid = new Map(
    tasks.flatMap((task) => (task.content === undefined ? [] : [[task.content.luid, task]])),
  );
  memory.tasks = { at, byLuid };
  return byLuid;
}
