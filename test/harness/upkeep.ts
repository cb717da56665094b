/** A simulated Tableau, its client, hooks and a store in memory: what keeping webhooks and catching up work with. */
import { onTestFinished } from 'vitest';
import { hookDirectory } from '../../src/app/policy/hook-directory.ts';
import { keepWebhooks } from '../../src/app/sites/keep-webhooks.ts';
import { policyHolder } from '../../src/app/policy/policy-holder.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { SitePolicy } from '../../src/domain/policy.ts';
import { uuidV7 } from '../../src/platform/ids.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { createTableauSites } from '../../src/tableau/sites.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { memoryStore } from './memory-store.ts';
import { bench } from './tableau.ts';
import { sitePolicy } from './tableau-client.ts';

export async function startUpkeep(
  over: Partial<SitePolicy> = {},
  options: Partial<TableauSimulatorOptions> = {},
) {
  const tableau = await bench(options);
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const { clock } = tableau;
  const store = memoryStore();
  const ids = uuidV7(clock);
  const site: SitePolicy = {
    ...sitePolicy(tableau.url),
    events: ['WorkbookRefreshFailed', 'WorkbookRefreshSucceeded'],
    manageWebhooks: 'apply',
    ...over,
  };
  const policy = policyHolder(aPolicy({ sites: new Map([['acme', site]]) }));
  const hooks = hookDirectory({ store: store as never, ids, clock, mintHook: (id, n) => `${id}.${n}` });
  await hooks.refresh(policy.current());
  const sites = createTableauSites({ policy, outbound, clock });
  const logged: { readonly fields: Readonly<Record<string, unknown>>; readonly text: string }[] = [];
  const note: Log['warn'] = (fields, text) => logged.push({ fields, text });
  const log: Log = { debug() {}, info: note, warn: note, error: note };
  const publicUrl = { now: 'http://127.0.0.1:9' };
  const gaps: string[] = [];
  const deps = { store, ids, clock, hooks, sites, policy, log, publicUrl: () => publicUrl.now };
  const keep = keepWebhooks({ ...deps, onGap: (slug) => gaps.push(slug) });
  return {
    ...{ tableau, clock, store, policy, site, logged, deps, gaps, publicUrl },
    site$: sites.site('acme'),
    keep: (at: Instant = clock.now()) => keep(at),
    setSite: (change: Partial<SitePolicy>) =>
      policy.replace(aPolicy({ sites: new Map([['acme', { ...site, ...change }]]) })),
  };
}
