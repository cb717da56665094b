/** Deadlines of freshness: only the last success counts, whatever the reason that there is none. */
import { localText } from '../../domain/time/civil.ts';
import { alertId } from '../../domain/events/event.ts';
import { freshnessOf, type RefreshFacts } from '../../domain/sites/freshness.ts';
import { type Instant, latest } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import type { Policy, FreshnessRule } from '../../domain/policy.ts';
import { matches } from '../../domain/routing/route.ts';
import type { Known, Outlook } from './outlook.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSite } from '../ports/tableau.ts';
import type { SeenContent, SiteView, ViewMemory } from './site-view.ts';
import { historyOf, readRecent, recentSuccessOf } from './success-history.ts';
import { nextRunOf, wrongWith } from './watch-conditions.ts';

type Deps = {
  readonly store: Pick<Store, 'ask'>;
  readonly policy: { current(): Policy };
  readonly board: Outlook;
};

export async function watchFreshness(
  deps: Deps,
  site: TableauSite,
  source: string,
  view: SiteView,
  memory: ViewMemory,
): Promise<readonly Observation[]> {
  const rules = deps.policy.current().freshness;
  const known = new Map<string, Known>();
  const wrong: Observation[] = [];
  const recent = once(() => readRecent(site, memory.history, view.now));
  for (const content of view.content.values()) {
    if (content.isLive) continue;
    const rule = rules.find(({ match }) => matches({ match, except: [] }, content.labels));
    const planned = plan(view, content);
    if (rule === undefined) {
      if (planned.nextRunAt !== undefined) known.set(content.luid, { rule, facts: planned });
      continue;
    }
    const facts = await factsOf(deps, site, source, content, { rule, planned, view, memory, recent });
    known.set(content.luid, { rule, facts });
    wrong.push(...observed(rule, facts, content, source, view.now));
  }
  deps.board.learn(source, known);
  return wrong;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

function plan({ tasks, running, now }: SiteView, { luid }: SeenContent): RefreshFacts {
  const runningSince = running.find(({ content }) => content.luid === luid)?.since;
  return {
    lastSuccessAt: undefined,
    nextRunAt: nextRunOf(tasks, luid, now),
    runningSince,
    usually: undefined,
  };
}

type Knowing = {
  readonly rule: FreshnessRule;
  readonly planned: RefreshFacts;
  readonly view: SiteView;
  readonly memory: ViewMemory;
  /** Reads what has succeeded lately: one list for all, at the first that needs it. */
  readonly recent: () => Promise<void>;
};

/**
 * What arrived says when it last succeeded, and Tableau's history, where an installation that is new or missed something
 * finds what it did not hear.
 */
async function factsOf(
  { store }: Deps,
  site: TableauSite,
  source: string,
  content: SeenContent,
  { rule, planned, view, recent, memory: { history } }: Knowing,
): Promise<RefreshFacts> {
  const id = alertId(source, 'refresh-failed', content.kind, content.luid);
  const own = (await store.ask('alert', { id }))?.lastSuccessAt;
  const { usual, lastSuccessAt: past } = await historyOf(site, content, history, view.now);
  const facts = { ...planned, lastSuccessAt: latest([own, past]), usually: usual };
  if (freshnessOf(rule, facts, view.now).kind === 'well') return facts;
  await recent();
  const lastSuccessAt = latest([facts.lastSuccessAt, await recentSuccessOf(site, content, history)]);
  return { ...facts, lastSuccessAt };
}

function observed(
  rule: FreshnessRule,
  facts: RefreshFacts,
  content: SeenContent,
  source: string,
  at: Instant,
): readonly Observation[] {
  const fresh = freshnessOf(rule, facts, at);
  const text = (moment: Instant) => localText(moment, rule.timeZone);
  const last =
    facts.lastSuccessAt === undefined ? 'no success is known' : `last success ${text(facts.lastSuccessAt)}`;
  switch (fresh.kind) {
    case 'well':
      return [];
    case 'missed':
      return [wrongWith('freshness-missed', source, content, `deadline ${text(fresh.deadline)}; ${last}`)];
    case 'at-risk':
      return [
        wrongWith(
          'freshness-at-risk',
          source,
          content,
          `deadline ${text(fresh.deadline)}: ${fresh.why}; ${last}`,
        ),
      ];
  }
}
