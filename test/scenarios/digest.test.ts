import { expect, it } from 'vitest';
import { onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { tellDigests } from '../../src/app/pipeline/tell-digests.ts';
import { insert } from '../../src/domain/change.ts';
import { WEEKDAYS } from '../../src/domain/time/civil.ts';

import { after, DAY, HOUR, type Instant, MINUTE } from '../../src/domain/time/instant.ts';
import type { DigestRule, Policy, Route } from '../../src/domain/policy.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { layer, rotation, schedule } from '../fixtures/on-call.ts';
import { noteRefreshTimes } from '../../src/app/sites/note-refresh-times.ts';
import type { JobHead } from '../../src/app/ports/tableau-jobs.ts';
import { untrusted } from '../../src/domain/briefing/untrusted.ts';
import type { Content } from '../../src/domain/tableau-records.ts';
import { aPolicy, aReceiver, aRoute, aSilence, equals } from '../fixtures/policy.ts';
import { fail, pass, succeed } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

/** The clock begins on Monday 2026-09-21 at noon, UTC. */
const DAILY: DigestRule = { minute: 8 * 60, days: WEEKDAYS, zone: 'UTC', skipEmpty: false };
const route = (over: Partial<Route> = {}) => aRoute({ digest: DAILY, ...over });

async function started(policy: Policy = aPolicy({ routes: [route()] })) {
  const p = await startPipeline(policy);
  /** A process of its own, that looks at once. */
  const run = async () => {
    const book = onCallBook({ store: p.store, policy: { current: () => p.policy } });
    let result = await tellDigests({ ...p.deps(), book }, p.clock.now());
    while (result.did > 0) result = await tellDigests({ ...p.deps(), book }, p.clock.now());
    await p.settle();
    return result;
  };
  await run();
  return { p, run };
}

/** So that it is 08:00 on the next day. */
async function nextMorning(p: Pipeline) {
  p.clock.advance(DAY - ((p.clock.now() - 8 * HOUR) % DAY));
  await p.settle();
}

const titles = (p: Pipeline) => p.sent.map((s) => `${s.briefing.kind}: ${s.briefing.title.untrusted}`);
const lines = (p: Pipeline) =>
  (p.sent.at(-1)?.briefing.items ?? []).map((i) => `${i.name.untrusted} ${i.state} ${i.outage ?? ''}`.trim());

async function reasons(p: Pipeline) {
  const [alert] = await p.store.ask('listIncarnations', { limit: 1 });
  const groups = await p.store.ask('membersOfIncarnation', { id: alert?.id ?? '' });
  const ids = groups.map((m) => m.groupId);
  const all = await p.store.ask('decisionsAbout', { subjectIds: ids, limit: 100 });
  return all.map((d) => `${d.answer}: ${d.reason}`);
}

it('tells nothing at once and everything in the morning, with how long what recovered had failed', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  await fail(p, 'Stock');
  p.clock.advance(2 * HOUR);
  await succeed(p, 'Stock');
  await run();
  expect(p.sent).toEqual([]);

  await nextMorning(p);
  await run();
  await run();

  expect(titles(p)).toEqual(['digest: 1 still failing, 1 recovered']);
  expect(lines(p)).toEqual(['Sales firing', `Stock resolved ${2 * HOUR}`]);
  expect(p.sent[0]?.briefing.summary).toBe(
    'Digest 1 of ops, Tue 2026-09-22 08:00 (+00:00); what happened since Mon 2026-09-21 12:00 (+00:00)',
  );
});

it('says in the story of an alert where it was put, and that it was told', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  await nextMorning(p);
  await run();
  expect((await reasons(p)).filter((r) => r.includes('digest'))).toEqual([
    'waiting: put into the digest of Tue 2026-09-22 08:00 (+00:00)',
    'told: told in digest 1 of ops: 1 still failing',
  ]);
});

it('tells the recovery of what it told in the next digest, once, and then that nothing failed', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  await nextMorning(p);
  await run();
  p.clock.advance(HOUR);
  await succeed(p, 'Sales');
  expect(p.sent).toHaveLength(1);

  for (let day = 0; day < 2; day++) {
    await nextMorning(p);
    await run();
  }
  expect(titles(p)).toEqual([
    'digest: 1 still failing',
    'digest: Nothing fails; 1 recovered',
    'digest: Nothing failed since Wed 2026-09-23 08:00 (+00:00)',
  ]);
});

it('leaves an empty one out where that is configured', async () => {
  const { p, run } = await started(aPolicy({ routes: [route({ digest: { ...DAILY, skipEmpty: true } })] }));
  await nextMorning(p);
  await run();
  expect(p.sent).toEqual([]);
  expect((await p.store.ask('digests', {}))[0]?.said).toContain('is left out: there is nothing to tell');
});

it('once a week tells of all the week', async () => {
  const weekly = { ...DAILY, days: ['mon'] } as const;
  const { p, run } = await started(aPolicy({ routes: [route({ digest: weekly })] }));
  for (let day = 0; day < 6; day++) {
    await fail(p, `Sales ${day}`);
    await nextMorning(p);
    await run();
  }
  expect(p.sent).toEqual([]);
  await nextMorning(p);
  await run();
  expect(titles(p)).toEqual(['digest: 6 still failing']);
});

it('after a restart and days in which nothing ran tells one digest, and says that it is late', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  p.clock.advance(3 * DAY);
  await p.restart();
  await run();
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing']);
  expect(p.sent[0]?.briefing.facts).toContainEqual({ title: 'Told late by', value: '4 h' });
  expect(p.sent[0]?.briefing.summary).toContain('Thu 2026-09-24 08:00');
});

it('of two processes that look at once one tells', async () => {
  const { p } = await started();
  await fail(p, 'Sales');
  await nextMorning(p);
  const book = onCallBook({ store: p.store, policy: { current: () => p.policy } });
  const look = () => tellDigests({ ...p.deps(), book }, p.clock.now());
  await Promise.all([look(), look()]);
  await p.settle();
  expect(p.sent).toHaveLength(1);
});

it('lists what is silenced as such, and its recovery too', async () => {
  const { p, run } = await started();
  const from = p.clock.now();
  const silence = {
    id: 's',
    matchers: [],
    from,
    until: after(from, DAY),
    author: 'Ana',
    reason: 'migration',
  };
  const row = { ...silence, createdAt: from, endedBy: undefined, replaces: undefined };
  await p.store.commit([insert('silences', row)]);
  p.silences = [{ ...row, tests: [] }];
  await fail(p, 'Sales');
  await nextMorning(p);
  await run();
  expect(titles(p)).toEqual(['digest: 1 muted']);
  // Else the end of the silence would tell at once what the digest tells.
  expect((await p.store.ask('heldBy', { id: 's', limit: 10 })).held).toEqual([]);
  expect(p.sent[0]?.briefing.items[0]?.sentence).toMatch(/^muted: .*migration/);

  await succeed(p, 'Sales');
  await nextMorning(p);
  await run();
  expect(p.sent[1]?.briefing.items[0]?.sentence).toMatch(/recovered after 20 h/);
  await nextMorning(p);
  await run();
  expect(titles(p).at(-1)).toMatch(/Nothing failed/);
});

it('lists as muted what a silence or an inhibition took only after it was put into the digest', async () => {
  const inhibition = {
    place: { path: 'inhibitions[0]', line: 30 },
    when: [equals('name', 'db')],
    quiet: [equals('name', 'Stock')],
    equal: ['site'] as const,
  };
  const p = { ...aPolicy({ routes: [route()] }), inhibitions: [inhibition] };
  const { p: pipeline, run } = await started(p);
  for (const name of ['Sales', 'Stock', 'db']) await fail(pipeline, name);
  pipeline.silences = [
    aSilence({ tests: [equals('name', 'Sales')], until: after(pipeline.clock.now(), 3 * DAY) }),
  ];
  await nextMorning(pipeline);
  await run();

  expect(titles(pipeline)).toEqual(['digest: 1 still failing, 2 muted']);
});

it('tells of what a silence hid until a moment before its time', async () => {
  const { p, run } = await started();
  const until = after(p.clock.now(), 20 * HOUR);
  p.silences = [aSilence({ tests: [], until })];
  await fail(p, 'Sales');
  p.clock.advance(20 * HOUR);
  p.silences = [];
  // The loop of digests is the first that looks.
  await run();

  expect(titles(p)).toEqual(['digest: 1 still failing']);
});

it('pages at once, tells the end of it to who was paged, and names who is on call', async () => {
  const week = layer(rotation('UTC', '2026-09-14 13:00', 'week'));
  const base = aPagingPolicy();
  const schedules = new Map([['data', { ...schedule([week]), place: { path: 'schedules.data', line: 1 } }]]);
  const routes = base.routes.map((r) => ({ ...r, digest: DAILY }));
  const { p, run } = await started({ ...base, routes, schedules });
  await fail(p, 'Sales');
  await pass(p, 2 * MINUTE);
  const paged = p.sent.map((s) => s.destinationId);
  expect(paged.length).toBeGreaterThan(0);
  expect(paged).not.toContain('ops/test');
  await succeed(p, 'Sales');
  await pass(p, MINUTE);
  expect(p.sent.at(-1)).toMatchObject({ destinationId: paged[0], briefing: { kind: 'recovered' } });

  await nextMorning(p);
  await run();
  expect(p.sent.at(-1)).toMatchObject({ destinationId: 'ops/test', briefing: { kind: 'digest' } });
  expect(p.sent.at(-1)?.briefing.facts.map((f) => f.title)).toContain('On call: data');
});

it('moved to another time takes along what was collected', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  p.policy = { ...p.policy, routes: [route({ digest: { ...DAILY, minute: 9 * 60 } })] };
  await run();
  await nextMorning(p);
  await run();
  expect(p.sent).toEqual([]);
  p.clock.advance(HOUR);
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing']);
  expect(await p.store.ask('digests', {})).toHaveLength(1);
});

it('moved to a time that has just passed tells at once what was collected for the later one', async () => {
  const at = (hour: number) => [route({ digest: { ...DAILY, minute: hour * 60 } })];
  const { p, run } = await started(aPolicy({ routes: at(14) }));
  await fail(p, 'Sales');
  p.clock.advance(1.5 * HOUR);
  p.policy = { ...p.policy, routes: at(13) };
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing']);
});

it('taken away tells what was collected at once, and the rest as any other route', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  await fail(p, 'Stock');
  await succeed(p, 'Stock');
  p.policy = { ...p.policy, routes: [aRoute()] };
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing, 1 recovered']);
  expect(await p.store.ask('digests', {})).toEqual([]);

  p.clock.advance(HOUR);
  await succeed(p, 'Sales');
  expect(titles(p).slice(1)).toEqual(['recovered: Recovered: Sales']);
});

it('taken away does not repeat what a digest has told, whose recovery is told at once', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  await nextMorning(p);
  await run();
  p.policy = { ...p.policy, routes: [aRoute()] };
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing']);

  p.clock.advance(HOUR);
  await succeed(p, 'Sales');
  expect(titles(p).slice(1)).toEqual(['recovered: Recovered: Sales']);
});

it('with its route removed loses nothing', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  p.policy = { ...p.policy, routes: [] };
  await run();
  expect(titles(p)).toEqual(['digest: 1 still failing']);
});

it('of a storm shows the first and counts the rest', async () => {
  const { p, run } = await started();
  for (let i = 0; i < 30; i++) await fail(p, `Sales ${i}`);
  await nextMorning(p);
  await run();
  const { items = [], more, facts } = p.sent[0]?.briefing ?? {};
  expect([items.length, more]).toEqual([10, 20]);
  expect(facts).toContainEqual({ title: 'Still failing', value: '30' });
});

it('is one for all routes of a receiver with the same times, and goes to each of its destinations', async () => {
  const receiver = aReceiver('ops', [
    { type: 'test', address: {} },
    { type: 'mail', address: {} },
  ]);
  const routes = [route({ id: 'a', continue: true }), route({ id: 'b' })];
  const { p, run } = await started(aPolicy({ receiverList: [receiver], routes }));
  await fail(p, 'Sales');
  await nextMorning(p);
  await run();
  expect(p.sent.map((s) => `${s.destinationId} ${s.briefing.title.untrusted}`)).toEqual([
    'ops/test 1 still failing',
    'ops/mail/2 1 still failing',
  ]);
});

const job = (name: string, endedAt: Instant, minutes: number, over: Partial<JobHead> = {}): JobHead => ({
  ...{
    id: `${name}-${endedAt}`,
    status: 'success',
    jobType: 'refresh_extracts',
    kind: 'refresh',
    title: name,
  },
  ...{ subtitle: '', createdAt: endedAt, startedAt: after(endedAt, -minutes * MINUTE), endedAt, ...over },
});
const content = (name: string, over: Partial<Content> = {}) =>
  insert('contents', {
    ...{ id: `acme/datasource/${name}`, source: 'acme', contentType: 'datasource', luid: name, name },
    ...{ project: 'Finance', owner: [], tags: [], url: undefined, deletedAt: undefined, ...over },
  });

const LONG_NAME = 'n'.repeat(200);

it('names the slowest refreshes of what its routes would tell of, and what is usual for them', async () => {
  const finance = route({ match: [equals('project', 'Finance')] });
  const { p, run } = await started(aPolicy({ routes: [finance] }));
  await p.store.commit([
    ...['Sales', 'Costs', 'Stock', 'Twin', ...Array.from({ length: 6 }, (_, i) => `Small ${i}`)].map((name) =>
      content(name),
    ),
    content('Twin', { id: 'acme/workbook/Twin', contentType: 'workbook' }),
    content('Secret', { project: 'HR' }),
    content(LONG_NAME),
  ]);
  const noon = p.clock.now();
  const jobs = [
    ...[1, 2, 3].map((hour) => job('Sales', after(noon, -hour * HOUR), 12)),
    job('Sales', after(noon, HOUR), 42),
    job(LONG_NAME, after(noon, HOUR), 7),
    job('Sales', after(noon, 2 * HOUR), 11),
    // Failed as well, and the longest; what was cancelled says nothing.
    job('Costs', after(noon, HOUR), 95, { status: 'failed' }),
    job('Stock', after(noon, HOUR), 300, { status: 'cancelled' }),
    job('Twin', after(noon, HOUR), 300),
    job('Secret', after(noon, HOUR), 300),
    job('Gone', after(noon, HOUR), 300),
    job('Stock', after(noon, -HOUR), 300),
    ...Array.from({ length: 6 }, (_, i) => job(`Small ${i}`, after(noon, HOUR), 6 - i)),
  ];
  await noteRefreshTimes(p.store, 'acme', jobs);
  await noteRefreshTimes(p.store, 'acme', jobs);
  await nextMorning(p);
  await run();

  const facts = p.sent.at(-1)?.briefing.facts ?? [];
  expect(facts.filter(({ title }) => title === 'Slowest refreshes')).toEqual([
    {
      title: 'Slowest refreshes',
      value: untrusted(
        `Costs 1 h 35 min; Sales 42 min (usually 12 min); ${'n'.repeat(59)}… 7 min; Small 0 6 min; Small 1 5 min`,
      ),
    },
  ]);
});

it('leaves the slowest out where nothing is known', async () => {
  const { p, run } = await started();
  await nextMorning(p);
  await run();
  expect(p.sent.at(-1)?.briefing.facts.some(({ title }) => title === 'Slowest refreshes')).toBe(false);
});

it('comes again at its time after a clock that was a year ahead is set right', async () => {
  const { p, run } = await started();
  await fail(p, 'Sales');
  p.clock.step(365 * DAY);
  await run();
  p.clock.step(-365 * DAY);
  await run();
  const wrong = p.sent.length;
  expect(wrong).toBeGreaterThan(0);

  await nextMorning(p);
  await run();
  await run();

  expect(titles(p).slice(wrong)).toEqual(['digest: 1 still failing']);
});
