/** What the sign-in of a site may do, found out against the simulated Tableau without changing anything there. */
import { describe, expect, it } from 'vitest';
import { probeRights } from '../../src/app/sites/probe-rights.ts';
import { examineSites } from '../../src/app/upkeep/doctor-sites.ts';
import { EMPTY_POLICY } from '../../src/app/policy/policy-holder.ts';
import type { SitePolicy } from '../../src/domain/policy.ts';
import { isEnough, rightsOf } from '../../src/domain/rights.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { pat } from '../harness/tableau.ts';
import { connected, sitePolicy } from '../harness/tableau-client.ts';

async function look(
  options: Partial<TableauSimulatorOptions> = {},
  over: Partial<SitePolicy> = {},
  before: (here: Awaited<ReturnType<typeof connected>>) => void = () => {},
) {
  const here = await connected(options);
  before(here);
  const site = { ...sitePolicy(here.tableau.url), manageWebhooks: 'apply' as const, ...over };
  const { probes } = await probeRights(here.site);
  const rights = rightsOf(probes, site);
  const policy = { ...EMPTY_POLICY, sites: new Map([['acme', site]]) };
  const findings = await examineSites({
    policy: { current: () => policy },
    sites: here.sites,
    clock: here.tableau.clock,
  });
  const levels = Object.fromEntries(rights.map(({ feature, level }) => [feature, level]));
  return { here, rights, levels, findings, textOf: (f: string) => rights.find((r) => r.feature === f)?.text };
}

const asBen = { pats: [{ ...pat, user: 'ben' }] };

describe('the rights of a sign-in', () => {
  it('are all there for an administrator, and looking for them changes nothing', async () => {
    const { here, levels, rights, findings } = await look({ history: 48 * 3_600_000 });

    expect(levels).toEqual({
      ...{ webhooks: 'manage', jobs: 'read', reasons: 'read', tasks: 'read', content: 'read' },
      ...{ owners: 'read', metadata: 'read', rerun: 'manage', cancel: 'manage' },
    });
    expect(rights.every(isEnough)).toBe(true);
    expect(findings.map((f) => f.level)).toEqual(['ok']);
    expect(findings[0]?.text).toContain('as SiteAdministratorCreator');
    const changing = here.tableau.control
      .calls()
      .filter(({ method, url }) => method !== 'GET' && !/signin|metadata/.test(url));
    expect(changing).toEqual([]);
  });

  it('that are missing are named feature by feature, with what is lost and the way out', async () => {
    const { levels, findings, textOf } = await look(asBen);

    expect(levels).toMatchObject({
      ...{ webhooks: 'none', jobs: 'none', reasons: 'none', tasks: 'read', content: 'read' },
      ...{ rerun: 'none', cancel: 'none' },
    });
    expect(textOf('jobs')).toBe(
      'none, so failures that no webhook told are not found, and no reason is known',
    );
    expect(textOf('tasks')).toBe('read, but not tasks of others: the site role is Creator');
    expect(findings.map((f) => `${f.level} ${f.text.split(':')[0]}`)).toEqual([
      'ok signed in at http',
      'fault webhooks',
      'fault jobs',
      'warning reasons',
      'fault rerun',
      'fault cancel',
    ]);
    for (const { remedy } of findings.slice(1)) expect(remedy).toContain('Site Administrator');
  });

  it('that nothing in the configuration asks for are no finding', async () => {
    const { findings } = await look(asBen, { intake: 'webhooks', actions: [], manageWebhooks: 'off' });

    expect(findings.map((f) => `${f.level} ${f.text.split(':')[0]}`)).toEqual([
      'ok signed in at http',
      'warning jobs',
      'warning reasons',
    ]);
  });

  it('that are taken away meanwhile are missing at the next look', async () => {
    const { levels } = await look({}, {}, ({ tableau }) => tableau.control.places.setRole('ana', 'Viewer'));

    expect(levels).toMatchObject({ webhooks: 'none', jobs: 'none' });
  });

  it('cannot be judged by a Tableau that fails, which is not taken for a missing right', async () => {
    const { rights } = await look({}, {}, ({ tableau }) =>
      tableau.control.addFault({ kind: 'status', status: 503, path: '/tasks' }),
    );

    const tasks = rights.find(({ feature }) => feature === 'tasks');
    expect(tasks).toMatchObject({ level: undefined, text: expect.stringContaining('Tableau has an error') });
  });

  it('do not include webhooks on an old server, which is a fault unless the site is asked', async () => {
    const old = { switches: { restApiVersion: '3.6' } };
    const older = await look({ switches: { ...old.switches, metadataApi: 'off' } });
    expect(older.levels).toMatchObject({ webhooks: 'manage', metadata: undefined });
    expect(older.textOf('metadata')).toContain('turned off');
  });
});
