/** The requests of Tableau's own Python client, byte for byte in what matters: paths, headers, XML. */
import { describe, expect, it } from 'vitest';
import { type Answered, type Bench, bench, sinkOfTest } from '../../../test/harness/tableau.ts';

/** What the client sends by itself: no Content-Type on sign-in, `text/xml` on other writes. */
const READ = { accept: '*/*', 'user-agent': 'Tableau Server Client/0.40' };
const WRITE = { ...READ, 'content-type': 'text/xml' };

const SIGN_IN =
  '<tsRequest><credentials personalAccessTokenName="tabduty" personalAccessTokenSecret="s3cret"><site contentUrl="acme" /></credentials></tsRequest>';

function attribute({ text }: Answered, element: string, name: string): string {
  return new RegExp(`<${element}[^>]* ${name}="([^"]*)"`).exec(text)?.[1] ?? '';
}

async function signedIn(tableau: Bench): Promise<{ token: string; site: string }> {
  const answer = await tableau.ask('POST', 'auth/signin', { headers: READ, body: SIGN_IN });
  expect(answer.status).toBe(200);
  return { token: attribute(answer, 'credentials', 'token'), site: attribute(answer, 'site', 'id') };
}

describe('the Python client', () => {
  it('asks for serverInfo with 2.4 and without signing in', async () => {
    const tableau = await bench();

    const answer = await tableau.ask('GET', 'serverInfo', { version: '2.4', headers: READ });

    expect(answer.headers['content-type']).toMatch(/^application\/xml/);
    expect(answer.text).toMatch(/^<\?xml .*<tsResponse xmlns="http:\/\/tableau.com\/api"/);
    expect(answer.text).toMatch(
      /<serverInfo><productVersion build="[^"]+">2025\.\d\.0<\/productVersion><restApiVersion>3.27<\/restApiVersion><\/serverInfo>/,
    );
    expect((await tableau.ask('GET', 'serverinfo', { headers: READ })).status).toBe(200);
  });

  it('gets 404003 for a version that is not there, and for its other way to find one', async () => {
    const tableau = await bench();

    const tooNew = await tableau.ask('GET', 'serverInfo', { version: '3.28', headers: READ });
    expect(tooNew.status).toBe(404);
    expect(tooNew.text).toContain(
      '<error code="404003"><summary>Resource Not Found</summary><detail>Unknown resource \'/3.28/serverInfo\' specified in URI.</detail></error>',
    );
    const other = await fetch(`${tableau.url}/auth?format=xml`);
    expect(other.status).toBe(404);
    expect(await other.text()).toContain('code="404003"');
  });

  it('signs in without a Content-Type and out with an empty body', async () => {
    const tableau = await bench();

    const { token, site } = await signedIn(tableau);

    expect(token).not.toBe('');
    const out = await tableau.ask('POST', 'auth/signout', { headers: WRITE, token, body: '' });
    expect([out.status, out.text]).toEqual([204, '']);
    const late = await tableau.ask('GET', `sites/${site}/webhooks`, { headers: READ, token });
    expect([late.status, late.text.includes('code="401002"')]).toEqual([401, true]);
  });

  it('creates, lists, reads, tests and deletes a webhook by its source element', async () => {
    const tableau = await bench();
    const sink = await sinkOfTest();
    const { token, site } = await signedIn(tableau);
    const xml = `<tsRequest><webhook name="n &amp; m"><webhook-source><webhook-source-event-datasource-refresh-failed /></webhook-source><webhook-destination><webhook-destination-http method="POST" url="${sink.url}/h" /></webhook-destination></webhook></tsRequest>`;

    const created = await tableau.ask('POST', `sites/${site}/webhooks`, { headers: WRITE, token, body: xml });

    expect(created.status).toBe(201);
    const id = attribute(created, 'webhook', 'id');
    expect(created.headers['location']).toBe(`/api/3.27/sites/${site}/webhooks/${id}`);
    const element = `<webhook id="${id}" name="n &amp; m" isEnabled="true" statusChangeReason="" event="DatasourceRefreshFailed"><webhook-source><webhook-source-event-datasource-refresh-failed/></webhook-source><webhook-destination><webhook-destination-http method="POST" url="${sink.url}/h"/></webhook-destination><owner id="`;
    expect(created.text).toContain(element);
    const list = await tableau.ask('GET', `sites/${site}/webhooks`, { headers: READ, token });
    expect(list.text).toContain(`<webhooks>${element}`);
    expect(list.text).not.toContain('pagination');
    const one = await tableau.ask('GET', `sites/${site}/webhooks/${id}`, { headers: READ, token });
    expect(one.text).toContain(element);
    const test = await tableau.ask('GET', `sites/${site}/webhooks/${id}/test`, { headers: READ, token });
    expect(test.text).toContain(`<webhookTestResult id="${id}" status="200"><body>`);
    const gone = await tableau.ask('DELETE', `sites/${site}/webhooks/${id}`, { headers: READ, token });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await tableau.ask('GET', `sites/${site}/webhooks`, { headers: READ, token })).text).toContain(
      '<webhooks/>',
    );
  });

  it('pages and filters jobs with an encoded, sorted, comma-joined filter, and needs <pagination>', async () => {
    const tableau = await bench();
    const { token, site } = await signedIn(tableau);
    tableau.control.failNow({ content: 'Sales Daily', reason: 'timeout' });
    tableau.control.succeedNow({ content: 'Monthly Close' });

    const path = `sites/${site}/jobs?filter=createdAt%3Agt%3A2026-05-22T00%3A00%3A00Z%2Cstatus%3Aeq%3AFailed&pageNumber=1&pageSize=100`;
    const answer = await tableau.ask('GET', path, { headers: READ, token });

    expect(answer.text).toContain('<pagination pageNumber="1" pageSize="100" totalAvailable="1"/>');
    expect(answer.text).toMatch(
      /<backgroundJobs><backgroundJob id="[^"]+" status="Failed" createdAt="2026-09-21T12:00:00Z" startedAt="[^"]+" endedAt="[^"]+" priority="50" jobType="refresh_extracts" title="Sales Daily" subtitle="[^"]+"\/><\/backgroundJobs>/,
    );
  });

  it('reads why a job failed, refreshes, and runs a task', async () => {
    const tableau = await bench();
    const { token, site } = await signedIn(tableau);
    const failed = tableau.control.failNow({ content: 'Monthly Close', notes: 'a <b> & "c"' });

    const job = await tableau.ask('GET', `sites/${site}/jobs/${failed.luid}`, { headers: READ, token });
    expect(job.text).toMatch(
      /<job id="[^"]+" mode="Asynchronous" type="RefreshExtract" progress="100" .*finishCode="1">/,
    );
    expect(job.text).toContain('<notes>a &lt;b&gt; &amp; &quot;c&quot;</notes>');
    expect(job.text).toContain(`<workbook id="${failed.contentLuid}" name="Monthly Close"/>`);

    const body = '<tsRequest><extractRefresh /></tsRequest>';
    const refreshed = await tableau.ask('POST', `sites/${site}/workbooks/${failed.contentLuid}/refresh`, {
      headers: WRITE,
      token,
      body,
    });
    expect(refreshed.status).toBe(202);
    expect(refreshed.text).toMatch(/<job id="[^"]+" mode="Asynchronous" type="RefreshExtract"/);

    const tasks = await tableau.ask('GET', `sites/${site}/tasks/extractRefreshes`, { headers: READ, token });
    expect(tasks.text).not.toContain('pagination');
    const sales = tableau.control.content().find(({ name }) => name === 'Sales Daily');
    const run = await tableau.ask('POST', `sites/${site}/tasks/extractRefreshes/${sales?.taskLuid}/runNow`, {
      headers: WRITE,
      token,
      body: '<tsRequest />',
    });
    expect(run.text).toContain('<job id=');
  });
});
