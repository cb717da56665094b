/** The loops of a service: which use case each runs, and what wakes it. */
import { createCatchUp } from './app/sites/catch-up.ts';
import { digestOutages } from './app/pipeline/digest-outages.ts';
import { fallBack } from './app/pipeline/fall-back.ts';
import { createCleanUp } from './app/upkeep/clean-up.ts';
import { flushGroups } from './app/pipeline/flush-groups.ts';
import { carryOutReruns } from './app/sites/carry-out-reruns.ts';
import { labelAlerts } from './app/pipeline/label-alerts.ts';
import { hearAnswers } from './app/hand/hear-answers.ts';
import { recordShifts } from './app/on-call/record-shifts.ts';
import { keepWebhooks } from './app/sites/keep-webhooks.ts';
import { shiftDeadlines } from './app/upkeep/shift-deadlines.ts';
import { signInSites } from './app/sites/sign-in-sites.ts';
import { triageCalls } from './app/pipeline/triage-calls.ts';
import { watchCanary } from './app/sites/watch-canary.ts';
import { watchGaps } from './app/on-call/watch-gaps.ts';
import { watchRefreshes } from './app/sites/watch-refreshes.ts';
import { watchTokens } from './app/sites/watch-tokens.ts';
import { watchTroubles } from './app/upkeep/watch-troubles.ts';
import type { TableName } from './domain/records.ts';
import { inTurn } from './platform/turns.ts';
import type { createDeliverer } from './app/pipeline/deliver.ts';
import type { Explainer } from './app/sites/explain-failures.ts';
import type { InventoryKeeper } from './app/sites/sync-inventory.ts';
import type { HealthWatch } from './app/upkeep/watch-health.ts';
import type { Installation } from './installation.ts';
import { type RunningLoop, startLoop } from './platform/loop.ts';

/** What a new policy may have given work to. */
const AFTER_A_POLICY = [
  'sign-in',
  'canary',
  'tokens',
  'webhooks',
  'catch-up',
  'refreshes',
  'shifts',
  'gaps',
  'answers',
  'explain',
  'inventory',
] as const;

/** Work in which tables wakes which loop. */
export function startLoops(
  { deps, store, sites, hooks, book, upkeep, board, gate }: Installation,
  deliverer: ReturnType<typeof createDeliverer>,
  explainer: Explainer,
  inventory: InventoryKeeper,
  health: HealthWatch,
): readonly RunningLoop[] {
  const start = (name: string, step: Parameters<typeof startLoop>[0]['step'], on: readonly TableName[]) => ({
    loop: startLoop({ name, step }, deps),
    on,
  });
  const folding = inTurn();
  const catchUp = createCatchUp({ ...deps, sites, inTurn: folding });
  const onGap = (slug: string) => {
    catchUp.hurry(slug);
    wake('catch-up');
  };
  const started = [
    start('triage', (at) => folding(() => triageCalls({ ...deps, deliverer }, at)), ['calls']),
    start('label', (at) => labelAlerts(deps, at), ['incarnations']),
    start('explain', (at) => explainer.explainDue(at), ['reasons']),
    start('reruns', (at) => carryOutReruns({ ...deps, sites }, at), ['reruns']),
    start('inventory', (at) => inventory.sync(at), []),
    start('answers', hearAnswers(deps), ['told']),
    start('flush', (at) => flushGroups({ ...deps, deliverer }, at), ['groups']),
    start('deliver', (at) => deliverer.deliverDue(at), ['deliveries', 'lanes']),
    start('clock', (at) => shiftDeadlines(deps, at), []),
    start('sign-in', signInSites({ ...deps, sites }), []),
    start('catch-up', (at) => catchUp.round(at), []),
    start('webhooks', keepWebhooks({ ...deps, ...upkeep, onGap }), []),
    start('refreshes', watchRefreshes({ ...deps, sites, board }), []),
    start('canary', watchCanary({ ...deps, sites, hooks }), []),
    start('tokens', (at) => watchTokens(deps, at), []),
    start('watch', (at) => watchTroubles(deps, at), []),
    start('shifts', recordShifts({ ...deps, book }), ['overrides']),
    start('clean-up', createCleanUp(deps), []),
    start('outages', (at) => digestOutages(deps, at), ['lanes']),
    start('fall-back', (at) => fallBack(deps, at), []),
    start('health', (at) => health.round(at), []),
    start('gaps', watchGaps({ ...deps, book }), ['overrides']),
  ];
  const wake = (name: string) => started.find(({ loop }) => loop.name === name)?.loop.wake();
  store.onFault(() => wake('health'));
  deliverer.whenFree(() => wake('deliver'));
  gate.onOpen(() => wake('deliver'));
  store.onCommit((_touched, work) => {
    for (const { loop, on } of started) if (on.some((table) => work.has(table))) loop.wake();
  });
  explainer.whenFree(() => wake('explain'));
  inventory.whenRequested(() => wake('inventory'));
  // A new policy is in force only after its commit, so commits would wake these too early.
  deps.holder.subscribe(() => {
    explainer.forgive();
    AFTER_A_POLICY.forEach(wake);
  });
  return started.map(({ loop }) => loop);
}
