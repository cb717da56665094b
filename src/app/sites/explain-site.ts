/** One round of asking a site: content that is not in the inventory, jobs, schedules; and what was found for each. */
import { contentIdOf } from '../../domain/sites/content.ts';
import { catalogEntry } from '../../domain/events/event-catalog.ts';
import { put } from '../../domain/change.ts';
import { HOUR, type Instant, MINUTE } from '../../domain/time/instant.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import type { Content, Impact, Reason } from '../../domain/tableau-records.ts';
import type { Found } from '../../domain/sites/reason.ts';
import { AppError, named } from '../errors.ts';
import { explainJobs, type JobMemory } from './explain-jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { RefreshTask } from '../ports/tableau-jobs.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSite, TableauSites } from '../ports/tableau.ts';
import { readContents } from './read-inventory.ts';
import { lastSuccessOf } from './success-history.ts';

export type SiteMemory = {
  readonly jobs: JobMemory;
  /** What hangs on a data source, by its LUID; the oldest answer first. */
  readonly impacts: Map<string, { readonly at: Instant; readonly impact: Impact }>;
  /** When content succeeded last as Tableau's history had it, by LUID; the oldest answer first. */
  readonly successes: Map<string, { readonly at: Instant; readonly lastSuccessAt: Instant | undefined }>;
  /** The site's refresh tasks by content, and when they were read. */
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
const MOST_KEPT = 1000;

export async function askSite(
  deps: Deps,
  slug: string,
  due: readonly Due[],
  known: readonly Content[],
): Promise<readonly Found[]> {
  const site = named('site', slug, deps.policy.current().sites);
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
  const successes = await successesOf(deps, tableau, site, failures);
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
      lastSuccessAt: successes.get(incarnation.luid),
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

/**
 * When it worked last is said of one that fails alone too. Where every success is heard of, what was heard is asked for
 * only if that is nothing: an installation that is new knows no success.
 */
async function successesOf(
  { memory, clock }: Deps,
  tableau: TableauSite,
  { events }: SitePolicy,
  failures: readonly Due[],
): Promise<ReadonlyMap<string, Instant | undefined>> {
  const found = new Map<string, Instant | undefined>();
  const hears = events.some((type) => catalogEntry(type)?.event === 'refresh-succeeded');
  if (failures.length > ONE_BY_ONE) return found;
  for (const { reason, incarnation } of failures) {
    if (hears && reason.lastSuccessAt !== undefined) continue;
    const known = memory.successes.get(incarnation.luid);
    const isNewer = known !== undefined && known.at >= reason.occurredAt;
    const { budget } = memory.jobs;
    const lastSuccessAt = isNewer
      ? known.lastSuccessAt
      : await orNothing(lastSuccessOf(tableau, incarnation, () => budget.take()));
    if (!isNewer) remember(memory.successes, incarnation.luid, { at: clock.now(), lastSuccessAt });
    found.set(incarnation.luid, lastSuccessAt);
  }
  return found;
}

/** It only adds to what is known: without an answer the reason is told all the same. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function remember<T>(kept: Map<string, T>, luid: string, known: T): void {
  kept.delete(luid);
  kept.set(luid, known);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
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
