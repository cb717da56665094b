/**
 * A working day of Tableau's own Python client against the simulated Tableau: each request as the client writes it (method,
 * path, headers, body), each answer read as the client reads it (XML, elements by their namespace).
 * https://github.com/tableau/server-client-python
 */
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Company } from '../../src/simulator/tableau/company.ts';
import { SMALL_COMPANY } from '../../src/simulator/tableau/company-small.ts';
import { type Answered, type Bench, bench, sinkOfTest } from '../harness/tableau.ts';

const ACCEPT = { accept: '*/*', 'user-agent': 'Tableau Server Client/0.40' };
const XML_BODY = { ...ACCEPT, 'content-type': 'text/xml' };

type Step = {
  readonly does: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Where braces are, what an earlier step has remembered goes in. */
  readonly path: string;
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  /** Elements as the client finds them, below tsResponse: `pagination@totalAvailable`, `webhooks/webhook@name`. */
  readonly finds?: Readonly<Record<string, readonly string[]>>;
  /** Remembered by name from an element's attribute. */
  readonly keeps?: Readonly<Record<string, string>>;
};

const SIGN_IN: readonly Step[] = [
  {
    does: 'asks for the version, with that of long ago and without signing in',
    method: 'GET',
    version: '2.4',
    path: 'serverInfo',
    status: 200,
    finds: { 'serverInfo/restApiVersion': ['3.27'] },
  },
  {
    does: 'signs in without a Content-Type',
    method: 'POST',
    path: 'auth/signin',
    headers: ACCEPT,
    body: '<tsRequest><credentials personalAccessTokenName="tabduty" personalAccessTokenSecret="s3cret"><site contentUrl="acme" /></credentials></tsRequest>',
    status: 200,
    finds: { 'credentials/site@contentUrl': ['acme'] },
    keeps: { token: 'credentials@token', site: 'credentials/site@id', user: 'credentials/user@id' },
  },
];

const SIGN_OUT: Step = { does: 'signs out', method: 'POST', path: 'auth/signout', body: '', status: 204 };

const WEBHOOKS: readonly Step[] = [
  ...SIGN_IN,
  {
    does: 'finds no webhooks, and needs no pagination for that',
    method: 'GET',
    path: 'sites/{site}/webhooks',
    status: 200,
    finds: { 'webhooks/webhook@id': [], 'pagination@totalAvailable': [] },
  },
  {
    does: 'creates one by its source element alone',
    method: 'POST',
    path: 'sites/{site}/webhooks',
    body: '<tsRequest><webhook name="failed &amp; told"><webhook-source><webhook-source-event-datasource-refresh-failed /></webhook-source><webhook-destination><webhook-destination-http method="POST" url="{sink}" /></webhook-destination></webhook></tsRequest>',
    status: 201,
    keeps: { webhook: 'webhook@id' },
  },
  {
    does: 'gets it, and reads its event from the source element',
    method: 'GET',
    path: 'sites/{site}/webhooks/{webhook}',
    status: 200,
    finds: {
      'webhook@name': ['failed & told'],
      'webhook/webhook-source/webhook-source-event-datasource-refresh-failed': [''],
      'webhook/webhook-destination/webhook-destination-http@method': ['POST'],
      'webhook/owner@id': ['{user}'],
    },
  },
  {
    does: 'lists it',
    method: 'GET',
    path: 'sites/{site}/webhooks',
    status: 200,
    finds: { 'webhooks/webhook@id': ['{webhook}'] },
  },
  {
    does: 'tests it',
    method: 'GET',
    path: 'sites/{site}/webhooks/{webhook}/test',
    status: 200,
    finds: { 'webhookTestResult@status': ['200'], 'webhookTestResult@id': ['{webhook}'] },
  },
  {
    does: 'disables it with a reason, as later releases do',
    method: 'PUT',
    path: 'sites/{site}/webhooks/{webhook}',
    body: '<tsRequest><webhook name="failed &amp; told" isEnabled="false" statusChangeReason="moving house"><webhook-source><webhook-source-event-datasource-refresh-failed /></webhook-source><webhook-destination><webhook-destination-http method="POST" url="{sink}" /></webhook-destination></webhook></tsRequest>',
    status: 201,
    finds: { 'webhook@isEnabled': ['false'], 'webhook@statusChangeReason': ['moving house'] },
  },
  {
    does: 'deletes it',
    method: 'DELETE',
    path: 'sites/{site}/webhooks/{webhook}',
    status: 204,
  },
  {
    does: 'reads a refusal by its code in XML',
    method: 'GET',
    path: 'sites/{site}/webhooks/{webhook}',
    status: 400,
    finds: { 'error@code': ['400113'] },
  },
  SIGN_OUT,
  {
    does: 'is told that it is signed out',
    method: 'GET',
    path: 'sites/{site}/webhooks',
    status: 401,
    finds: { 'error@code': ['401002'] },
  },
];

const pages = (what: string, element: string, names: readonly string[], total: string): readonly Step[] => [
  {
    does: `pages through ${what}, the first page`,
    method: 'GET',
    path: `sites/{site}/${what}?pageNumber=1&pageSize=100`,
    status: 200,
    finds: { 'pagination@totalAvailable': [total], [`${what}/${element}@name`]: names.slice(0, 100) },
  },
  ...(names.length > 100
    ? [
        {
          does: `pages through ${what}, the second page`,
          method: 'GET' as const,
          path: `sites/{site}/${what}?pageNumber=2&pageSize=100`,
          status: 200,
          finds: { 'pagination@pageNumber': ['2'], [`${what}/${element}@name`]: names.slice(100) },
        },
      ]
    : []),
];

const READERS = Array.from({ length: 120 }, (_, n) => `Report ${String(n).padStart(3, '0')}`);
const WORKBOOKS = ['Monthly Close', 'Scratch *draft* "v2"', 'Live Only', 'Private Notes', ...READERS];

const CONTENT: readonly Step[] = [
  ...SIGN_IN,
  ...pages('datasources', 'datasource', ['Sales Daily'], '1'),
  ...pages('workbooks', 'workbook', WORKBOOKS, '124'),
  ...pages('projects', 'project', ['Sales', 'Finance', 'Monthly Close', 'Sandbox'], '4'),
  ...pages('users', 'user', ['ana@acme.example', 'ben@acme.example'], '2'),
  {
    does: 'finds a workbook by its name, encoded',
    method: 'GET',
    path: 'sites/{site}/workbooks?filter=name%3Aeq%3AMonthly+Close&pageNumber=1&pageSize=100',
    status: 200,
    finds: { 'pagination@totalAvailable': ['1'], 'workbooks/workbook@name': ['Monthly Close'] },
    keeps: { workbook: 'workbooks/workbook@id', project: 'workbooks/workbook/project@id' },
  },
  {
    does: 'reads one workbook with its project, owner and tags',
    method: 'GET',
    path: 'sites/{site}/workbooks/{workbook}',
    status: 200,
    finds: {
      'workbook/project@id': ['{project}'],
      'workbook/owner@id': ['{user}'],
      'workbook/tags/tag@label': ['finance'],
      'workbook/views/view@name': ['Balance', 'P&L'],
    },
  },
  {
    does: 'reads all fields of users, for their addresses',
    method: 'GET',
    path: 'sites/{site}/users?fields=_all_&pageNumber=1&pageSize=100',
    status: 200,
    finds: { 'users/user@email': ['ana@acme.example', 'ben@acme.example'] },
  },
];

const JOBS: readonly Step[] = [
  ...SIGN_IN,
  {
    does: 'filters jobs: conditions sorted, joined by commas, and encoded',
    method: 'GET',
    path: 'sites/{site}/jobs?filter=createdAt%3Agt%3A2026-05-22T00%3A00%3A00Z%2Cstatus%3Aeq%3AFailed&pageNumber=1&pageSize=100',
    status: 200,
    finds: {
      'pagination@totalAvailable': ['1'],
      'backgroundJobs/backgroundJob@status': ['Failed'],
      'backgroundJobs/backgroundJob@title': ['Sales Daily'],
      'backgroundJobs/backgroundJob@jobType': ['refresh_extracts'],
    },
    keeps: { failed: 'backgroundJobs/backgroundJob@id' },
  },
  {
    does: 'sorts jobs, oldest first',
    method: 'GET',
    path: 'sites/{site}/jobs?sort=createdAt%3Aasc%2Ctitle%3Aasc&pageNumber=1&pageSize=100',
    status: 200,
    finds: { 'backgroundJobs/backgroundJob@title': ['Monthly Close', 'nightly prep', 'Sales Daily'] },
  },
  {
    does: 'reads why one failed',
    method: 'GET',
    path: 'sites/{site}/jobs/{failed}',
    status: 200,
    finds: {
      'job@finishCode': ['1'],
      'job/extractRefreshJob/notes': ['it broke & "burned"'],
      'job/extractRefreshJob/datasource@name': ['Sales Daily'],
    },
    keeps: { source: 'job/extractRefreshJob/datasource@id' },
  },
  {
    does: 'sees the tasks, all at once',
    method: 'GET',
    path: 'sites/{site}/tasks/extractRefreshes',
    status: 200,
    finds: {
      'tasks/task/extractRefresh@consecutiveFailedCount': ['1', '0', '0'],
      'tasks/task/extractRefresh/datasource@id': ['{source}'],
      'pagination@totalAvailable': [],
    },
    keeps: { task: 'tasks/task/extractRefresh@id' },
  },
  {
    does: 'sees one task',
    method: 'GET',
    path: 'sites/{site}/tasks/extractRefreshes/{task}',
    status: 200,
    finds: { 'task/extractRefresh@id': ['{task}'] },
  },
  {
    does: 'starts a refresh',
    method: 'POST',
    path: 'sites/{site}/datasources/{source}/refresh',
    body: '<tsRequest><extractRefresh /></tsRequest>',
    status: 202,
    finds: { 'job@mode': ['Asynchronous'], 'job@type': ['RefreshExtract'] },
    keeps: { job: 'job@id' },
  },
  {
    does: 'is refused a second one while that waits',
    method: 'POST',
    path: 'sites/{site}/tasks/extractRefreshes/{task}/runNow',
    body: '<tsRequest />',
    status: 409,
    finds: { 'error@code': ['409093'] },
  },
  {
    does: 'waits: it has no finish code yet',
    method: 'GET',
    path: 'sites/{site}/jobs/{job}',
    status: 200,
    finds: { 'job@finishCode': [], 'job@completedAt': [] },
  },
];

/** After the refresh has had its time. */
const WAITED: readonly Step[] = [
  {
    does: 'sees that it has finished',
    method: 'GET',
    path: 'sites/{site}/jobs/{job}',
    status: 200,
    finds: { 'job@finishCode': ['0'], 'job@progress': ['100'], 'job@completedAt': ['2026-09-21T12:05:00Z'] },
  },
  {
    does: 'runs a task again',
    method: 'POST',
    path: 'sites/{site}/tasks/extractRefreshes/{task}/runNow',
    body: '<tsRequest />',
    status: 202,
    keeps: { job: 'job@id' },
  },
  { does: 'cancels it', method: 'PUT', path: 'sites/{site}/jobs/{job}', status: 200 },
  {
    does: 'sees that it was cancelled',
    method: 'GET',
    path: 'sites/{site}/jobs/{job}',
    status: 200,
    finds: { 'job@finishCode': ['2'] },
  },
];

describe("Tableau's Python client", () => {
  it('makes, reads, tests, disables and deletes webhooks', async () => {
    const tableau = await bench();
    const sink = await sinkOfTest();

    await walk(tableau, WEBHOOKS, new Map([['sink', `${sink.url}/hook`]]));

    expect(sink.count()).toBe(1);
  });

  it('pages through data sources, workbooks, projects and users', async () => {
    const tableau = await bench({ company: withReaders() });

    await walk(tableau, CONTENT, new Map());
  });

  it('filters and sorts jobs, sees tasks, starts a refresh, waits for it, and cancels another', async () => {
    const tableau = await bench();
    tableau.control.succeedNow({ content: 'Monthly Close' });
    tableau.control.failNow({ content: 'Sales Daily', notes: 'it broke & "burned"' });
    tableau.control.endOther({ kind: 'flow', name: 'nightly prep', ok: true });
    const kept = new Map<string, string>();

    await walk(tableau, JOBS, kept);
    await tableau.control.advance(5 * 60_000);
    await walk(tableau, WAITED, kept);
  });

  it('finds another way to a version when the first is unknown', async () => {
    const tableau = await bench({ switches: { restApiVersion: '2.3' } });

    const first = await tableau.ask('GET', 'serverInfo', { version: '2.4', headers: ACCEPT });

    expect([first.status, found(first, 'error@code')]).toEqual([404, ['404003']]);
    const other = await fetch(`${tableau.url}/auth?format=xml`);
    expect(other.status).toBe(404);
  });
});

async function walk(tableau: Bench, steps: readonly Step[], kept: Map<string, string>): Promise<void> {
  for (const step of steps) {
    const filled = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (_, name: string) => kept.get(name) ?? `no ${name}`);
    const token = kept.get('token');
    const answer = await tableau.ask(step.method, filled(step.path), {
      ...(step.version === undefined ? {} : { version: step.version }),
      headers: step.headers ?? (step.body === undefined ? ACCEPT : XML_BODY),
      ...(token === undefined ? {} : { token }),
      ...(step.body === undefined ? {} : { body: filled(step.body) }),
    });
    expect([step.does, answer.status, answer.text]).toEqual([step.does, step.status, answer.text]);
    for (const [path, expected] of Object.entries(step.finds ?? {}))
      expect([step.does, path, found(answer, path)]).toEqual([step.does, path, expected.map(filled)]);
    for (const [name, path] of Object.entries(step.keeps ?? {})) {
      const [value] = found(answer, path);
      expect([step.does, path, typeof value]).toEqual([step.does, path, 'string']);
      kept.set(name, value ?? '');
    }
  }
}

/** As ElementTree's findall does with `t:` for http://tableau.com/api: another namespace finds nothing. */
function found({ text }: Answered, path: string): readonly string[] {
  const root = (PARSER.parse(text, true) as Readonly<Record<string, unknown>>)['tsResponse'];
  if (!isElement(root) || root['@xmlns'] !== 'http://tableau.com/api') return [];
  const [elements = '', attribute] = path.split('@');
  let here: readonly unknown[] = [root];
  for (const name of elements.split('/'))
    here = here.flatMap((element) => (isElement(element) ? (element[name] ?? []) : []) as unknown[]);
  if (attribute === undefined)
    return here.map((element) => String(isElement(element) ? (element['#text'] ?? '') : element));
  return here.flatMap((element) => {
    const value = isElement(element) ? element[`@${attribute}`] : undefined;
    return value === undefined ? [] : [String(value)];
  });
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  processEntities: true,
  isArray: (_name, path, _isLeaf, isAttribute) => !isAttribute && path !== 'tsResponse',
});

function isElement(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withReaders(): Company {
  const [site, ...others] = SMALL_COMPANY.sites;
  if (site === undefined) throw new Error('the small company has no site');
  const readers = READERS.map(
    (name) => ({ kind: 'workbook', name, project: 'Sales', owner: 'ben' }) as const,
  );
  return { name: 'readers', sites: [{ ...site, content: [...site.content, ...readers] }, ...others] };
}
