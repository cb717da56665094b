/** What the sign-in of a site may do, found out against the simulated Tableau without changing anything there. */
import { describe, expect, it } from 'vitest';
import { probeRights } from '../../src/app/sites/probe-rights.ts';
import { examineSites } from '../../src/app/upkeep/doctor-sites.ts';
import { EMPTY_POLICY } from '../../src/app/policy/policy-holder.ts';
import type { SitePolicy } from '../../src/domain/policy.ts';
import { isEnough, rightsOf } from '../../src/domain/sites/rights.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { pat } from '../harness/tableau.ts';
import { connected, sitePolicy } from '../harness/tableau-client.ts';
import { startUpkeep } from '../harness/upkeep.ts';
import { watchSessions } from '../../src/app/sites/watch-sessions.ts';
import { startWatchedSite } from '../harness/watched-site.ts';
import { MINUTE } from '../../src/domain/time/instant.ts';

async function look(
  options: Partial<TableauSimulatorOptions> = {},
  over: Partial<SitePolicy> = {},
  before: (here: Awaited<ReturnType<typeof connected>>) => void = () => {},
) {
  const here = await connected(options, pat.secret, over);
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
    for (const { remedy } of findings.slice(1)) expect(remedy).toContain('site administrator');
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

  it.each([
    ['3.6', { levels: { webhooks: 'manage' }, fault: undefined }],
    ['3.5', { levels: { webhooks: 'none' }, fault: 'so intake: both waits for calls that cannot come' }],
  ])('depend on the age of the server: REST API %s', async (restApiVersion, { levels, fault }) => {
    const options = { switches: { restApiVersion, edition: 'server' as const }, passwords: [ANA] };

    const waiting = await look(options, BY_PASSWORD);
    const asking = await look(options, { ...BY_PASSWORD, intake: 'pull', manageWebhooks: 'off' });

    expect(waiting.levels).toMatchObject(levels);
    const faults = waiting.findings.filter((f) => f.level === 'fault');
    expect(faults.map((f) => f.text)).toEqual(fault === undefined ? [] : [expect.stringContaining(fault)]);
    if (fault !== undefined) expect(faults[0]?.remedy).toContain('intake: pull');
    expect(asking.findings.filter((f) => f.level !== 'ok')).toEqual([]);
  });
});

const ANA = { user: 'ana', password: 'pa:ss word' };
const BY_PASSWORD = { pat: undefined, login: ANA };

describe('a Tableau Server without tokens', () => {
  const old = { switches: { restApiVersion: '3.5', edition: 'server' as const }, passwords: [ANA] };

  it('is asked with a password, and its failure becomes a message', async () => {
    const site = await startWatchedSite({
      site: { ...BY_PASSWORD, intake: 'pull', manageWebhooks: 'off' },
      simulator: old,
    });
    await site.work();

    site.control.failNow({ content: 'Item 1' });
    await site.pass(2 * MINUTE);

    expect(site.sent.map(({ briefing }) => briefing.title.untrusted)).toEqual(['Failed: Item 1']);
    expect(site.control.webhooks()).toEqual([]);
    expect(site.control.calls().filter(({ url }) => url.includes('/webhooks'))).toEqual([]);
  });

  it('says that a token cannot sign in to it', async () => {
    const { site } = await connected(old);

    await expect(site.signIn()).rejects.toMatchObject({
      message: expect.stringContaining('has no personal access tokens'),
      remedy: expect.stringContaining('login: { user, password }'),
    });
  });

  it('refuses a wrong password with a sentence that holds no secret, and takes nobody for a thief of sessions', async () => {
    const { sites, tableau, site } = await connected(old, pat.secret, { pat: undefined, login: ANA });
    await site.listJobs({ most: 1 });
    tableau.control.endSessions();
    await site.listJobs({ most: 1 });
    expect(sites.site('acme').displacedAt()).toBeUndefined();

    const wrong = await connected(old, pat.secret, { pat: undefined, login: { ...ANA, password: 'no' } });
    const error = await wrong.site.signIn().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ remedy: expect.stringContaining('the user and the password') });
    expect(JSON.stringify(error)).not.toContain(ANA.password);
  });
});

describe('a token that another program uses too', () => {
  const pulling = { intake: 'pull', manageWebhooks: 'off' } as const;

  it('is signed in with again at once, and is not fought over', async () => {
    const { site, tableau } = await connected();
    const signIns = () =>
      tableau.control.calls().filter(({ url, status }) => url.includes('signin') && status === 200).length;
    for (let round = 0; round < 3; round++) {
      await site.listJobs({ most: 1 });
      tableau.control.displacePat(pat.name);
      tableau.clock.advance(MINUTE);
    }
    expect(site.isContested()).toBe(false);

    await expect(site.listJobs({ most: 1 })).rejects.toMatchObject({
      message: expect.stringContaining('another program signs in with the same token'),
      remedy: expect.stringContaining('give Tabduty a token of its own'),
    });
    const before = signIns();
    tableau.clock.advance(9 * MINUTE);
    await expect(site.listJobs({ most: 1 })).rejects.toMatchObject({ code: 'conflict' });
    expect(signIns()).toBe(before);
    expect(site.isContested()).toBe(true);

    tableau.clock.advance(MINUTE);
    await site.listJobs({ most: 1 });
    tableau.clock.advance(60 * MINUTE);
    expect(site.isContested()).toBe(false);
  });

  it('is told as a trouble of the site, and its end', async () => {
    const bench = await startUpkeep(pulling, {}, { operators: ['ops'] });
    const watch = async () => {
      await watchSessions({ ...bench.deps, sites: bench.deps.sites }, bench.clock.now());
      bench.clock.advance(5 * MINUTE);
      await bench.pipeline.settle();
    };
    await watch();
    for (let round = 0; round < 3; round++) {
      await bench.site$.listJobs({ most: 1 });
      bench.tableau.control.displacePat(pat.name);
    }
    await bench.site$.listJobs({ most: 1 }).catch(() => undefined);
    await watch();
    bench.clock.advance(60 * MINUTE);
    await watch();

    expect(bench.pipeline.sent.map(({ briefing }) => briefing.title.untrusted)).toEqual([
      'Another program signs in with the same token: acme',
      'Recovered: acme',
    ]);
  });

  it('is no missing right', async () => {
    const { rights } = await look({}, {}, ({ tableau }) =>
      tableau.control.addFault({ kind: 'session-lost', path: '/jobs' }),
    );

    expect(rights.find(({ feature }) => feature === 'jobs')?.level).toBeUndefined();
  });
});

it('a site that filters addresses is a fault of the doctor with its own way out', async () => {
  const here = await connected();
  here.tableau.control.addFault({ kind: 'ip-filtered' });
  const policy = { ...EMPTY_POLICY, sites: new Map([['acme', sitePolicy(here.tableau.url)]]) };

  const findings = await examineSites({
    policy: { current: () => policy },
    sites: here.sites,
    clock: here.tableau.clock,
  });

  expect(findings).toMatchObject([
    {
      level: 'fault',
      text: expect.stringContaining('IP filtering'),
      remedy: expect.stringContaining('IP Filtering'),
    },
  ]);
});
