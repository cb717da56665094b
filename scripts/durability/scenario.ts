/** What is done to the service while it is watched or killed: marked posts, and what is on disk afterwards. */
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type HowToStart, type Program, startProgram } from '../../test/harness/program.ts';

export const markOf = (n: number) => `mark-${n}-`;

/** Nobody is told within the run, so that all that is written is intake, triage and routing. */
const CONFIG = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  ops: [{ webhook: { url: "https://example.com/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 4h }]
operators: [receiver:ops]
`;

/** The configuration has a folder of its own: the service watches it, and a trace beside it would wake it for ever. */
export function configIn(folder: string): string {
  const file = join(folder, 'tabduty.yaml');
  writeFileSync(file, CONFIG);
  return file;
}

export function serve(data: string, config: string, how: HowToStart): Promise<Program> {
  return startProgram(data, ['--config', config, '--public-listen', '127.0.0.1:0'], how);
}

/** Posts the numbers `from` to `to`; answers those that got a 200. It ends early when the service does. */
export async function postAll(
  program: Program,
  { from, to, connections }: { from: number; to: number; connections: number },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answered: number[] = [];
  let next = from;
  try {
    const hook = await hookOf(program);
    const worker = async () => {
      while (next <= to) {
        const n = next++;
        if ((await post(hook, agent, n)) === 200) answered.push(n);
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
  } catch {
    // It died before it told its address: nothing was answered.
  } finally {
    agent.destroy();
  }
  return answered;
}

async function hookOf({ url, token }: Program): Promise<string> {
  const answer = await fetch(`${url}/api/v1/hooks`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: { url: string }[] };
  return items[0]?.url ?? '';
}

function post(hook: string, agent: Agent, n: number): Promise<number | undefined> {
  const body = JSON.stringify({
    resource: 'EXTRACTS',
    event_type: 'DatasourceRefreshFailed',
    resource_name: markOf(n),
    site_luid: 'f8dbec1d-2217-42b0-868a-229a2ff090bb',
    resource_luid: markOf(n),
    created_at: `${new Date().toISOString().slice(0, 19)}Z`,
  });
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

/** Which numbers are stored, and how often each. Throws when the database does not open or is damaged. */
export function storedIn(data: string): ReadonlyMap<number, number> {
  const db = new DatabaseSync(join(data, 'tabduty.db'), { readOnly: true });
  try {
    const check = db.prepare('PRAGMA integrity_check').get() as Record<string, unknown>;
    if (Object.values(check)[0] !== 'ok')
      throw new Error(`the database is damaged: ${JSON.stringify(check)}`);
    const counts = new Map<number, number>();
    for (const { body } of db.prepare('SELECT body FROM calls').all() as { body: Uint8Array }[]) {
      const n = Number(/mark-(\d+)-/.exec(Buffer.from(body).toString())?.[1]);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    return counts;
  } finally {
    db.close();
  }
}
