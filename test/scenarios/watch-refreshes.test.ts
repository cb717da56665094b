/** What no event tells of: stuck, suspended and missing runs, and deadlines of freshness over the change of clocks. */
import type { FreshnessRule } from '../../src/domain/policy.ts';
import { describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../src/domain/time/civil.ts';
import { HOUR, instant, MINUTE } from '../../src/domain/time/instant.ts';
import type { Company } from '../../src/simulator/tableau/company.ts';
import { SMALL_COMPANY } from '../../src/simulator/tableau/company-small.ts';
import { equals } from '../fixtures/policy.ts';
import { startWatchedSite, type WatchedSite } from '../harness/watched-site.ts';

const PULL = { intake: 'pull', manageWebhooks: 'off' } as const;
const sales = { content: 'Sales Daily' };

const small = (over: Parameters<typeof startWatchedSite>[0] = {}) =>
  startWatchedSite({
    site: PULL,
    ...over,
    simulator: { company: 'small', autoRun: true, ...over?.simulator },
  });

const open = async (site: WatchedSite) => {
  const rows = await site.store.ask('listIncarnations', { limit: 50, state: 'open', source: 'acme' });
  return rows.map(({ condition, name }) => `${condition} ${name}`).toSorted();
};
const minutes = async (site: WatchedSite, count: number) => {
  for (let m = 0; m < count; m += 5) await site.pass(5 * MINUTE);
};

describe('a refresh', () => {
  it('that runs longer than twice its usual length is stuck, until it ends', async () => {
    const site = await small();
    for (let run = 0; run < 6; run++) {
      site.control.startNow({ ...sales, takes: 10 * MINUTE });
      await site.control.advance(11 * MINUTE);
    }
    site.pipeline.clock.advance(66 * MINUTE);
    await site.work();
    site.control.startNow({ ...sales, takes: 3 * HOUR });

    await minutes(site, 20);
    expect(await open(site)).toEqual([]);
    await minutes(site, 10);
    expect(await open(site)).toEqual(['refresh-stuck Sales Daily']);

    site.control.succeedNow(sales);
    await minutes(site, 5);
    expect(await open(site)).toEqual([]);
  });

  it('that Tableau does not start is told of after a quarter of an hour, until a job is seen', async () => {
    const site = await small();
    site.control.runNextIn('Sales Daily', 10 * MINUTE);
    site.control.skipNext('Sales Daily');
    await site.work();

    await minutes(site, 20);
    expect(await open(site)).toEqual([]);
    await minutes(site, 10);
    expect(await open(site)).toEqual(['refresh-not-started Sales Daily']);

    await site.start();
    expect(await open(site)).toEqual(['refresh-not-started Sales Daily']);
    site.control.startNow(sales);
    await minutes(site, 10);
    expect(await open(site)).toEqual([]);
  });

  it('that failed five times in a row is suspended, which is told of until it works again', async () => {
    const site = await small();
    await site.work();
    for (let run = 0; run < 5; run++) {
      site.control.failNow(sales);
      await minutes(site, 5);
    }
    expect(await open(site)).toEqual(['refresh-failed Sales Daily', 'refresh-suspended Sales Daily']);

    site.control.succeedNow(sales);
    await minutes(site, 5);
    expect(await open(site)).toEqual([]);
  });

  it('that somebody cancelled is told of, until it succeeds', async () => {
    const site = await small();
    await site.work();
    site.control.startNow(sales);
    site.control.cancelNow('Sales Daily');
    await minutes(site, 5);
    expect(await open(site)).toEqual(['refresh-cancelled Sales Daily']);

    site.control.succeedNow(sales);
    await minutes(site, 5);
    expect(await open(site)).toEqual([]);
  });
});

describe('freshness by 07:30 in Paris', () => {
  const rule: FreshnessRule = {
    match: [equals('name', 'Sales Daily')],
    by: 7 * 60 + 30,
    days: new Set(WEEKDAYS),
    timeZone: 'Europe/Paris',
    within: 12 * HOUR,
    place: { path: 'freshness[0]', line: 1 },
  };
  // Saturday evening; in the night the clocks go forward, so that 07:30 is 05:30 UTC.
  const start = instant(Date.UTC(2026, 2, 28, 17));

  it('is missed at 05:30 UTC on the day on which summer time begins, and over when it succeeds', async () => {
    const site = await small({ start, policy: { freshness: [rule] } });
    site.control.succeedNow(sales);
    site.control.setSuspended('Sales Daily', true);
    site.control.runNextIn('Sales Daily', 40 * HOUR);
    await site.control.advance(10 * MINUTE);
    site.pipeline.clock.advance(10 * MINUTE);
    await site.work();
    await site.pass(12 * HOUR + 15 * MINUTE);
    expect((await open(site)).filter((a) => a.includes('Sales'))).toEqual(['freshness-at-risk Sales Daily']);

    await site.pass(5 * MINUTE);
    expect((await open(site)).filter((a) => a.includes('Sales'))).toEqual(['freshness-missed Sales Daily']);

    site.control.succeedNow(sales);
    await minutes(site, 5);
    expect((await open(site)).filter((a) => a.includes('Sales'))).toEqual([]);
  });

  /** What happens to it after midnight, and which alerts tell of that; of a schedule that is gone only the deadline does. */
  const NIGHT: readonly (readonly [string, (site: WatchedSite) => void, readonly string[]])[] = [
    ['failed', ({ control }) => control.failNow({ ...sales, reason: 'timeout' }), ['refresh-failed']],
    ['is stuck', ({ control }) => control.startNow({ ...sales, takes: 30 * HOUR }), ['refresh-stuck']],
    [
      'failed until Tableau suspended it',
      ({ control }) => {
        for (let run = 0; run < 5; run++) control.failNow({ ...sales, reason: 'timeout' });
      },
      ['refresh-failed', 'refresh-suspended'],
    ],
    [
      'was never started',
      ({ control }) => {
        control.runNextIn('Sales Daily', HOUR);
        control.skipNext('Sales Daily');
      },
      ['refresh-not-started'],
    ],
    ['has lost its schedule', ({ control }) => control.unschedule('Sales Daily'), []],
  ];

  it.each(NIGHT)('fires in that night at the same moment for one that %s', async (_what, happens, others) => {
    const site = await small({
      start,
      site: { ...PULL, stuckAfter: 2 * HOUR },
      policy: { freshness: [rule] },
    });
    site.control.runNextIn('Sales Daily', 40 * HOUR);
    site.control.succeedNow(sales);
    for (let hours = 0; hours < 7; hours++) await site.pass(HOUR);
    happens(site);
    const wrong = async () =>
      (await open(site)).filter((a) => a.includes('Sales') && !a.startsWith('freshness-at-risk'));
    await minutes(site, 5 * 60 + 25);
    expect(await wrong()).toEqual(others.map((condition) => `${condition} Sales Daily`));

    // 05:30 UTC, which is 07:30 in Paris since this night.
    await site.pass(5 * MINUTE);
    expect(await wrong()).toEqual(
      ['freshness-missed', ...others].map((condition) => `${condition} Sales Daily`),
    );
  });

  it('says when it last succeeded before this installation was there', async () => {
    const site = await small({ start, policy: { freshness: [rule] } });
    site.control.succeedNow(sales);
    site.control.runNextIn('Sales Daily', 40 * HOUR);
    await site.control.advance(9 * HOUR);
    site.pipeline.clock.advance(9 * HOUR);
    await site.work();
    expect((await open(site)).filter((a) => a.includes('Sales'))).toEqual(['freshness-at-risk Sales Daily']);
    const [risk] = await site.store.ask('listIncarnations', { limit: 9, name: 'Sales Daily' });
    expect(risk?.trouble?.detail).toContain('last success Sat 2026-03-28 18:00');
  });

  it('is kept by a success of which nothing was heard', async () => {
    const friday = instant(Date.UTC(2026, 2, 27, 20));
    const site = await small({
      start: friday,
      site: { ...PULL, events: ['DatasourceRefreshFailed'] },
      policy: { freshness: [rule] },
    });
    site.control.succeedNow(sales);
    site.control.runNextIn('Sales Daily', 22 * HOUR);
    await site.work();
    for (let hours = 0; hours < 24; hours++) await site.pass(HOUR);

    expect((await site.events()).filter(({ name }) => name === 'Sales Daily')).toEqual([]);
  });

  it('costs one list for all content at a look', async () => {
    const site = await small({ start, policy: { freshness: [{ ...rule, match: [] }] } });
    await site.work();
    site.control.clearCalls();
    await site.pass(5 * MINUTE);

    expect((await open(site)).filter((a) => a.startsWith('freshness-missed')).length).toBeGreaterThan(2);
    const lists = site.control.calls().filter(({ url }) => url.includes('status%3Aeq%3ASuccess'));
    expect(lists).toHaveLength(1);
  });

  it('does not concern content without an extract', async () => {
    const everything = { ...rule, match: [] };
    const site = await small({ start, policy: { freshness: [everything] } });
    await site.work();

    const late = await open(site);
    expect(late).toContain('freshness-missed Sales Daily');
    expect(late).not.toContain('freshness-missed Live Only');
  });

  it('is what the first line of a failure speaks of', async () => {
    const site = await small({ start: instant(Date.UTC(2026, 8, 21, 0)), policy: { freshness: [rule] } });
    for (let run = 0; run < 5; run++) {
      site.control.startNow({ ...sales, takes: 60 * MINUTE });
      await site.control.advance(61 * MINUTE);
    }
    site.pipeline.clock.advance(5 * 61 * MINUTE);
    site.control.runNextIn('Sales Daily', 22 * HOUR);
    await site.pass(14 * HOUR);
    await minutes(site, 5);
    site.control.failNow(sales);
    await minutes(site, 5);

    expect(site.sent.map(({ briefing }) => briefing.summary)).toEqual([
      'Can wait until Tue 06:30: next run Tue 05:05, deadline Tue 07:30. Extract refresh failed',
    ]);
  });
});

describe('what no webhook tells of', () => {
  const company: Company = {
    name: 'bridged',
    sites: [
      {
        ...(SMALL_COMPANY.sites[0] as Company['sites'][number]),
        content: [{ kind: 'datasource', name: 'Behind the wall', owner: 'ana', viaBridge: true }],
      },
    ],
  };

  it.each([
    ['flow', 'flow-failed Clean orders'],
    ['subscription', 'subscription-failed Clean orders'],
  ] as const)('a %s that failed, until it works again', async (kind, alert) => {
    const site = await small();
    await site.work();
    site.control.endOther({ kind, name: 'Clean orders', ok: false });
    await minutes(site, 5);
    expect(await open(site)).toEqual([alert]);

    site.control.endOther({ kind, name: 'Clean orders', ok: true });
    await minutes(site, 5);
    expect(await open(site)).toEqual([]);
  });

  it.each([false, true])('a refresh through Bridge (with events of its own: %s)', async (bridgeEvents) => {
    const site = await startWatchedSite({ simulator: { company, switches: { bridgeEvents } } });
    await site.work();
    site.control.failNow({ content: 'Behind the wall' });
    await minutes(site, 10);
    expect(await open(site)).toEqual([
      bridgeEvents ? 'refresh-failed Behind the wall' : 'bridge-refresh-failed Behind the wall',
    ]);

    site.control.succeedNow({ content: 'Behind the wall' });
    await minutes(site, 10);
    expect(await open(site)).toEqual([]);
  });
});
