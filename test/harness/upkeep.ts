/** A simulated Tableau, its client, hooks and a store in memory: what keeping webhooks and catching up work with. */
import { onTestFinished } from 'vitest';
import { hookDirectory } from '../../src/app/policy/hook-directory.ts';
import { keepWebhooks } from '../../src/app/sites/keep-webhooks.ts';
import { policyHolder } from '../../src/app/policy/policy-holder.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Instant } from '../../src/domain/time/instant.ts';
import type { Policy, SitePolicy } from '../../src/domain/policy.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { createTableauSites } from '../../src/tableau/sites.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { startPipeline } from './pipeline.ts';
import { bench } from './tableau.ts';
import { sitePolicy } from './tableau-client.ts';

export async function startUpkeep(
  over: Partial<SitePolicy> = {},
  options: Partial<TableauSimulatorOptions> = {},
  more: Partial<Policy> = {},
) {
  const tableau = await bench(options);
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const { clock } = tableau;
  const site: SitePolicy = {
    ...sitePolicy(tableau.url),
    events: ['WorkbookRefreshFailed', 'WorkbookRefreshSucceeded'],
    manageWebhooks: 'apply',
    ...over,
  };
  const policy = policyHolder(aPolicy({ ...more, sites: new Map([['acme', site]]) }));
  const pipeline = await startPipeline(policy.current(), clock);
  const { store, ids } = pipeline.deps();
  const hooks = hookDirectory({ store: store as never, ids, clock, mintHook: (id, n) => `${id}.${n}` });
  await hooks.refresh(policy.current());
  const sites = createTableauSites({ policy, outbound, clock });
  const logged: { readonly fields: Readonly<Record<string, unknown>>; readonly text: string }[] = [];
  const note: Log['warn'] = (fields, text) => logged.push({ fields, text });
  const log: Log = { debug() {}, info: note, warn: note, error: note };
  const publicUrl = { now: 'http://127.0.0.1:9' };
  const gaps: string[] = [];
  const deps = { ...pipeline.deps(), hooks, sites, policy, log, publicUrl: () => publicUrl.now };
  const keep = keepWebhooks({ ...deps, onGap: (slug) => gaps.push(slug) });
  return {
    ...{ tableau, clock, store, policy, pipeline, site, logged, deps, gaps, publicUrl },
    site$: sites.site('acme'),
    keep: (at: Instant = clock.now()) => keep(at),
    setSite(change: Partial<SitePolicy>): void {
      pipeline.policy = aPolicy({ ...more, sites: new Map([['acme', { ...site, ...change }]]) });
      policy.replace(pipeline.policy);
    },
  };
}
