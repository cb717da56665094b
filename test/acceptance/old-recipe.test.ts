/** Each step of the old recipe (Postman, a webhook, a flow that posts to Teams) that works today works here. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTableauSimulator } from '../../src/simulator/tableau/tableau.ts';
import { startServiceBench } from '../harness/service.ts';

const REFRESH = ['DatasourceRefresh', 'WorkbookRefresh'] as const;
const WORDS = ['Started', 'Succeeded', 'Failed'] as const;
const EACH = `[{ name: started, match: { event: refresh-started }, tell: ops, group_wait: 0s, group_by: ["..."] },
  { name: succeeded, match: { event: refresh-succeeded }, tell: ops, group_wait: 0s, group_by: ["..."] },
  { name: failed, match: { event: refresh-failed }, tell: ops, group_wait: 0s, group_by: ["..."] }]`;

/** A simulated Tableau in which the requests of the collection are sent as Postman sends them. */
async function postman(hook: string) {
  const tableau = await startTableauSimulator({
    pats: [{ name: 'token_name', secret: 'token_secret' }],
    company: 'small',
    switches: { plainHttp: 'loopback' },
  });
  onTestFinished(() => tableau.close());
  const base = `${tableau.url}/api/3.8`;
  const signIn = await fetch(`${base}/auth/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body: `<tsRequest><credentials personalAccessTokenName="token_name" personalAccessTokenSecret="token_secret"><site contentUrl="acme"/></credentials></tsRequest>`,
  });
  const answer = await signIn.text();
  const token = /token="([^"]+)"/.exec(answer)?.[1] ?? '';
  const site = /<site id="([^"]+)"/.exec(answer)?.[1] ?? '';
  const headers = { 'x-tableau-auth': token, 'content-type': 'application/xml' };
  const webhooks = `${base}/sites/${site}/webhooks`;
  return {
    tableau,
    signedIn: { status: signIn.status, token, site },
    list: () => fetch(webhooks, { headers }),
    test: (id: string) => fetch(`${webhooks}/${id}/test`, { headers }),
    create: (source: string, name: string) =>
      fetch(webhooks, {
        method: 'POST',
        headers,
        body: `<tsRequest><webhook name="${name}"><webhook-source><webhook-source-event-${source} /></webhook-source><webhook-destination><webhook-destination-http method="POST" url="${hook}"/></webhook-destination></webhook></tsRequest>`,
      }),
  };
}

const sourceOf = (event: string) => event.replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const titles = (cards: readonly { readonly card: Readonly<Record<string, unknown>> }[]) =>
  cards.map((p) => String(p.card['fallbackText']));

describe('the requests of the Postman collection', () => {
  it('signs in with a token, creates the two webhooks, lists and tests them', async () => {
    const bench = await startServiceBench();
    const { signedIn, create, list, test } = await postman(bench.hook);

    const created = await create('datasource-refresh-failed', 'Datasource-Refresh-Failed');
    const second = await create('workbook-refresh-failed', 'Workbook-Refresh-Failed');
    const listed = await (await list()).text();
    const id = /<webhook id="([^"]+)"/.exec(listed)?.[1] ?? '';
    const tested = await (await test(id)).text();
    await bench.settled();

    expect([signedIn.status, created.status, second.status]).toEqual([200, 201, 201]);
    expect(listed).toContain('name="Datasource-Refresh-Failed"');
    expect(listed).toContain('name="Workbook-Refresh-Failed"');
    expect(listed).toContain(bench.hook);
    expect(tested).toContain('status="200"');
    expect(bench.teams.control.posts('Ops')).toEqual([]);
  });
});

describe('the flow', () => {
  it('gives one address that takes every event', async () => {
    const bench = await startServiceBench();
    const { items } = await bench.api<{ items: { source: string; url: string }[] }>('/hooks');

    expect(items).toEqual([{ source: 'acme', url: bench.hook }]);
    expect((await bench.post({})).status).toBe(200);
  });

  it('posts a message with the name, the time and the site when a refresh fails', async () => {
    const bench = await startServiceBench();
    const { tableau, create } = await postman(bench.hook);
    await create('datasource-refresh-failed', 'failed');

    tableau.control.failNow({ content: 'Sales Daily', reason: 'timeout' });
    const post = await bench.teams.control.waitForPost('Ops');

    const card = JSON.stringify(post.card);
    expect(card).toContain('Sales Daily');
    expect(card).toContain('acme');
    expect(card).toMatch(/\d\d:\d\d/);
  });

  it.each(REFRESH.flatMap((content) => WORDS.map((word) => `${content}${word}`)))(
    'posts %s when somebody wants to hear of it',
    async (event) => {
      const bench = await startServiceBench(EACH);
      const { tableau, create } = await postman(bench.hook);
      expect((await create(sourceOf(event), event)).status).toBe(201);

      tableau.control.emit({
        event: event as 'DatasourceRefreshStarted',
        content: event.startsWith('Data') ? 'Sales Daily' : 'Monthly Close',
      });
      const post = await bench.teams.control.waitForPost('Ops');

      expect(JSON.stringify(post.card)).toContain(event.startsWith('Data') ? 'Sales Daily' : 'Monthly Close');
    },
  );

  it('posts failures only when only they are asked for', async () => {
    const bench = await startServiceBench();
    const { tableau, create } = await postman(bench.hook);
    for (const word of WORDS) await create(`workbook-refresh-${word.toLowerCase()}`, word);

    tableau.control.emit({ event: 'WorkbookRefreshStarted', content: 'Private Notes' });
    tableau.control.emit({ event: 'WorkbookRefreshSucceeded', content: 'Private Notes' });
    tableau.control.emit({ event: 'WorkbookRefreshFailed', content: 'Monthly Close' });
    await tableau.control.settle();
    await bench.teams.control.waitForPost('Ops');
    await bench.settled();

    expect(titles(bench.teams.control.posts('Ops'))).toEqual([expect.stringContaining('Monthly Close')]);
  });

  it('posts to the channel that the name says', async () => {
    const bench = await startServiceBench(
      `[{ name: finance, match: { condition: refresh-failed, name: "*Close*" }, tell: finance, group_wait: 0s, group_by: ["..."] },
        { name: others, match: { condition: refresh-failed }, tell: ops, group_wait: 0s, group_by: ["..."] }]`,
    );
    const { tableau, create } = await postman(bench.hook);
    for (const event of ['datasource-refresh-failed', 'workbook-refresh-failed']) await create(event, event);

    tableau.control.emit({ event: 'WorkbookRefreshFailed', content: 'Monthly Close' });
    tableau.control.emit({ event: 'DatasourceRefreshFailed', content: 'Sales Daily' });
    await bench.teams.control.waitForPost('Ops');
    await bench.teams.control.waitForPost('Finance');
    await bench.settled();

    expect(titles(bench.teams.control.posts('Finance'))).toEqual([expect.stringContaining('Monthly Close')]);
    expect(titles(bench.teams.control.posts('Ops'))).toEqual([expect.stringContaining('Sales Daily')]);
  });
});
