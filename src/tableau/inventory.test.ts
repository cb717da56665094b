import { describe, expect, it } from 'vitest';
import { connected } from '../../test/harness/tableau-client.ts';
import { readAnswer } from './answer.ts';
import { decodeJob } from './jobs.ts';
import { projectPaths } from './project-paths.ts';

describe('the inventory of a site', () => {
  it.each(['array', 'object'] as const)(
    'has content with project, owner, tags and links (one item as %s)',
    async (singleItem) => {
      const { site } = await connected({ switches: { singleItem } });

      const [sales] = (await site.listContent('datasource')).items;
      expect(sales).toMatchObject({
        kind: 'datasource',
        name: 'Sales Daily',
        projectName: 'Sales',
        owner: { name: 'ben', fullName: 'Ben Ode', email: 'ben@acme.example' },
        tags: ['certified', 'sales'],
        hasExtracts: true,
      });
      expect(sales?.webpageUrl).toMatch(/#\/site\/acme\/datasources\/\d+$/);
      const projects = (await site.listProjects()).items;
      expect(projects.map(({ path }) => path)).toContain('Finance/Monthly Close');
      expect(projects.find(({ id }) => id === sales?.projectId)?.path).toBe('Sales');
    },
  );

  it('tells one content, and its owner by the id', async () => {
    const { site } = await connected();
    const close = (await site.listContent('workbook')).items.find(({ name }) => name === 'Monthly Close');

    const one = await site.getContent('workbook', close?.luid ?? '');
    expect(one).toMatchObject({ name: 'Monthly Close', tags: ['finance'], projectName: 'Monthly Close' });
    expect(await site.getUser(one.owner?.id ?? '')).toMatchObject({ email: 'ana@acme.example' });
    await expect(site.getContent('workbook', 'gone')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists people, who on Cloud are named by their address', async () => {
    const { site } = await connected({ switches: { edition: 'cloud' } });

    expect((await site.listUsers()).items.map(({ email }) => email).sort()).toEqual([
      'ana@acme.example',
      'ben@acme.example',
    ]);
  });

  it('does without what old servers and Personal Space do not tell', async () => {
    const { site } = await connected({ switches: { webpageUrl: false } });
    const { items } = await site.listContent('workbook');

    expect(items.find(({ name }) => name === 'Private Notes')).toMatchObject({
      projectId: undefined,
      webpageUrl: undefined,
      tags: [],
    });
  });
});

describe('refresh tasks', () => {
  const shapes = (['cloud', 'server', 'none'] as const).flatMap((scheduleShape) =>
    (['nested', 'flat'] as const).flatMap((taskList) =>
      (['string', 'number'] as const).map((jsonNumbers) => ({ scheduleShape, taskList, jsonNumbers })),
    ),
  );

  it.each(shapes)('are read in every shape: %o', async (switches) => {
    const { tableau, site } = await connected({ switches });
    tableau.control.failNow({ content: 'Sales Daily' });

    const tasks = await site.listRefreshTasks();
    const [sales] = (await site.listContent('datasource')).items;
    const task = tasks.find(({ content }) => content?.luid === sales?.luid);
    const view = tableau.control.content().find(({ name }) => name === 'Sales Daily');
    const hasSchedule = switches.scheduleShape !== 'none';

    expect(tasks).toHaveLength(3);
    expect(task).toMatchObject({ content: { kind: 'datasource' }, consecutiveFailed: 1 });
    expect(task?.nextRunAt).toBe(hasSchedule ? wholeSecond(view?.nextRunAt) : undefined);
    expect(task?.schedule?.frequency).toBe(hasSchedule ? 'Daily' : undefined);
    expect(task?.schedule?.intervals).toEqual(
      switches.scheduleShape === 'cloud' ? [{ hours: '24' }] : hasSchedule ? [] : undefined,
    );
    expect(await site.getRefreshTask(task?.id ?? '')).toEqual(task);
    expect(await site.runRefreshTask(task?.id ?? '')).toMatchObject({ kind: 'started' });
    expect(await site.runRefreshTask(task?.id ?? '')).toEqual({ kind: 'already-queued' });
  });

  it.each(['object', 'array', 'bare'] as const)('are none when there are none (%s)', async (emptyList) => {
    const { tableau, site } = await connected({ switches: { emptyList } });
    for (const { name, taskLuid } of tableau.control.content()) if (taskLuid) tableau.control.remove(name);

    expect(await site.listRefreshTasks()).toEqual([]);
  });
});

it('a job in XML is read like one in JSON', () => {
  const xml = `<?xml version='1.0'?><tsResponse xmlns="http://tableau.com/api"><job id="j" type="RefreshExtract"
    progress="100" completedAt="2026-09-21T12:00:00Z" finishCode="1"><extractRefreshJob><workbook id="w" name="A &amp; B"/>
    <notes>Login failed &lt;again&gt;</notes></extractRefreshJob></job></tsResponse>`;
  const read = readAnswer(xml);

  expect(read.kind === 'document' ? decodeJob(read.document) : undefined).toMatchObject({
    finish: 'failed',
    subject: { kind: 'workbook', luid: 'w', name: 'A & B' },
    notes: 'Login failed <again>',
    progress: 100,
  });
});

describe('the path of a project', () => {
  it('goes from the top down, ends at a parent that is not shown, and never runs in a circle', () => {
    const paths = projectPaths([
      { id: 'a', name: 'Top', parentId: undefined },
      { id: 'b', name: 'Mid', parentId: 'a' },
      { id: 'c', name: 'Leaf/1', parentId: 'b' },
      { id: 'd', name: 'Orphan', parentId: 'hidden' },
      { id: 'e', name: 'E', parentId: 'f' },
      { id: 'f', name: 'F', parentId: 'e' },
    ]);

    expect(Object.fromEntries(paths)).toEqual({
      a: 'Top',
      b: 'Top/Mid',
      c: 'Top/Mid/Leaf/1',
      d: 'Orphan',
      e: 'F/E',
      f: 'E/F',
    });
  });
});

function wholeSecond(at: number | undefined): number {
  return Math.floor((at ?? 0) / 1000) * 1000;
}
