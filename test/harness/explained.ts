/** The pipeline beside a simulated Tableau that it asks, both on clocks that are set by hand. */
import { onTestFinished } from 'vitest';
import { carryOutReruns } from '../../src/app/sites/carry-out-reruns.ts';
import { createExplainer } from '../../src/app/sites/explain-failures.ts';
import { inventoryKeeper } from '../../src/app/sites/sync-inventory.ts';
import { isoOf, type Millis } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import type { Company } from '../../src/simulator/tableau/company.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import type { JobView } from '../../src/simulator/tableau/views.ts';
import { type ConnectedSites, createTableauSites } from '../../src/tableau/sites.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from './pipeline.ts';
import { type Bench, bench } from './tableau.ts';
import { sitePolicy } from './tableau-client.ts';

export type Explained = {
  readonly p: Pipeline;
  readonly tableau: Bench;
  /** Lets the refresh of a content fail in Tableau, and posts what its webhook says. */
  fail(content: string, why?: { readonly reason?: string; readonly notes?: string }): Promise<JobView>;
  succeed(content: string): Promise<JobView>;
  /** Runs everything that is due now, Tableau's answers included. */
  settle(): Promise<void>;
  advance(by: Millis): Promise<void>;
  syncInventory(): Promise<void>;
  readonly sites: ConnectedSites;
  /** The questions about jobs that Tableau was asked. */
  jobCalls(): number;
};

export async function startExplained(
  policy: Partial<Policy> = {},
  options: Partial<TableauSimulatorOptions> = {},
): Promise<Explained> {
  const tableau = await bench(options);
  const site = sitePolicy(tableau.url);
  const p = await startPipeline(aPolicy({ ...policy, sites: new Map([['acme', site]]) }));
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const sites = createTableauSites({ policy: { current: () => p.policy }, outbound, clock: p.clock });
  const inventory = inventoryKeeper({ ...p.deps(), sites });
  const explainer = createExplainer({ ...p.deps(), sites, onUnknownContent: inventory.request });

  const ended = async (type: string, job: JobView) => {
    const content = tableau.control.content().find(({ luid }) => luid === job.contentLuid);
    const kind = content?.kind === 'workbook' ? 'Workbook' : 'Datasource';
    await p.post(
      tableauBody({
        event_type: `${kind}Refresh${type}`,
        resource_name: job.content,
        resource_luid: job.contentLuid,
        created_at: isoOf(tableau.clock.now()),
      }),
    );
    return job;
  };

  return {
    p,
    tableau,
    sites,
    fail: (content, why = {}) => ended('Failed', tableau.control.failNow({ content, ...why })),
    succeed: (content) => ended('Succeeded', tableau.control.succeedNow({ content })),
    async settle() {
      for (let round = 0; round < 3; round++) {
        await p.settle();
        await inventory.sync(p.clock.now());
        await explainer.explainDue(p.clock.now());
        await explainer.settled();
        await carryOutReruns({ ...p.deps(), sites }, p.clock.now());
      }
      await p.settle();
    },
    async advance(by) {
      p.clock.advance(by);
      await tableau.clock.advance(by);
    },
    async syncInventory() {
      await inventory.sync(p.clock.now());
    },
    jobCalls: () => tableau.control.calls().filter(({ url }) => url.includes('/jobs')).length,
  };
}

/** A company with so many workbooks that have an extract. */
export function companyOf(workbooks: number): Company {
  return {
    name: 'many',
    sites: [
      {
        contentUrl: 'acme',
        name: 'ACME',
        users: [
          {
            name: 'ana',
            fullName: 'Ana Costa',
            email: 'ana@acme.example',
            siteRole: 'SiteAdministratorCreator',
          },
        ],
        projects: [{ path: 'Finance' }],
        content: Array.from({ length: workbooks }, (_, n) => ({
          kind: 'workbook' as const,
          name: `Report ${n}`,
          project: 'Finance',
          owner: 'ana',
          hasExtracts: true,
        })),
      },
    ],
  };
}
