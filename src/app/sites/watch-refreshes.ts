/** Looks for what no event tells of: refreshes that are stuck, suspended or did not start, and deadlines of freshness. */
import { hasSignIn } from '../../domain/policy.ts';
import { deadlineAfter } from '../../domain/sites/freshness.ts';
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { observedAlertId } from '../../domain/health/observe.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import { isWatchCondition } from '../../domain/sites/watch-conditions.ts';
import { AppError } from '../errors.ts';
import type { Outlook } from './outlook.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import { type ViewMemory, viewSite } from './site-view.ts';
import { freshHistoryMemory } from './success-history.ts';
import { lateStarts, stuckRefreshes, suspendedRefreshes, type WatchMemory } from './watch-conditions.ts';
import { watchFreshness } from './watch-freshness.ts';

type Deps = ReportDeps & {
  readonly sites: TableauSites;
  readonly policy: { current(): Policy };
  readonly log: Log;
  readonly board: Outlook;
};

const EVERY = 5 * MINUTE;

type Kept = ViewMemory & WatchMemory & { dueAt: Instant; said: string };

export function watchRefreshes(deps: Deps): (at: Instant) => Promise<LoopResult> {
  const kept = new Map<string, Kept>();
  return async (at) => {
    const next: Instant[] = [];
    for (const site of deps.policy.current().sites.values()) {
      if (!hasSignIn(site) || site.intake === 'webhooks') continue;
      const memory = kept.get(site.slug) ?? freshMemory(at);
      kept.set(site.slug, memory);
      if (at >= memory.dueAt || memory.dueAt > after(at, EVERY)) {
        memory.dueAt = nextLook(deps.policy.current(), at);
        await look(deps, site, memory, at);
      }
      next.push(memory.dueAt);
    }
    return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
  };
}

function freshMemory(at: Instant): Kept {
  return {
    ...{ content: undefined, subjects: new Map(), history: freshHistoryMemory() },
    ...{ nextRuns: new Map(), due: new Map(), settled: new Map(), dueAt: at, said: '' },
  };
}

/** A deadline is looked at when it comes. */
function nextLook({ freshness }: Policy, at: Instant): Instant {
  const deadlines = freshness.flatMap((rule) => deadlineAfter(rule, at) ?? []);
  return Math.min(after(at, EVERY), ...deadlines) as Instant;
}

async function look(deps: Deps, site: SitePolicy, memory: Kept, at: Instant): Promise<void> {
  try {
    const client = deps.sites.site(site.slug);
    const view = await viewSite(client, site.slug, memory, at);
    const open = await openAlerts(deps, site.slug);
    const wrong = [
      ...suspendedRefreshes(site.slug, view),
      ...(await stuckRefreshes(client, site, view, memory)),
      ...(await lateStarts(client, site.slug, view, memory, open)),
      ...(await watchFreshness(deps, client, site.slug, view, memory)),
    ];
    for (const seen of wrong) await reportCondition(deps, seen, at);
    const still = new Set(wrong.map(observedAlertId));
    for (const alert of open) if (!still.has(alert.alertId ?? '')) await over(deps, alert, at);
    memory.said = '';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, remedy } = error;
    if (memory.said !== message)
      deps.log.warn({ site: site.slug, error: message, remedy }, 'refreshes could not be looked at');
    memory.said = message;
  }
}

async function openAlerts({ store }: Deps, source: string): Promise<readonly Incarnation[]> {
  const open = await store.ask('listIncarnations', { source, state: 'open', kind: 'alert', limit: 10_000 });
  return open.filter(({ condition }) => isWatchCondition(condition));
}

async function over(deps: Deps, alert: Incarnation, at: Instant): Promise<void> {
  const { condition, luid, name, source, contentType } = alert;
  if (!isWatchCondition(condition) || contentType === undefined) return;
  const content = { source, type: contentType };
  const seen: Observation = { condition, object: luid, name, site: source, content, state: 'right' };
  await reportCondition(deps, seen, at);
}
