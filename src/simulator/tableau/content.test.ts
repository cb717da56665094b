import { describe, expect, it } from 'vitest';
import {
  type Answered,
  type Bench,
  type Member,
  bench,
  codeOf,
  json,
  sinkOfTest,
} from '../../../test/harness/tableau.ts';
import { DAY, HOUR, MINUTE, parseInstant } from '../../domain/time/instant.ts';
import type { WireContent, WireProject, WireTask, WireUser } from '../../tableau/wire-documents.ts';

const said = (answer: Answered): [number, string | undefined] => [answer.status, codeOf(answer)];

async function all<T>(member: Member, path: string, element: string): Promise<readonly T[]> {
  const answer = json<Record<string, Record<string, T[]>>>(await member.on('GET', path));
  return answer[`${element}s`]?.[element] ?? [];
}

const tasks = (member: Member): Promise<readonly WireTask[]> =>
  all<WireTask>(member, 'tasks/extractRefreshes', 'task');

async function taskOf(member: Member, { control }: Bench, name: string): Promise<WireTask['extractRefresh']> {
  const luid = control.content().find((content) => content.name === name)?.taskLuid;
  const found = (await tasks(member)).find(({ extractRefresh }) => extractRefresh.id === luid);
  if (found === undefined) throw new Error(`no task of ${name}`);
  return found.extractRefresh;
}

describe('tasks', () => {
  it('have the schedule shape of their edition, or none', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();

    const cloud = await taskOf(member, tableau, 'Monthly Close');
    tableau.control.setSwitch('scheduleShape', 'server');
    const server = await taskOf(member, tableau, 'Monthly Close');
    tableau.control.setSwitch('scheduleShape', 'none');
    const none = await taskOf(member, tableau, 'Monthly Close');

    expect(cloud.schedule).toMatchObject({
      frequency: 'Hourly',
      frequencyDetails: { start: '00:00:00', intervals: { interval: [{ hours: '1' }] } },
    });
    expect(cloud.schedule).not.toHaveProperty('id');
    expect(server.schedule).toMatchObject({ state: 'Active', type: 'Extract', frequency: 'Hourly' });
    expect(server.schedule).not.toHaveProperty('frequencyDetails');
    expect(none).not.toHaveProperty('schedule');
  });

  it('come in four JSON shapes', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const shape = async (): Promise<unknown> =>
      json<{ tasks: unknown }>(await member.on('GET', 'tasks/extractRefreshes')).tasks;
    const nested = (await shape()) as { task: unknown[] };
    expect(nested.task).toHaveLength(3);

    tableau.control.setSwitch('taskList', 'flat');
    expect(await shape()).toEqual(nested.task);
    tableau.control.setSwitch('taskList', 'nested');
    tableau.control.setSwitch('singleItem', 'object');
    for (const content of ['Sales Daily', 'Scratch *draft* "v2"']) tableau.control.remove(content);
    expect(await shape()).toMatchObject({ task: { extractRefresh: { type: 'RefreshExtractTask' } } });
    tableau.control.remove('Monthly Close');
    expect(await shape()).toEqual({});
  });

  it('run at nextRunAt, which moves on, and runs that are skipped make neither job nor event', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench({ autoRun: true });
    const member = await tableau.signIn();
    for (const word of ['Started', 'Succeeded'])
      await member.createWebhook(`WorkbookRefresh${word}`, sink.url);
    const next = async (): Promise<number> => {
      const { schedule } = await taskOf(await tableau.signIn(), tableau, 'Monthly Close');
      return parseInstant(schedule?.nextRunAt ?? '') ?? 0;
    };
    const first = await next();

    tableau.control.skipNext('Monthly Close');
    await tableau.control.advance(HOUR);
    expect([await next(), sink.count(), tableau.control.jobs().length]).toEqual([first + HOUR, 0, 0]);
    await tableau.control.advance(HOUR + 5 * MINUTE);

    expect(await next()).toBe(first + 2 * HOUR);
    expect(sink.count()).toBe(2);
    expect(tableau.control.jobs()).toMatchObject([{ content: 'Monthly Close', status: 'Success' }]);
  });

  it('count failures in a row, forget them at a success, and are suspended in silence at the fifth', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench({ autoRun: true });
    const member = await tableau.signIn();
    await member.createWebhook('WorkbookRefreshFailed', sink.url);
    tableau.control.decideNext({ content: 'Monthly Close', times: 20, reason: 'login-failed' });
    const count = async (): Promise<unknown> =>
      (await taskOf(await tableau.signIn(), tableau, 'Monthly Close')).consecutiveFailedCount;

    await tableau.control.advance(3 * HOUR + 5 * MINUTE);
    expect([await count(), sink.count()]).toEqual(['3', 3]);
    tableau.control.succeedNow({ content: 'Monthly Close' });
    expect(await count()).toBe('0');
    await tableau.control.advance(DAY);

    expect([await count(), sink.count()]).toEqual(['5', 8]);
    tableau.control.setSuspended('Monthly Close', false);
    await tableau.control.advance(HOUR);
    expect(sink.count()).toBe(9);
  });

  it('never print a time that has passed while schedules do not run', async () => {
    const tableau = await bench();

    tableau.clock.advance(3 * DAY + MINUTE);

    const member = await tableau.signIn();
    for (const { extractRefresh } of await tasks(member)) {
      expect(parseInstant(extractRefresh.schedule?.nextRunAt ?? '')).toBeGreaterThan(tableau.clock.now());
    }
  });
});

describe('content', () => {
  it('shows its project, owner, tags and page, and its parents by parentProjectId', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();

    const [close] = await all<WireContent>(member, 'workbooks?filter=name:eq:Monthly%20Close', 'workbook');
    const projects = await all<WireProject>(member, 'projects', 'project');

    const project = projects.find(({ id }) => id === close?.project?.id);
    expect(project).toMatchObject({ name: 'Monthly Close', description: 'Books close on day 3.' });
    expect(projects.find(({ id }) => id === project?.parentProjectId)?.name).toBe('Finance');
    expect(close).toMatchObject({ hasExtracts: true, tags: { tag: [{ label: 'finance' }] } });
    expect(close?.webpageUrl).toMatch(new RegExp(`^${tableau.url}/#/site/acme/workbooks/\\d+$`));
    expect(close?.owner).toEqual({ id: expect.any(String) as string });
    const one = json<{ workbook: object }>(await member.on('GET', `workbooks/${close?.id}`)).workbook;
    expect(one).toMatchObject({
      name: 'Monthly Close',
      views: { view: [{ name: 'Balance' }, { name: 'P&L' }] },
    });
  });

  it('shows what fields asks for: everything, one more, or only these', async () => {
    const member = await (await bench()).signIn();
    const [everything] = await all<WireContent>(member, 'datasources?fields=_all_', 'datasource');
    const [more] = await all<WireContent>(member, 'datasources?fields=_default_,owner.email', 'datasource');
    const [few] = await all<WireContent>(member, 'datasources?fields=name,owner.email', 'datasource');

    expect(everything?.owner).toMatchObject({ email: 'ben@acme.example', fullName: 'Ben Ode' });
    expect(more).toMatchObject({ name: 'Sales Daily', owner: { email: 'ben@acme.example' } });
    expect(few).toEqual({ name: 'Sales Daily', owner: { email: 'ben@acme.example' } });
  });

  it('lacks a project in a Personal Space, and webpageUrl on old servers', async () => {
    const member = await (await bench({ switches: { webpageUrl: false } })).signIn();

    const [notes] = await all<WireContent>(member, 'workbooks?filter=name:eq:Private%20Notes', 'workbook');

    expect(notes).toMatchObject({ name: 'Private Notes' });
    expect(notes).not.toHaveProperty('project');
    expect(notes).not.toHaveProperty('webpageUrl');
  });

  it('can be filtered by tag, project and owner, is renamed and given away, and is gone once deleted', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench();
    const member = await tableau.signIn();
    await member.createWebhook('DatasourceDeleted', sink.url);
    const names = async (filter: string): Promise<string[]> =>
      (await all<WireContent>(member, `datasources?filter=${filter}`, 'datasource')).map(({ name }) => name);
    const [sales] = await all<WireContent>(member, 'datasources', 'datasource');

    expect(await names('tags:in:[certified,other],projectName:eq:Sales,ownerName:eq:ben')).toEqual([
      'Sales Daily',
    ]);
    expect(await names('tags:eq:nothing')).toEqual([]);
    tableau.control.rename('Sales Daily', 'Sales');
    tableau.control.giveTo('Sales', 'ana');
    expect(await names('ownerName:eq:ana')).toEqual(['Sales']);
    tableau.control.remove('Sales');
    await tableau.control.settle();

    expect(said(await member.on('GET', `datasources/${sales?.id}`))).toEqual([404, '404004']);
    expect(
      json<{ resource_name: string }>({ text: sink.requests[0]?.body.toString() ?? '' }).resource_name,
    ).toBe('Sales');
  });

  it('tells users’ e-mail in lists only when asked, and always of one', async () => {
    const member = await (await bench()).signIn();

    const [plain] = await all<WireUser>(member, 'users', 'user');
    const [full] = await all<WireUser>(member, 'users?fields=_all_', 'user');
    const one = json<{ user: WireUser }>(await member.on('GET', `users/${plain?.id}`)).user;

    expect(plain).toMatchObject({ name: 'ana@acme.example', siteRole: 'SiteAdministratorCreator' });
    expect(plain).not.toHaveProperty('email');
    expect([full?.email, one.email]).toEqual(['ana@acme.example', 'ana@acme.example']);
    expect(said(await member.on('GET', 'users/nobody'))).toEqual([404, '404002']);
    expect(json(await member.on('GET', ''))).toMatchObject({ site: { contentUrl: 'acme', name: 'ACME' } });
  });
});
