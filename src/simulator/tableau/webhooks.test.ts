import { describe, expect, it } from 'vitest';
import {
  type Answered,
  type Member,
  bench,
  codeOf,
  destination,
  json,
  sinkOfTest,
} from '../../../test/harness/tableau.ts';
import { EVENTS } from '../../tableau/wire.ts';
import type { WireWebhook, WireWebhookTest } from '../../tableau/wire-documents.ts';

const URL = 'https://tabduty.example/hooks/key';
const said = (answer: Answered): [number, string | undefined] => [answer.status, codeOf(answer)];
const webhookIn = (answer: Answered): WireWebhook => json<{ webhook: WireWebhook }>(answer).webhook;
const wanted = (more: object = {}): object => ({
  webhook: { name: 'n', event: 'DatasourceRefreshFailed', ...destination(URL), ...more },
});

async function create(member: Member, more: object = {}, version = '3.27'): Promise<Answered> {
  return member.on('POST', 'webhooks', { body: wanted(more), version });
}

describe('creating a webhook', () => {
  it('answers 201 with everything, in the JSON dialect with real booleans', async () => {
    const member = await (await bench()).signIn();

    const answer = await create(member);

    expect(answer.status).toBe(201);
    const { id } = webhookIn(answer);
    expect(answer.headers['location']).toBe(`/api/3.27/sites/${member.siteLuid}/webhooks/${id}`);
    expect(webhookIn(answer)).toEqual({
      id,
      name: 'n',
      isEnabled: true,
      statusChangeReason: '',
      event: 'DatasourceRefreshFailed',
      'webhook-source': { 'webhook-source-event-datasource-refresh-failed': {} },
      ...destination(URL),
      owner: { id: expect.any(String) as string, name: 'ana' },
    });
  });

  it('takes each of the 22 events by its name and by its element, on Server', async () => {
    const member = await (await bench({ switches: { edition: 'server' } })).signIn();

    for (const { name, element } of EVENTS) {
      expect(webhookIn(await create(member, { event: name })).event).toBe(name);
      const bySource = { event: undefined, 'webhook-source': { [element]: {} } };
      expect(webhookIn(await create(member, bySource, '3.6'))['webhook-source']).toEqual({ [element]: {} });
    }
  });

  it('shows only what the version in the path knows', async () => {
    const member = await (await bench()).signIn();
    const bySource = { event: undefined, 'webhook-source': { 'webhook-source-event-view-deleted': {} } };

    const old = webhookIn(await create(member, bySource, '3.6'));
    const middle = webhookIn(await member.on('GET', `webhooks/${old.id}`, { version: '3.8' }));

    expect(old).not.toHaveProperty('event');
    expect(old).not.toHaveProperty('isEnabled');
    expect(middle).toMatchObject({ isEnabled: true, statusChangeReason: '' });
    expect(middle).not.toHaveProperty('event');
  });

  it.each([
    ['an unknown event', { event: 'FlowFailed' }],
    ['two forms that differ', { 'webhook-source': { 'webhook-source-event-view-deleted': {} } }],
    ['an extra field', { filter: { project: 'Finance' } }],
    ['no name', { name: undefined }],
    ['no event', { event: undefined }],
    ['no destination', { 'webhook-destination': undefined }],
    ['a reason', { statusChangeReason: 'because' }],
    ['http', destination('http://tabduty.example/')],
    ['no URL', destination('tabduty.example')],
    [
      'a method other than POST',
      { 'webhook-destination': { 'webhook-destination-http': { method: 'GET', url: URL } } },
    ],
    ['an event that Cloud does not have', { event: 'SiteCreated' }],
  ])('refuses %s with 400000', async (_, more) => {
    const member = await (await bench()).signIn();

    expect(said(await create(member, more))).toEqual([400, '400000']);
  });

  it('refuses event before 3.9, isEnabled before 3.8, and bodies that are neither XML nor JSON', async () => {
    const member = await (await bench()).signIn();
    const source = { event: undefined, 'webhook-source': { 'webhook-source-event-view-deleted': {} } };
    const headers = { 'content-type': 'text/xml' };
    const doctype = '<!DOCTYPE a [<!ENTITY b "c">]><tsRequest><webhook name="&b;"/></tsRequest>';

    expect(said(await create(member, {}, '3.8'))).toEqual([400, '400000']);
    expect(said(await create(member, { ...source, isEnabled: true }, '3.7'))).toEqual([400, '400000']);
    for (const body of ['{', '[]']) {
      expect(said(await member.on('POST', 'webhooks', { body }))).toEqual([400, '400000']);
    }
    for (const body of ['<tsRequest>', '{}', doctype, '<other/>']) {
      expect(said(await member.on('POST', 'webhooks', { headers, body }))).toEqual([400, '400000']);
    }
  });

  it('refuses plain http on loopback too unless a switch allows it, and same names when told so', async () => {
    const tableau = await bench({ switches: { plainHttp: 'refuse', duplicateName: 'refuse' } });
    const member = await tableau.signIn();
    const loopback = destination('http://127.0.0.1:9/');

    expect(said(await create(member, loopback))).toEqual([400, '400000']);
    tableau.control.setSwitch('plainHttp', 'loopback');
    expect((await create(member, loopback)).status).toBe(201);
    expect(said(await create(member))).toEqual([409, '409000']);
  });
});

describe('listing webhooks', () => {
  it.each([
    ['object', {}],
    ['array', { webhook: [] }],
    ['bare', []],
  ] as const)('spells an empty list as %s', async (emptyList, expected) => {
    const member = await (await bench({ switches: { emptyList } })).signIn();

    expect(json(await member.on('GET', 'webhooks'))).toEqual({ webhooks: expected });
  });

  it('spells a single one as an array or as itself', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    await create(member);

    const asArray = json<{ webhooks: { webhook: unknown } }>(await member.on('GET', 'webhooks'));
    tableau.control.setSwitch('singleItem', 'object');
    const asItself = json<{ webhooks: { webhook: unknown } }>(await member.on('GET', 'webhooks'));

    expect(asArray.webhooks.webhook).toEqual([asItself.webhooks.webhook]);
  });

  it.each([
    ['event', false, true],
    ['source', true, false],
  ] as const)('can answer with %s alone', async (webhookAnswer, hasSource, hasEvent) => {
    const member = await (await bench({ switches: { webhookAnswer } })).signIn();

    const answer = webhookIn(await create(member));

    expect('webhook-source' in answer).toBe(hasSource);
    expect('event' in answer).toBe(hasEvent);
  });
});

describe('changing a webhook', () => {
  it('disables with a reason of its own or with Tableau’s, and enables without one', async () => {
    const member = await (await bench()).signIn();
    const { id } = webhookIn(await create(member));
    const put = (more: object): Promise<Answered> =>
      member.on('PUT', `webhooks/${id}`, { body: wanted(more) });

    const disabled = await put({ isEnabled: false });
    expect([disabled.status, disabled.headers['location']]).toEqual([
      201,
      `/api/3.27/sites/${member.siteLuid}/webhooks/${id}`,
    ]);
    expect(webhookIn(disabled)).toMatchObject({
      isEnabled: false,
      statusChangeReason: 'Webhook disabled by user',
    });
    expect(webhookIn(await put({ isEnabled: false, statusChangeReason: 'moving' }))).toMatchObject({
      statusChangeReason: 'moving',
    });
    expect(said(await put({ isEnabled: true, statusChangeReason: 'moving' }))).toEqual([400, '400127']);
    expect(webhookIn(await put({ isEnabled: true }))).toMatchObject({
      isEnabled: true,
      statusChangeReason: '',
    });
  });

  it('needs a name, and leaves out what is not sent', async () => {
    const member = await (await bench({ switches: { updateStatus: '200' } })).signIn();
    const { id } = webhookIn(await create(member));

    const renamed = await member.on('PUT', `webhooks/${id}`, { body: { webhook: { name: 'new' } } });

    expect(renamed.status).toBe(200);
    expect(webhookIn(renamed)).toMatchObject({
      name: 'new',
      event: 'DatasourceRefreshFailed',
      ...destination(URL),
    });
    expect(said(await member.on('PUT', `webhooks/${id}`, { body: { webhook: {} } }))).toEqual([
      400,
      '400000',
    ]);
  });

  it('knows no webhook of another id, after deletion either', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const { id } = webhookIn(await create(member));
    expect((await member.on('DELETE', `webhooks/${id}`)).status).toBe(204);

    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/test'],
    ] as const) {
      expect(said(await member.on(method, `webhooks/${id}${path}`))).toEqual([400, '400113']);
    }
    tableau.control.setSwitch('unknownWebhook', '404002');
    expect(said(await member.on('GET', `webhooks/${id}`))).toEqual([404, '404002']);
  });
});

describe('testing a webhook', () => {
  it.each([
    ['empty', ''],
    ['object', '{}'],
    ['event-type', '{"event_type":"Test","resource":"EXTRACTS"}'],
  ] as const)(
    'calls the destination with the variant %s and reports its answer',
    async (testBody, expected) => {
      const sink = await sinkOfTest();
      sink.set({ kind: 'answer', status: 202, body: 'thanks' });
      const member = await (await bench({ switches: { testBody } })).signIn();
      const { id } = await member.createWebhook('WorkbookRefreshFailed', sink.url);

      const answer = await member.on('GET', `webhooks/${id}/test`);

      expect(answer.status).toBe(200);
      expect(json<WireWebhookTest>(answer)).toEqual({
        webhookTestResult: { id, status: 202, body: 'thanks' },
      });
      expect(sink.requests.map(({ method, body }) => [method, body.toString()])).toEqual([
        ['POST', expected],
      ]);
    },
  );

  it('has all seven keys in the full variant', async () => {
    const sink = await sinkOfTest();
    const member = await (await bench({ switches: { testBody: 'full' } })).signIn();
    const { id } = await member.createWebhook('WorkbookRefreshFailed', sink.url);

    await member.on('GET', `webhooks/${id}/test`);

    const body = json<Record<string, string>>({ text: sink.requests[0]?.body.toString() ?? '' });
    expect(Object.keys(body)).toEqual([
      'resource',
      'event_type',
      'resource_name',
      'site_luid',
      'resource_luid',
      'created_at',
      'text',
    ]);
    expect(body['event_type']).toBe('Test');
  });

  it('reports 408 for a destination that is not there or does not answer in time, mirrored when told so', async () => {
    const sink = await sinkOfTest();
    sink.set({ kind: 'hang' });
    const tableau = await bench({ switches: { readTimeoutMs: 60, testStatusType: 'string' } });
    const member = await tableau.signIn();
    const slow = await member.createWebhook('WorkbookRefreshFailed', sink.url);
    const gone = await member.createWebhook('WorkbookRefreshFailed', 'http://127.0.0.1:1/');

    for (const { id } of [slow, gone]) {
      const answer = await member.on('GET', `webhooks/${id}/test`);
      expect(answer.status).toBe(200);
      const { status, body } = json<WireWebhookTest>(answer).webhookTestResult;
      expect([status, body]).toEqual(['408', expect.stringMatching(/^Cannot connect to http/) as string]);
    }
    tableau.control.setSwitch('testMirror', 'true');
    expect((await member.on('GET', `webhooks/${gone.id}/test`)).status).toBe(408);
  });
});
