import { describe, expect, it } from 'vitest';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { NOON } from '../fixtures/records.ts';
import { aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { companyOf, startExplained } from '../harness/explained.ts';

const only = (name: 'cause' | 'project' | 'owner' | 'tag', value: string) => ({
  usesFetchedLabels: true,
  routes: [aRoute({ match: [equals('condition', 'refresh-failed'), equals(name, value)] })],
});

describe('a failed refresh', () => {
  it('is told with its reason, project, owner and page, and how near its suspension is', async () => {
    const { p, tableau, fail, settle } = await startExplained();

    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();

    const [sent] = p.sent;
    const page = tableau.control.content().find(({ name }) => name === 'Monthly Close');
    const url = `${tableau.url}/#/site/acme/workbooks/${page?.number}`;
    expect(sent?.at).toBe(p.clock.now());
    expect(sent?.briefing.items[0]).toMatchObject({
      project: { untrusted: 'Finance/Monthly Close' },
      owner: { untrusted: 'Ana Costa' },
      reason: {
        untrusted: expect.stringMatching(/^The sign-in to the data was refused: Login failed for user …/),
      },
      url,
    });
    expect(sent?.briefing.actions[0]).toEqual({ kind: 'open-in-tableau', url });
    expect(sent?.briefing.facts.map(({ title }) => title)).toEqual(['Site', 'Schedule', 'Next run']);
    expect(sent?.briefing.facts[1]?.value).toBe('1 of 5 failures before Tableau suspends it');
    expect(sent?.briefing.facts[2]?.value).toEqual({ at: expect.any(Number) });
  });

  it.each([
    ['cause', 'credentials', 'Monthly Close'],
    ['project', 'Sales', 'Sales Daily'],
    ['owner', 'ana@acme.example', 'Monthly Close'],
    ['tag', 'sandbox', 'Scratch *draft* "v2"'],
  ] as const)('is routed by its %s', async (label, value, name) => {
    const { p, fail, settle } = await startExplained(only(label, value));

    await fail('Monthly Close', { reason: 'login-failed' });
    await fail('Sales Daily', { reason: 'timeout' });
    await fail('Scratch *draft* "v2"', { reason: 'disk-full' });
    await settle();

    expect(p.sent.map(({ briefing }) => briefing.items[0]?.name.untrusted)).toEqual([name]);
  });

  it('is told after five seconds without what is late, and completed where a message can be changed', async () => {
    const { p, fail, settle, advance } = await startExplained(
      {},
      { switches: { jobVisibleAfterMs: 20_000 } },
    );
    p.canUpdate = true;

    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();
    expect(p.sent).toEqual([]);

    for (let second = 0; second < 5; second++) {
      await advance(SECOND);
      await settle();
    }
    expect(p.sent.map(({ briefing }) => [briefing.kind, briefing.items[0]?.reason])).toEqual([
      ['firing', undefined],
    ]);
    expect(p.sent[0]?.briefing.items[0]?.project?.untrusted).toBe('Finance/Monthly Close');

    await advance(MINUTE);
    await settle();
    expect(p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing', 'update']);
    expect(p.sent[1]?.briefing.items[0]?.reason?.untrusted).toContain('Login failed');
    await advance(MINUTE);
    await settle();
    expect(p.sent).toHaveLength(2);
  });

  it('is told at once when Tableau does not answer, and explained when it does', async () => {
    const { p, tableau, fail, settle, advance } = await startExplained();
    const job = await fail('Monthly Close', { reason: 'login-failed' });
    tableau.control.setDown(true);
    await settle();

    expect(p.sent.map(({ briefing }) => briefing.items[0]?.reason)).toEqual([undefined]);
    await fail('Sales Daily', { reason: 'timeout' });
    await settle();
    expect(p.sent).toHaveLength(2);

    tableau.control.setDown(false);
    await advance(MINUTE);
    await settle();
    const alerts = await p.store.ask('listIncarnations', { limit: 5 });
    const { reasons } = await p.store.ask('tableauSays', { incarnationIds: alerts.map(({ id }) => id) });
    expect(reasons.find(({ jobId }) => jobId === job.luid)).toMatchObject({
      from: 'job',
      cause: { class: 'credentials' },
    });
    expect(p.sent).toHaveLength(2);
  });

  it('says when it worked last, which a new installation finds in the history of Tableau', async () => {
    const { p, tableau, fail, settle, advance } = await startExplained();
    tableau.control.succeedNow({ content: 'Monthly Close' });
    await advance(18 * HOUR);
    tableau.control.succeedNow({ content: 'Sales Daily' });
    await advance(MINUTE);

    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();

    expect(p.sent[0]?.briefing.facts).toContainEqual({
      title: 'Last success',
      value: { at: NOON },
    });
  });

  it('says the newer of what it heard and of what the history has', async () => {
    const { p, tableau, fail, succeed, settle, advance } = await startExplained();
    await succeed('Monthly Close');
    await advance(HOUR);
    tableau.control.succeedNow({ content: 'Monthly Close' });
    await advance(HOUR);

    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();

    const value = { at: after(NOON, HOUR) };
    expect(p.sent[0]?.briefing.facts).toContainEqual({ title: 'Last success', value });
  });

  it('asks for the last success of one content once, and for none where every success is heard of', async () => {
    const { p, tableau, fail, succeed, settle } = await startExplained();
    const asked = () =>
      tableau.control.calls().filter(({ url }) => url.includes('status%3Aeq%3ASuccess')).length;
    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();
    expect(asked()).toBe(1);

    const site = p.policy.sites.get('acme') ?? expect.fail('no site');
    const events = ['WorkbookRefreshFailed', 'WorkbookRefreshSucceeded'];
    p.policy = { ...p.policy, sites: new Map([['acme', { ...site, events }]]) };
    await succeed('Monthly Close');
    await settle();
    await fail('Monthly Close', { reason: 'login-failed' });
    await settle();
    expect(asked()).toBe(1);
  });

  it.each([
    ['name', undefined],
    ['cause', 'The sign-in to the data was refused: Login failed for user …'],
    ['full', "Login failed for user 'svc' on db.acme.example"],
  ] as const)('is told with detail %s as much as that gives', async (detail, reason) => {
    const receivers = new Map([['ops', { ...aReceiver('ops', [{ type: 'test', address: {} }]), detail }]]);
    const { p, fail, settle } = await startExplained({ receivers });

    await fail('Monthly Close', { notes: "Login failed for user 'svc' on db.acme.example" });
    await settle();

    const shown = p.sent[0]?.briefing.items[0]?.reason?.untrusted;
    expect(shown?.startsWith(reason ?? '') ?? reason === undefined).toBe(true);
    if (detail !== 'full') expect(JSON.stringify(p.sent)).not.toContain('db.acme');
  });

  it('of two contents with one name has the reason of its own job', async () => {
    const company = companyOf(2);
    const [site] = company.sites;
    const same = (site?.content ?? []).map((content) => ({ ...content, name: 'Report' }));
    const { p, tableau, fail, settle, advance } = await startExplained(
      {},
      { company: { ...company, sites: [{ ...(site as NonNullable<typeof site>), content: same }] } },
    );
    const [first, second] = tableau.control.content();
    tableau.control.succeedNow({ content: first?.luid ?? '' });
    await advance(MINUTE);

    await fail(first?.luid ?? '', { notes: 'Connection refused' });
    await fail(second?.luid ?? '', { notes: 'permission denied for relation x' });
    await settle();
    const success = { title: 'Last success', value: { at: NOON } };
    expect(p.sent.map(({ briefing }) => briefing.facts.filter((f) => f.title === 'Last success'))).toEqual([
      [success],
      [],
    ]);

    const causes = (await p.store.ask('listIncarnations', { limit: 5 })).map(({ luid, labels }) => [
      luid,
      labels.cause?.[0],
    ]);
    expect(Object.fromEntries(causes)).toEqual({
      [first?.luid ?? '']: 'connection',
      [second?.luid ?? '']: 'permission',
    });
  });

  it('is explained by three causes for a thousand failures in at most 60 calls', async () => {
    const { p, tableau, fail, settle, syncInventory, jobCalls } = await startExplained(
      {},
      { company: companyOf(1000) },
    );
    await syncInventory();
    const reasons = ['login-failed', 'server-unreachable', 'column-missing'];

    for (let n = 0; n < 1000; n++) await fail(`Report ${n}`, { reason: reasons[n % 3] ?? '' });
    await settle();

    const alerts = await p.store.ask('listIncarnations', { limit: 2000 });
    expect(new Set(alerts.map(({ labels }) => labels.cause?.join())).size).toBe(3);
    expect(alerts.filter(({ labels }) => labels.project?.[0] === 'Finance')).toHaveLength(1000);
    expect(jobCalls()).toBeLessThanOrEqual(20);
    expect(tableau.control.calls().length).toBeLessThanOrEqual(60);
  });
});
