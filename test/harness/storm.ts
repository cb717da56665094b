/** A storm on the real program, beside a simulated Tableau that knows why each refresh failed: what came of it, in figures. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { isoOf } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { type Sink, startSink } from '../../src/simulator/sink/sink.ts';
import { startTableauSimulator, type TableauSimulator } from '../../src/simulator/tableau/tableau.ts';
import { deadPort } from './http.ts';
import { tableauBody } from './pipeline.ts';
import { type Program, startProgram } from './program.ts';
import { pat } from './tableau.ts';
import { temporaryFolder } from './temp.ts';

export type StormSize = {
  readonly failures: number;
  readonly projects: number;
  /** Over which the calls come. */
  readonly seconds: number;
  /** Of the route that tells the channel. */
  readonly groupBy: 'site' | 'project' | 'name';
};

export type Storm = {
  readonly program: Program;
  readonly sink: Sink;
  readonly statuses: ReadonlyMap<number, number>;
  /** The 99th of 100 answers took so long. */
  readonly p99Ms: number;
  readonly postedIn: number;
  /** From the first call until nothing waits. */
  readonly emptyAfter: number;
  /** From the first call until the first page. */
  readonly pagedAfter: number;
  /** The slowest look at the list of alerts while it went on. */
  readonly slowestListMs: number;
  /** `undefined` where the system does not say. */
  readonly peakMb: number | undefined;
};

const CONNECTIONS = 50;
const WAIT_AT_MOST = 5 * 60_000;

export async function storm(size: StormSize): Promise<Storm> {
  const tableau = await startTableau(size);
  const sink = await startSink();
  onTestFinished(() => sink.close());
  const data = join(temporaryFolder(), 'data');
  const port = await deadPort();
  const program = await startProgram(data, argumentsOf(configFile(size, tableau, sink), port));
  onTestFinished(() => program.kill());
  await knowsAll(data, size);
  const hook = await hookOf(program, port);

  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  const watch = watchList(program);
  const { statuses, times } = await post(hook, tableau, size);
  const postedIn = since();
  await nothingWaits(data, size.failures, begun);
  const emptyAfter = since();
  const slowestListMs = await watch.stop();
  const firstPage = sink.requests.find(isPage)?.mono ?? Number.NaN;
  return {
    ...{ program, sink, statuses, postedIn, emptyAfter, slowestListMs },
    p99Ms: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN,
    pagedAfter: (firstPage - begun) / 1000,
    peakMb: peakOf(readRunFile(data)?.pid),
  };
}

export function isPage({ url }: { readonly url: string }): boolean {
  return url === '/page';
}

async function startTableau({ failures, projects }: StormSize): Promise<TableauSimulator> {
  const paths = Array.from({ length: projects }, (_, n) => `Project ${n}`);
  const content = Array.from({ length: failures }, (_, n) => ({
    kind: 'datasource' as const,
    name: `Extract ${n}`,
    project: paths[n % projects] as string,
    owner: 'ana',
    hasExtracts: true,
  }));
  const site = {
    contentUrl: 'acme',
    name: 'ACME',
    users: [
      {
        name: 'ana',
        fullName: 'Ana',
        email: 'ana@acme.example',
        siteRole: 'SiteAdministratorCreator' as const,
      },
    ],
  };
  const tableau = await startTableauSimulator({
    clock: systemClock,
    autoRun: false,
    pats: [pat],
    switches: { plainHttp: 'loopback' },
    company: {
      name: 'storm',
      sites: [{ ...site, projects: paths.map((path) => ({ path })), content }],
    },
  });
  onTestFinished(() => tableau.close());
  return tableau;
}

/**
 * A channel hears of each project; the person on call of the site, since a Tableau on a busy machine may be too slow to
 * say in five seconds that all have one cause. Both wait until the storm should have passed.
 */
function configFile({ seconds, groupBy }: StormSize, { url }: TableauSimulator, sink: Sink): string {
  const file = join(temporaryFolder(), 'tabduty.yaml');
  const secret = `whsec_${'AAAA'.repeat(8)}`;
  const to = (path: string) => `[{ webhook: { url: "${sink.url}/${path}", secret: "${secret}" } }]`;
  const clock = `group_wait: ${seconds + 5}s, group_interval: 30s`;
  writeFileSync(
    file,
    `sites:
  acme: { server: "${url}", content_url: acme, pat: { name: ${pat.name}, secret: ${pat.secret} }, intake: webhooks }
people: { ana: { name: Ana, ways: ${to('page')} } }
escalations: { data: { steps: [{ at: 0m, tell: [person:ana] }] } }
receivers: { channel: ${to('channel')}, desk: ${to('desk')} }
routes:
  - { match: { condition: refresh-failed }, tell: channel, group_by: [${[...new Set(['site', groupBy])]}], ${clock}, continue: true }
  - { match: { condition: refresh-failed }, tell: desk, page: data, group_by: [site], ${clock} }
operators: [receiver:desk]
`,
  );
  return file;
}

function argumentsOf(config: string, port: number): readonly string[] {
  const own = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
  return ['--config', config, ...own, '--public-listen', `127.0.0.1:${port}`, '--log-level', 'info'];
}

async function hookOf(program: Program, port: number): Promise<string> {
  const { items } = await ask<{ items: { url: string }[] }>(program, '/hooks');
  return `http://127.0.0.1:${port}${new URL(items[0]?.url ?? '').pathname}`;
}

export async function ask<T>({ url, token }: Program, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Its inventory has been read. */
async function knowsAll(data: string, { failures }: StormSize): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (count(data, 'SELECT count(*) AS n FROM contents') >= failures) return;
    await pause(100);
  }
  throw new Error('the inventory was not read');
}

function count(data: string, sql: string): number {
  const db = new DatabaseSync(join(data, 'tabduty.db'), { readOnly: true });
  try {
    return Number(db.prepare(sql).get()?.['n'] ?? 0);
  } finally {
    db.close();
  }
}

async function post(hook: string, tableau: TableauSimulator, { seconds }: StormSize) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const statuses = new Map<number, number>();
  const times: number[] = [];
  const content = tableau.control.content();
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < content.length; n = next++) {
      const wait = begun + (n * seconds * 1000) / content.length - performance.now();
      if (wait > 0) await pause(wait);
      const one = content[n];
      if (one === undefined) return;
      tableau.control.failNow({ content: one.luid, reason: 'server-unreachable' });
      const sent = performance.now();
      const status = await send(hook, agent, { resource_name: one.name, resource_luid: one.luid });
      times.push(performance.now() - sent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return { statuses, times };
}

function send(hook: string, agent: Agent, what: object): Promise<number> {
  const body = JSON.stringify(tableauBody({ ...what, created_at: isoOf(systemClock.now()) }));
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(hook, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As somebody who keeps looking while it goes on. */
function watchList(program: Program) {
  let going = true;
  let slowest = 0;
  const looking = (async () => {
    while (going) {
      const begun = performance.now();
      await ask(program, '/alerts?limit=100');
      slowest = Math.max(slowest, performance.now() - begun);
      await pause(500);
    }
  })();
  return {
    async stop(): Promise<number> {
      going = false;
      await looking;
      return slowest;
    },
  };
}

/** No call waits to be read and no message to be sent, and both receivers have been told of each failure. */
async function nothingWaits(data: string, failures: number, begun: number): Promise<void> {
  const told = `SELECT count(*) FROM told WHERE state = 'told' AND destination_id NOT LIKE '@%'`;
  const waiting = `SELECT (SELECT count(*) FROM calls WHERE state = 'pending')
    + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'claimed'))
    + ${2 * failures} - (${told}) AS n`;
  for (let n = count(data, waiting); n > 0; n = count(data, waiting)) {
    if (performance.now() - begun > WAIT_AT_MOST) throw new Error(`${n} still wait`);
    await pause(200);
  }
}

/** Linux keeps the most that a process ever had in memory. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    return undefined;
  }
}
