/** Which refreshes of a site are suspended, stuck, or did not start when they were due. */
import { after, durationText, type Instant, instant, isoOf, MINUTE } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import { isStuck, mostLength } from '../../domain/sites/refresh-watch.ts';
import type { WatchCondition } from '../../domain/sites/watch-conditions.ts';
import type { TableauSite } from '../ports/tableau.ts';
import type { RefreshTask } from '../ports/tableau-jobs.ts';
import type { SeenContent, SiteView, ViewMemory } from './site-view.ts';
import { historyOf } from './success-history.ts';

/** By task. Tableau moves the next run on whether or not it took place. */
export type WatchMemory = {
  readonly nextRuns: Map<string, Instant>;
  /** Runs whose time has come, and of which no job has been seen. */
  readonly due: Map<string, Instant>;
  /** The last run of which a job was seen. */
  readonly settled: Map<string, Instant>;
};

/** Tableau suspends a refresh after so many failures in a row. */
const SUSPENDED_AT = 5;
/** A backgrounder that is busy starts late. */
const START_GRACE = 15 * MINUTE;

export function wrongWith(
  condition: WatchCondition,
  source: string,
  { kind, luid, name }: SeenContent,
  detail: string,
  remedy?: string,
): Observation {
  const content = { source, type: kind };
  return { condition, object: luid, name, site: source, content, state: 'wrong', detail, remedy };
}

export function isSuspended({ consecutiveFailed, schedule }: RefreshTask): boolean {
  return (consecutiveFailed ?? 0) >= SUSPENDED_AT || /suspend/i.test(schedule?.state ?? '');
}

export function suspendedRefreshes(source: string, { tasks, content }: SiteView): readonly Observation[] {
  return tasks.filter(isSuspended).flatMap((task) => {
    const found = content.get(task.content?.luid ?? '');
    if (found === undefined) return [];
    const failed = task.consecutiveFailed ?? 0;
    const detail = failed > 0 ? `${failed} failures in a row` : 'its schedule is suspended';
    const remedy = 'mend the cause, then run it once by hand: Tableau starts it no more, and sends no events';
    return [wrongWith('refresh-suspended', source, found, detail, remedy)];
  });
}

export async function stuckRefreshes(
  site: TableauSite,
  { slug, stuckAfter }: SitePolicy,
  { running, now }: SiteView,
  memory: ViewMemory,
): Promise<readonly Observation[]> {
  const stuck: Observation[] = [];
  for (const { since, content } of running) {
    // Whatever is usual: this young it is not stuck, and costs no call.
    if (!isStuck(since, 0, stuckAfter, now)) continue;
    const { usual } = await historyOf(site, content, memory.history, now);
    if (!isStuck(since, usual, stuckAfter, now)) continue;
    const known =
      usual === undefined ? 'its usual length is not known' : `usually at most ${durationText(usual)}`;
    const detail = `running since ${isoOf(since)}, more than ${durationText(mostLength(usual, stuckAfter))}; ${known}`;
    stuck.push(
      wrongWith('refresh-stuck', slug, content, detail, 'cancel the job in Tableau and run it again'),
    );
  }
  return stuck;
}

export async function lateStarts(
  site: TableauSite,
  source: string,
  view: SiteView,
  memory: WatchMemory,
  open: readonly Incarnation[],
): Promise<readonly Observation[]> {
  noteDueRuns(view, memory);
  const { now, tasks, content } = view;
  const late = [...memory.due].filter(([, due]) => now >= due + START_GRACE);
  const before = open.filter(({ condition }) => condition === 'refresh-not-started');
  if (late.length === 0 && before.length === 0) return [];
  const earliest = Math.min(
    ...late.map(([, due]) => due),
    ...before.map(({ openedAt }) => openedAt - START_GRACE),
  );
  const { items } = await site.listJobs({ createdSince: instant(earliest - MINUTE) });
  const ranSince = (name: string, at: Instant) =>
    items.some((job) => job.title === name && job.kind === 'refresh' && (job.createdAt ?? 0) >= at - MINUTE);
  const wrong: Observation[] = [];
  for (const [taskId, due] of late) {
    const found = content.get(tasks.find(({ id }) => id === taskId)?.content?.luid ?? '');
    if (found !== undefined && !ranSince(found.name, due)) {
      const detail = `it was due at ${isoOf(due)}, and Tableau has no job for it`;
      wrong.push(
        wrongWith(
          'refresh-not-started',
          source,
          found,
          detail,
          'look whether backgrounders are busy or stopped',
        ),
      );
    } else {
      memory.due.delete(taskId);
      memory.settled.set(taskId, due);
    }
  }
  return [...wrong, ...stillLate(source, before, wrong, content, ranSince)];
}

/** Those of before a restart, whose due time is not remembered: they end when a job is seen. */
function stillLate(
  source: string,
  before: readonly Incarnation[],
  wrong: readonly Observation[],
  content: SiteView['content'],
  ranSince: (name: string, at: Instant) => boolean,
): readonly Observation[] {
  return before.flatMap(({ luid, openedAt, trouble }) => {
    const found = content.get(luid);
    if (found === undefined || trouble === undefined || wrong.some(({ object }) => object === luid))
      return [];
    if (ranSince(found.name, instant(openedAt - START_GRACE))) return [];
    return [wrongWith('refresh-not-started', source, found, trouble.detail, trouble.remedy)];
  });
}

function noteDueRuns({ tasks, now }: SiteView, { nextRuns, due, settled }: WatchMemory): void {
  const there = new Set(tasks.map(({ id }) => id));
  for (const id of [...nextRuns.keys()])
    if (!there.has(id)) for (const map of [nextRuns, due, settled]) map.delete(id);
  for (const task of tasks) {
    const run = nextRuns.get(task.id);
    if (isSuspended(task)) due.delete(task.id);
    else if (run !== undefined && now >= run && settled.get(task.id) !== run && !due.has(task.id))
      due.set(task.id, run);
    if (task.nextRunAt !== undefined) nextRuns.set(task.id, task.nextRunAt);
  }
}

/** When a task of a content runs next; none when it is suspended. */
export function nextRunOf(tasks: readonly RefreshTask[], luid: string, now: Instant): Instant | undefined {
  const runs = tasks
    .filter((task) => task.content?.luid === luid && !isSuspended(task))
    .flatMap(({ nextRunAt }) =>
      nextRunAt === undefined || nextRunAt < after(now, -START_GRACE) ? [] : nextRunAt,
    );
  return runs.sort((a, b) => a - b)[0];
}
