/** The loops of a service: which use case each runs, and what wakes it. */
import { createCatchUp } from './app/sites/catch-up.ts';
import { createCleanUp } from './app/upkeep/clean-up.ts';
import { carryOutReruns } from './app/sites/carry-out-reruns.ts';
import type { LineKeeper } from './app/hand/keep-lines.ts';
import { recordShifts } from './app/on-call/record-shifts.ts';
import { keepWebhooks } from './app/sites/keep-webhooks.ts';
import { signInSites } from './app/sites/sign-in-sites.ts';
import { watchConfig } from './app/upkeep/watch-config.ts';
import { watchCanary } from './app/sites/watch-canary.ts';
import { watchGaps } from './app/on-call/watch-gaps.ts';
import { tellHandoffs } from './app/on-call/tell-handoffs.ts';
import { watchRefreshes } from './app/sites/watch-refreshes.ts';
import { watchSessions } from './app/sites/watch-sessions.ts';
import { watchTokens } from './app/sites/watch-tokens.ts';
import { inTurn } from './platform/turns.ts';
import type { createDeliverer } from './app/pipeline/deliver.ts';
import type { Explainer } from './app/sites/explain-failures.ts';
import type { InventoryKeeper } from './app/sites/sync-inventory.ts';
import type { HealthWatch } from './app/upkeep/watch-health.ts';
import type { Installation } from './installation.ts';
import { pipelineLoops, plan, runLoops } from './pipeline-loops.ts';
import type { Loop, RunningLoop } from './platform/loop.ts';

/** What a new policy may have given work to. */
const AFTER_A_POLICY = [
  'config',
  'sign-in',
  'canary',
  'tokens',
  'webhooks',
  'catch-up',
  'refreshes',
  'shifts',
  'gaps',
  'handoffs',
  'digests',
  'answers',
  'lines',
  'explain',
  'inventory',
] as const;

export function startLoops(
  { deps, store, sites, hooks, book, upkeep, board, gate }: Installation,
  deliverer: ReturnType<typeof createDeliverer>,
  explainer: Explainer,
  inventory: InventoryKeeper,
  health: HealthWatch,
  { lines, answers }: { readonly lines: LineKeeper; readonly answers: Loop['step'] },
): readonly RunningLoop[] {
  const folding = inTurn();
  const catchUp = createCatchUp({ ...deps, sites, inTurn: folding });
  const onGap = (slug: string) => {
    catchUp.hurry(slug);
    wake('catch-up');
  };
  const planned = [
    ...pipelineLoops({ ...deps, book }, deliverer, folding),
    plan('explain', (at) => explainer.explainDue(at), ['reasons']),
    plan('reruns', (at) => carryOutReruns({ ...deps, sites }, at), ['reruns']),
    plan('inventory', (at) => inventory.sync(at)),
    plan('sign-in', signInSites({ ...deps, sites })),
    plan('catch-up', (at) => catchUp.round(at)),
    plan('webhooks', keepWebhooks({ ...deps, ...upkeep, onGap })),
    plan('refreshes', watchRefreshes({ ...deps, sites, board })),
    plan('canary', watchCanary({ ...deps, sites, hooks })),
    plan('tokens', (at) => watchTokens(deps, at)),
    plan('sessions', (at) => watchSessions({ ...deps, sites }, at)),
    plan('shifts', recordShifts({ ...deps, book }), ['overrides']),
    plan('config', watchConfig(deps)),
    plan('clean-up', createCleanUp(deps)),
    plan('health', (at) => health.round(at)),
    plan('lines', (at) => lines.round(at)),
    plan('answers', answers, ['told']),
    plan('gaps', watchGaps({ ...deps, book }), ['overrides']),
    plan('handoffs', tellHandoffs({ ...deps, book }), ['overrides']),
  ];
  const { loops, wake } = runLoops(planned, { ...deps, store }, deliverer);
  store.onFault((fault) => {
    wake('health');
    if (fault === undefined) for (const loop of loops) loop.retry();
  });
  gate.onOpen(() => wake('deliver'));
  lines.whenClosed(() => wake('lines'));
  explainer.whenFree(() => wake('explain'));
  inventory.whenRequested(() => wake('inventory'));
  // A new policy is in force only after its commit, so commits would wake these too early.
  deps.holder.subscribe(() => {
    explainer.forgive();
    AFTER_A_POLICY.forEach(wake);
  });
  return loops;
}
