/** `kill -9` under load, again and again: what was answered 200 is never lost, and what repeats is counted. */
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startSink, headerOf, type SinkRequest } from '../../src/simulator/sink/sink.ts';
import { deadPort } from '../harness/http.ts';
import { type Program, startProgram } from '../harness/program.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { temporaryFolder } from '../harness/temp.ts';

/** More by hand: `KILL_ROUNDS=200 npx vitest run test/scenarios/kill.test.ts`. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 8);
const CONNECTIONS = 30;
/** Between two posts of a connection at most, so that telling keeps up with posting. */
const PAUSE = 150;
const SHORTEST = 50;
const LONGEST = 700;

it('loses nothing that was answered 200, and repeats a message at most for what a kill cut off', {
  timeout: 60_000 + ROUNDS * 20_000,
}, async () => {
  const data = join(temporaryFolder(), 'data');
  const sink = await startSink();
  onTestFinished(() => sink.close());
  const port = await deadPort();
  const args = [...outboundArgs(configFile(sink.url)), '--public-listen', `127.0.0.1:${port}`];
  const load = { answered: [] as string[], sent: 0 };
  let program = await startProgram(data, args);
  onTestFinished(() => program.kill());
  const hook = await hookOf(program, port);
  const cutOff: number[] = [];

  for (let round = 0; round < ROUNDS; round++) {
    const stop = postUntilStopped(hook, load);
    await pause(SHORTEST + Math.random() * (LONGEST - SHORTEST));
    await program.kill();
    await stop();
    cutOff.push(claimedIn(data));
    program = await startProgram(data, args);
  }
  await settled(program, data);

  const kept = callsIn(data);
  const seen = deliveriesAt(sink.requests);
  const told = new Set([...seen.values()].flatMap((d) => d.names));
  const repeats = [...seen.values()].reduce((sum, d) => sum + d.times - 1, 0);
  const claimed = cutOff.reduce((sum, n) => sum + n, 0);
  console.log(
    `${ROUNDS} kills: ${load.sent} posted, ${load.answered.length} answered 200, ${kept.size} kept, ` +
      `${seen.size} messages of ${told.size} alerts, ${claimed} under way when killed, ${repeats} repeated`,
  );
  expect(load.answered.length).toBeGreaterThan(0);
  expect(load.answered.filter((name) => !kept.has(name))).toEqual([]);
  expect([...kept].filter((name) => !told.has(name))).toEqual([]);
  expect([...told].filter((name) => !kept.has(name))).toEqual([]);
  expect(repeats).toBeLessThanOrEqual(claimed);
});

function configFile(sink: string): string {
  const file = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(
    file,
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  sink: [{ webhook: { url: "${sink}/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: sink, group_wait: 0s, group_by: ["..."] }]
operators: [receiver:sink]
`,
  );
  return file;
}

function outboundArgs(config: string): readonly string[] {
  const own = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
  return ['--config', config, ...own, '--log-level', 'info'];
}

async function hookOf({ url, token }: Program, port: number): Promise<string> {
  const answer = await fetch(`${url}/api/v1/hooks`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: { url: string }[] };
  return `http://127.0.0.1:${port}${new URL(items[0]?.url ?? '').pathname}`;
}

type Load = { readonly answered: string[]; sent: number };

/** Each post is a failure of another item, so that each must be told. */
function postUntilStopped(hook: string, load: Load): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let going = true;
  const worker = async () => {
    while (going) {
      const name = `item-${++load.sent}`;
      const status = await post(hook, agent, name);
      if (status === 200) load.answered.push(name);
      await pause(Math.random() * PAUSE);
    }
  };
  const workers = Array.from({ length: CONNECTIONS }, worker);
  return async () => {
    going = false;
    await Promise.all(workers);
    agent.destroy();
  };
}

function post(hook: string, agent: Agent, name: string): Promise<number | undefined> {
  const created_at = `${new Date().toISOString().slice(0, 19)}Z`;
  const body = JSON.stringify(tableauBody({ resource_name: name, resource_luid: name, created_at }));
  return new Promise((resolve) => {
    const sent = request(hook, { method: 'POST', agent, headers: { 'content-type': 'application/json' } });
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
      answer.on('error', () => resolve(undefined));
    });
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}

function read<T>(data: string, sql: string): readonly T[] {
  const db = new DatabaseSync(join(data, 'tabduty.db'), { readOnly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}

/** Names of the items whose calls are on disk. */
function callsIn(data: string): ReadonlySet<string> {
  const rows = read<{ body: Uint8Array }>(data, 'SELECT body FROM calls');
  return new Set(
    rows.map(
      ({ body }) => (JSON.parse(Buffer.from(body).toString()) as { resource_name: string }).resource_name,
    ),
  );
}

/** Deliveries whose attempt was under way when the process died: each may have arrived, and is sent again. */
function claimedIn(data: string): number {
  return read<{ n: number }>(data, "SELECT count(*) AS n FROM deliveries WHERE state = 'claimed'")[0]?.n ?? 0;
}

function deliveriesAt(requests: readonly SinkRequest[]): Map<string, { times: number; names: string[] }> {
  const seen = new Map<string, { times: number; names: string[] }>();
  for (const one of requests) {
    const id = headerOf(one, 'webhook-id') ?? '';
    const names = [...new Set(one.body.toString().match(/item-\d+/g) ?? [])];
    seen.set(id, { times: (seen.get(id)?.times ?? 0) + 1, names });
  }
  return seen;
}

/** Until every call is read and every delivery has come to its end. */
async function settled(program: Program, data: string): Promise<void> {
  const open = `SELECT (SELECT count(*) FROM calls WHERE state = 'pending')
    + (SELECT count(*) FROM incarnations WHERE due_at IS NOT NULL AND stage <> 'routed')
    + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'claimed')) AS n`;
  const until = Date.now() + 20_000 + ROUNDS * 3_000;
  for (let idle = 0; idle < 3; ) {
    const n = read<{ n: number }>(data, open)[0]?.n ?? 0;
    idle = n === 0 ? idle + 1 : 0;
    if (Date.now() > until)
      throw new Error(`${n} still wait: ${stateOf(data)} ${program.output().slice(-2000)}`);
    await pause(100);
  }
}

/** What waits where, for the message of a test that fails. */
function stateOf(data: string): string {
  return JSON.stringify([
    read(data, 'SELECT state, reading, remark, count(*) AS n FROM calls GROUP BY 1, 2, 3'),
    read(
      data,
      'SELECT stage, stuck, due_at IS NULL AS idle, count(*) AS n FROM incarnations GROUP BY 1, 2, 3',
    ),
    read(data, 'SELECT state, attempts, detail, claim, count(*) AS n FROM deliveries GROUP BY 1, 2, 3, 4'),
    read(data, 'SELECT * FROM lanes'),
  ]);
}
