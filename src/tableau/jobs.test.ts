import { describe, expect, it } from 'vitest';
import { connected } from '../../test/harness/tableau-client.ts';
import { after, HOUR, MINUTE, SECOND } from '../domain/time/instant.ts';
import { decodeJob } from './jobs.ts';

describe('jobs of a site', () => {
  it('are listed with filter, newest first, and tell why they failed one by one', async () => {
    const { tableau, site } = await connected();
    tableau.control.succeedNow({ content: 'Monthly Close' });
    await tableau.clock.advance(MINUTE);
    const failed = tableau.control.failNow({ content: 'Sales Daily', notes: "Login failed for user 'svc'." });

    const all = await site.listJobs({});
    expect(all.items.map(({ title, status, kind }) => [title, status, kind])).toEqual([
      ['Sales Daily', 'failed', 'refresh'],
      ['Monthly Close', 'success', 'refresh'],
    ]);
    expect(all.complete).toBe(true);

    const query = { jobTypes: ['refresh_extracts', 'increment_extracts'], status: 'failed' } as const;
    const late = { ...query, completedSince: after(tableau.clock.now(), -SECOND) };
    expect((await site.listJobs(late)).items.map(({ id }) => id)).toEqual([failed.luid]);
    expect(
      (await site.listJobs({ ...late, completedSince: after(tableau.clock.now(), HOUR) })).items,
    ).toEqual([]);

    expect(await site.getJob(failed.luid)).toMatchObject({
      finish: 'failed',
      subject: { kind: 'datasource', luid: failed.contentLuid, name: 'Sales Daily' },
      notes: "Login failed for user 'svc'.",
      completedAt: tableau.clock.now(),
    });
  });

  it('are read over many pages, each once', async () => {
    const { tableau, site } = await connected();
    tableau.control.storm({ count: 2300, project: 'Sales' });

    const { items, complete } = await site.listJobs({ status: 'failed' });

    expect(complete).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2300);
    expect(tableau.control.calls().filter(({ url }) => url.includes('/jobs'))).toHaveLength(3);
  });

  it('stop at as many as were asked for, and say that there are more', async () => {
    const { tableau, site } = await connected();
    for (let n = 0; n < 30; n++) {
      tableau.control.storm({ count: 1, project: 'Sales' });
      await tableau.clock.advance(SECOND);
    }

    const { items, complete } = await site.listJobs({ most: 20, order: 'oldest-first' });

    expect(items).toHaveLength(20);
    expect(complete).toBe(false);
    expect(items.map(({ id }) => id)).toEqual(
      tableau.control
        .jobs()
        .slice(0, 20)
        .map(({ luid }) => luid),
    );
  });

  it('can be started, are not started twice, and can be cancelled', async () => {
    const { tableau, site } = await connected();
    const [sales] = (await site.listContent('datasource')).items;

    const begun = await site.refreshContent('datasource', sales?.luid ?? '', { incremental: true });
    expect(begun).toMatchObject({ kind: 'started', job: { finish: undefined } });
    expect(await site.refreshContent('datasource', sales?.luid ?? '')).toEqual({ kind: 'already-queued' });

    await site.cancelJob(begun.kind === 'started' ? begun.job.id : '');
    expect((await site.listJobs({})).items[0]).toMatchObject({
      status: 'cancelled',
      jobType: 'increment_extracts',
    });
    expect(tableau.control.content().find(({ name }) => name === 'Sales Daily')?.refresh).toBe('idle');
  });

  it('of content without an extract are refused with the reason', async () => {
    const { site } = await connected();
    const live = (await site.listContent('workbook')).items.find(({ name }) => name === 'Live Only');

    await expect(site.refreshContent('workbook', live?.luid ?? '')).rejects.toThrow('no extract');
  });

  it('that nobody knows are not found', async () => {
    const { site } = await connected();

    await expect(site.getJob('nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['not-xml', 'a web page answered'],
    ['cut', ''],
    ['server-error', 'an error of its own'],
    ['too-many', 'asked too often'],
  ] as const)('end in a sentence when the answer is %s', async (kind, sentence) => {
    const { tableau, site } = await connected();
    await site.listJobs({});
    tableau.control.addFault({ kind, path: '/jobs', times: 1 });

    await expect(site.listJobs({})).rejects.toThrow(sentence);
    expect((await site.listJobs({})).complete).toBe(true);
  });
});

describe('a job', () => {
  it.each([
    [0, 'success'],
    ['1', 'failed'],
    ['2', 'cancelled'],
    [3, 'completed'],
    [undefined, undefined],
    ['9', undefined],
  ])('with finish code %s is %s', (finishCode, finish) => {
    expect(decodeJob({ job: { id: 'j', finishCode } })?.finish).toBe(finish);
  });

  it('is read with everything but its id missing or wrong', () => {
    const job = { id: 'j', extractRefreshJob: 'broken', createdAt: 'yesterday', progress: 'half' };

    expect(decodeJob({ job })).toEqual({
      id: 'j',
      type: '',
      finish: undefined,
      subject: undefined,
      notes: '',
      progress: undefined,
      createdAt: undefined,
      startedAt: undefined,
      completedAt: undefined,
    });
    expect(decodeJob({ job: {} })).toBeUndefined();
    expect(decodeJob('what?')).toBeUndefined();
  });

  it('has its notes cut when they are endless', () => {
    const notes = 'x'.repeat(1_000_000);

    expect(decodeJob({ job: { id: 'j', extractRefreshJob: { notes } } })?.notes.length).toBeLessThan(30_000);
  });
});
