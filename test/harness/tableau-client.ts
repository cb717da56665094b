/** Our client of one site, against the simulated Tableau on a clock that is set by hand. */
import { onTestFinished } from 'vitest';
import { EMPTY_POLICY } from '../../src/app/policy/policy-holder.ts';
import type { TableauSite, TableauSites } from '../../src/app/ports/tableau.ts';
import type { SitePolicy } from '../../src/domain/policy.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { createTableauSites } from '../../src/tableau/sites.ts';
import { type Bench, bench, pat } from './tableau.ts';

export async function connected(
  options: Partial<TableauSimulatorOptions> = {},
  secret: string = pat.secret,
  over: Partial<SitePolicy> = {},
): Promise<{ readonly tableau: Bench; readonly sites: TableauSites; readonly site: TableauSite }> {
  const tableau = await bench(options);
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const policy = {
    ...EMPTY_POLICY,
    sites: new Map([['acme', { ...sitePolicy(tableau.url, secret), ...over }]]),
  };
  const sites = createTableauSites({ policy: { current: () => policy }, outbound, clock: tableau.clock });
  return { tableau, sites, site: sites.site('acme') };
}

export function sitePolicy(server: string, secret: string = pat.secret): SitePolicy {
  return {
    slug: 'acme',
    server,
    contentUrl: 'acme',
    pat: { name: pat.name, secret, expiresOn: undefined },
    actions: ['rerun', 'cancel'],
    events: [],
    intake: 'both',
    manageWebhooks: 'off',
    stuckAfter: 6 * 3_600_000,
    timeZone: 'UTC',
    place: { path: 'sites.acme', line: 1 },
  };
}
