/** A simulated Tableau with webhooks that post into the pipeline, and the loops that keep them and catch up. */
import { onTestFinished } from 'vitest';
import { createCatchUp } from '../../src/app/sites/catch-up.ts';
import { createExplainer } from '../../src/app/sites/explain-failures.ts';
import { AppError } from '../../src/app/errors.ts';
import { hookDirectory } from '../../src/app/policy/hook-directory.ts';
import { keepWebhooks } from '../../src/app/sites/keep-webhooks.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Store } from '../../src/app/ports/store.ts';
import type { TableauSites } from '../../src/app/ports/tableau.ts';
import { DAY, type Instant, instant, type Millis } from '../../src/domain/time/instant.ts';
import type { Policy, SitePolicy } from '../../src/domain/policy.ts';
import type { Incarnation } from '../../src/domain/records.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import { inTurn } from '../../src/platform/turns.ts';
import { inventoryKeeper } from '../../src/app/sites/sync-inventory.ts';
import { createOutlook } from '../../src/app/sites/outlook.ts';
import { watchRefreshes } from '../../src/app/sites/watch-refreshes.ts';
import type { Company } from '../../src/simulator/tableau/company.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { createTableauSites } from '../../src/tableau/sites.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { httpServer } from './http.ts';
import { startPipeline } from './pipeline.ts';
import { bench, monday } from './tableau.ts';
import { sitePolicy } from './tableau-client.ts';

export type WatchedSite = Awaited<ReturnType<typeof startWatchedSite>>;

type Options = {
  readonly site?: Partial<SitePolicy>;
  readonly policy?: Partial<Policy>;
  readonly simulator?: Partial<TableauSimulatorOptions>;
  /** When Tableau's clock begins. */
  readonly start?: Instant;
  /** How far our clock is ahead of Tableau's. */
  readonly ahead?: Millis;
  /** Whether Tableau is asked why refreshes failed. */
  readonly reasons?: boolean;
};

export async function startWatchedSite({
  site = {},
  policy = {},
  simulator = {},
  start = monday,
  ahead = 0,
  reasons = false,
}: Options = {}) {
  const tableau = await bench({ company: manyOf(34), clock: new ManualClock(start), ...simulator });
  const ours: SitePolicy = {
    ...sitePolicy(tableau.url),
    events: ['DatasourceRefreshFailed', 'DatasourceRefreshSucceeded'],
    manageWebhooks: 'apply',
    ...site,
  };
  const all = aPolicy({ sites: new Map([['acme', ours]]), ...policy });
  const clock = new ManualClock(instant(start + ahead));
  const pipeline = await startPipeline(all, clock);
  const door = { open: true };
  const front = await httpServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', async () => {
      if (door.open) await pipeline.post(new Uint8Array(Buffer.concat(pieces)));
      response.writeHead(door.open ? 200 : 503).end();
    });
  });
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const logged: string[] = [];
  const note: Log['info'] = (_fields, text) => logged.push(text);
  const log: Log = { debug() {}, info: note, warn: note, error: note };
  const loops = () => {
    const board = createOutlook({ current: () => all });
    pipeline.outlook = board.lineOf;
    const deps = { ...pipeline.deps(), log };
    const hooks = hookDirectory({ ...deps, mintHook: (id, n) => `${id}.${n}` });
    const sites = createTableauSites({ ...deps, clock });
    const catchUp = createCatchUp({ ...deps, sites, inTurn: inTurn() });
    const upkeep = { ...deps, outbound, hooks, sites, publicUrl: () => front.url };
    const watch = watchRefreshes({ ...deps, sites, board });
    const asked = reasons ? sites : silent;
    const inventory = inventoryKeeper({ ...deps, sites: asked });
    const explainer = createExplainer({ ...deps, sites: asked, onUnknownContent: inventory.request });
    return {
      hooks,
      catchUp,
      sites,
      watch,
      explainer,
      inventory,
      keep: keepWebhooks({ ...upkeep, onGap: catchUp.hurry }),
    };
  };
  Object.assign(pipeline, { deps: ((before) => () => ({ ...before(), outbound }))(pipeline.deps) });
  let running = loops();
  const routeByReasons = async (): Promise<void> => {
    await pipeline.settle();
    if (reasons) await running.inventory.sync(clock.now());
    await running.explainer.explainDue(clock.now());
    await running.explainer.settled();
    await pipeline.settle();
  };
  /** What the service does at this moment. */
  const work = async (): Promise<void> => {
    await routeByReasons();
    await running.hooks.refresh(all);
    if (ours.manageWebhooks === 'apply') await running.keep(clock.now());
    await running.catchUp.round(clock.now());
    await running.watch(clock.now());
    await routeByReasons();
  };
  return {
    ...{ tableau, pipeline, logged, work },
    control: tableau.control,
    store: pipeline.store,
    sent: pipeline.sent,
    /** Time passes for both; the service works at its end unless it is stopped. */
    async pass(by: Millis): Promise<void> {
      clock.advance(by);
      await tableau.control.advance(by);
      if (door.open) await work();
    },
    stop(): void {
      door.open = false;
    },
    async start(): Promise<void> {
      door.open = true;
      await pipeline.restart();
      running = loops();
      await work();
    },
    /** What the service knows: of each content's refreshes, of every alert that was or is, and who was told what. */
    async state() {
      const known = [];
      for (const { luid, name } of tableau.control.content()) {
        const alert = await pipeline.store.ask('alert', { id: `acme/refresh-failed/datasource/${luid}` });
        if (alert === undefined) continue;
        const { lastOutcome, lastOutcomeAt, lastSuccessAt, streak } = alert;
        known.push({ name, lastOutcome, lastOutcomeAt, lastSuccessAt, streak });
      }
      const all = await pipeline.store.ask('listIncarnations', { limit: 500, source: 'acme' });
      const alerts = await Promise.all(all.map((alert) => standOf(pipeline.store, alert)));
      return { known: known.sort(byName), alerts: alerts.sort(byName) };
    },
    events: () => pipeline.store.ask('listEvents', { limit: 500, source: 'acme' }),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/** Numbers and the times of Tabduty's own doing may differ; of what is over, whether anybody had been told may too. */
async function standOf(store: Pick<Store, 'ask'>, alert: Incarnation) {
  const { name, condition, state, ending, openedAt, endedAt, lastAt, streak, labels, stage, unrouted } =
    alert;
  const members = await store.ask('membersOfIncarnation', { id: alert.id });
  const { slice } = await store.ask('groupSlice', {
    ids: members.map(({ groupId }) => groupId),
  });
  const { groups, told, openDeliveries } = slice;
  const isOpen = state === 'open';
  return {
    ...{ name, condition, state, ending, openedAt, endedAt, lastAt, streak, labels, stage, unrouted },
    groups: groups.map(({ routeId, groupKey, ...group }) => `${routeId} ${groupKey} ${group.state}`),
    told: isOpen ? told.map((row) => `${row.destinationId} ${row.as} ${row.state}`) : undefined,
    waiting: openDeliveries.length,
  };
}

/** Where nothing is about reasons: whoever asks for one hears at once that Tableau does not answer. */
const silent: TableauSites = {
  site: () => {
    throw new AppError('unreachable', 'the reasons are not asked for in this test');
  },
};

/** Data sources named "Item 1" and so on, refreshed by hand only. */
function manyOf(count: number): Company {
  const names = Array.from({ length: count }, (_, i) => `Item ${i + 1}`);
  const ana = { name: 'ana', fullName: 'Ana Costa', email: 'ana@acme.example' };
  return {
    name: 'many',
    sites: [
      {
        contentUrl: 'acme',
        name: 'ACME',
        users: [{ ...ana, siteRole: 'SiteAdministratorCreator' }],
        projects: [{ path: 'Sales' }],
        content: names.map((name) => ({
          kind: 'datasource',
          name,
          project: 'Sales',
          owner: 'ana',
          takes: DAY,
        })),
      },
    ],
  };
}
