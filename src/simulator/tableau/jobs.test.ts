import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answered,
  type Member,
  bench,
  codeOf,
  json,
  monday,
  sinkOfTest,
} from '../../../test/harness/tableau.ts';
import { HOUR, MINUTE, SECOND, isoOf } from '../../domain/time/instant.ts';
import type { WireBackgroundJob, WireJob, WirePagination } from '../../tableau/wire-documents.ts';

type JobList = { pagination: WirePagination; backgroundJobs: { backgroundJob?: WireBackgroundJob[] } };

const said = (answer: Answered): [number, string | undefined] => [answer.status, codeOf(answer)];
const jobIn = (answer: Answered): WireJob => json<{ job: WireJob }>(answer).job;

async function list(member: Member, query = ''): Promise<readonly WireBackgroundJob[]> {
  const answer = await member.on('GET', `jobs?${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return json<JobList>(answer).backgroundJobs.backgroundJob ?? [];
}

const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;

describe('the life of a refresh', () => {
  it('is queued, runs and ends, with an event when it starts and when it ends', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench({ switches: { queueMs: 10 * SECOND } });
    const member = await tableau.signIn();
    await member.createWebhook('DatasourceRefreshStarted', sink.url);
    await member.createWebhook('DatasourceRefreshSucceeded', sink.url);
    const { luid } = tableau.control.startNow({ content: 'Sales Daily', takes: MINUTE });
    const job = async (): Promise<WireJob> => jobIn(await member.on('GET', `jobs/${luid}`));

    expect(await job()).toMatchObject({ progress: '0', createdAt: '2026-09-21T12:00:00Z' });
    expect((await list(member))[0]).toMatchObject({ status: 'Pending' });
    await tableau.control.advance(10 * SECOND);
    expect(await job()).toMatchObject({ startedAt: '2026-09-21T12:00:10Z' });
    expect((await list(member))[0]).toMatchObject({ status: 'InProgress' });
    await tableau.control.advance(MINUTE);

    expect(await job()).toMatchObject({
      progress: '100',
      completedAt: '2026-09-21T12:01:10Z',
      finishCode: '0',
    });
    expect((await list(member))[0]).toMatchObject({ status: 'Success', endedAt: '2026-09-21T12:01:10Z' });
    expect(
      sink.requests.map(({ body }) => json<{ event_type: string }>({ text: body.toString() }).event_type),
    ).toEqual(['DatasourceRefreshStarted', 'DatasourceRefreshSucceeded']);
  });

  it('says in Query Job alone why it failed, and of which content it was', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const { luid, contentLuid } = tableau.control.failNow({
      content: 'Sales Daily',
      reason: 'password-expired',
    });

    const [entry] = await list(member);
    const one = jobIn(await member.on('GET', `jobs/${luid}`));

    expect(JSON.stringify(entry)).not.toMatch(/ORA-28001|contentLuid/);
    expect(one).toMatchObject({
      type: 'RefreshExtract',
      mode: 'Asynchronous',
      finishCode: '1',
      extractRefreshJob: {
        datasource: { id: contentLuid, name: 'Sales Daily' },
        notes: expect.stringContaining('ORA-28001: the password has expired') as string,
      },
    });
  });

  it('ends without any event when it is cancelled', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench();
    const member = await tableau.signIn();
    await member.createWebhook('DatasourceRefreshSucceeded', sink.url);
    await member.createWebhook('DatasourceRefreshFailed', sink.url);
    const { luid } = tableau.control.startNow({ content: 'Sales Daily', takes: MINUTE });

    expect((await member.on('PUT', `jobs/${luid}`)).status).toBe(200);
    await tableau.control.advance(HOUR);

    expect(sink.count()).toBe(0);
    expect(jobIn(await member.on('GET', `jobs/${luid}`)).finishCode).toBe('2');
    expect((await list(member))[0]?.status).toBe('Cancelled');
    expect(said(await member.on('PUT', `jobs/${luid}`))).toEqual([400, '400031']);
    expect(said(await member.on('GET', 'jobs/nothing'))).toEqual([404, '404018']);
  });

  it('is started by refresh and runNow, once: a second one is 409093, and without an extract it is 409090', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const luidOf = (name: string): string =>
      tableau.control.content().find((one) => one.name === name)?.luid ?? '';
    const task = tableau.control.content().find(({ name }) => name === 'Monthly Close')?.taskLuid;
    const refresh = (name: string, kind: string, more = {}): Promise<Answered> =>
      member.on('POST', `${kind}/${luidOf(name)}/refresh`, { body: {}, ...more });

    const started = await refresh('Sales Daily', 'datasources', {
      body: { extractRefresh: { incremental: true } },
    });
    expect([started.status, jobIn(started).progress]).toEqual([202, '50']);
    expect((await list(member))[0]?.jobType).toBe('increment_extracts');
    expect(said(await refresh('Sales Daily', 'datasources'))).toEqual([409, '409093']);
    expect((await member.on('POST', `tasks/extractRefreshes/${task}/runNow`, { body: {} })).status).toBe(202);
    expect(said(await member.on('POST', `tasks/extractRefreshes/${task}/runNow`, { body: {} }))).toEqual([
      409,
      '409093',
    ]);
    expect(said(await refresh('Live Only', 'workbooks'))).toEqual([409, '409090']);
    expect(said(await refresh('Sales Daily', 'workbooks'))).toEqual([404, '404006']);
    const incremental = { body: { extractRefresh: { incremental: true } }, version: '3.24' };
    expect(said(await refresh('Monthly Close', 'workbooks', incremental))).toEqual([400, '400000']);
  });
});

describe('what is seen of jobs', () => {
  it('begins after a delay and ends with the history window, as told', async () => {
    const tableau = await bench({ switches: { jobVisibleAfterMs: 5 * SECOND, jobHistoryHours: 24 } });
    const member = await tableau.signIn();
    const { luid } = tableau.control.failNow({ content: 'Sales Daily' });

    expect(said(await member.on('GET', `jobs/${luid}`))).toEqual([404, '404018']);
    tableau.clock.advance(5 * SECOND);
    expect((await member.on('GET', `jobs/${luid}`)).status).toBe(200);
    tableau.clock.advance(24 * HOUR);
    const again = await tableau.signIn();
    expect(await list(again)).toEqual([]);
  });

  it('is limited with 429 and Retry-After where a limit is set', async () => {
    const tableau = await bench({ switches: { jobQueriesPerDay: 2, refreshesPerHour: 1 } });
    const member = await tableau.signIn();
    await list(member);
    tableau.clock.advance(HOUR);
    await list(member);

    const refused = await member.on('GET', 'jobs');

    expect([...said(refused), refused.headers['retry-after']]).toEqual([429, '429000', String(23 * 3600)]);
  });
});

describe('Query Jobs', () => {
  it('filters by every field, all of them together, completedAt standing for endedAt', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.failNow({ content: 'Sales Daily', reason: 'timeout' });
    tableau.clock.advance(MINUTE);
    tableau.control.succeedNow({ content: 'Sales Daily' });
    tableau.control.startNow({ content: 'Monthly Close', takes: HOUR });
    const names = async (text: string): Promise<string[]> =>
      (await list(member, filter(text))).map(({ title, status }) => `${title} ${status}`);
    const [failed, good, running] = ['Sales Daily Failed', 'Sales Daily Success', 'Monthly Close InProgress'];

    expect(await names('status:eq:Failed')).toEqual([failed]);
    expect(await names('jobType:in:[refresh_extracts,increment_extracts],status:eq:Failed')).toEqual([
      failed,
    ]);
    expect(await names('jobType:eq:run_flow')).toEqual([]);
    expect(await names('completedAt:gte:2026-09-21T12:01:00Z')).toEqual([good]);
    expect(await names('completedAt:lt:2026-09-21T12:01:00Z')).toEqual([failed]);
    expect(await names('createdAt:gt:2026-09-21T12:00:00Z')).toEqual([running, good]);
    expect(await names('startedAt:lte:2026-09-21T12:00:00Z')).toEqual([failed]);
    expect(await names('progress:lt:100')).toEqual([running]);
    expect(await names('priority:eq:50,title:has:close')).toEqual([running]);
    expect(await names('title:eq:Sales Daily,status:eq:Success')).toEqual([good]);
    expect(await names('subtitle:has:work')).toEqual([running]);
    expect(await names('notes:has:time limit of 7200')).toEqual([failed]);
  });

  it('refuses what it cannot read, and passes over unknown fields when told so', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const ask = async (query: string): Promise<[number, string | undefined]> =>
      said(await member.on('GET', `jobs?${query}`));

    for (const bad of [
      'endedAt:gt:2026-09-21T12:00:00Z',
      'status:gt:Failed',
      'createdAt:gt:monday',
      'status',
      '__proto__:eq:x',
    ]) {
      expect([bad, ...(await ask(filter(bad)))]).toEqual([bad, 400, '400065']);
    }
    expect(await ask('sort=createdAt:up')).toEqual([400, '400065']);
    for (const bad of ['0', '-1', '1001', 'x', ''])
      expect(await ask(`pageSize=${bad}`)).toEqual([400, '400007']);
    for (const bad of ['0', '2', 'x']) expect(await ask(`pageNumber=${bad}`)).toEqual([400, '400006']);
    tableau.control.setSwitch('unknownFilter', 'ignore');
    expect(await ask(filter('endedAt:gt:2026-09-21T12:00:00Z'))).toEqual([200, undefined]);
  });

  it('pages through all jobs, each once, in the order asked for', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    for (let run = 0; run < 23; run++) {
      tableau.control.failNow({ content: run % 2 === 0 ? 'Sales Daily' : 'Monthly Close' });
      tableau.clock.advance(SECOND);
    }
    const all = (await list(member)).map(({ id }) => id);
    expect(all).toHaveLength(23);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (pageSize) => {
        const seen: string[] = [];
        for (let pageNumber = 1; seen.length < 23; pageNumber++) {
          const answer = await member.on('GET', `jobs?pageSize=${pageSize}&pageNumber=${pageNumber}`);
          const { pagination, backgroundJobs } = json<JobList>(answer);
          expect(pagination).toEqual({
            pageNumber: String(pageNumber),
            pageSize: String(pageSize),
            totalAvailable: '23',
          });
          seen.push(...(backgroundJobs.backgroundJob ?? []).map(({ id }) => id));
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 10 },
    );

    const oldestFirst = (await list(member, 'sort=createdAt:asc')).map(({ id }) => id);
    expect(oldestFirst).toEqual(all.toReversed());
    const byTitle = await list(member, 'sort=title:asc,createdAt:desc');
    expect(byTitle.map(({ title }) => title)).toEqual([
      ...Array<string>(11).fill('Monthly Close'),
      ...Array<string>(12).fill('Sales Daily'),
    ]);
  });

  it('moves its rows when a job begins between two pages', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    for (let run = 0; run < 4; run++) tableau.control.failNow({ content: 'Sales Daily' });
    const first = await list(member, 'pageSize=2');

    tableau.control.failNow({ content: 'Monthly Close' });
    const second = await list(member, 'pageSize=2&pageNumber=2');

    expect(second[0]?.id).toBe(first[1]?.id);
  });

  it('spells numbers as numbers when told so, and times to the second', async () => {
    const tableau = await bench({ switches: { jsonNumbers: 'number' } });
    const member = await tableau.signIn();
    tableau.clock.advance(999);
    tableau.control.failNow({ content: 'Sales Daily' });

    expect((await list(member))[0]).toMatchObject({
      priority: 50,
      endedAt: `${isoOf(monday).slice(0, 19)}Z`,
    });
  });
});
