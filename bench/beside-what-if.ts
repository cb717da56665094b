/** Intake while a `config what-if` runs over a month of history, beside intake alone: calls come at a steady pace. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/platform/clock.ts';
import { openSqliteStore } from '../src/storage/sqlite-store.ts';
import type { Children } from './children.ts';
import { percentile, table } from './figures.ts';
import { storeHistory, WITHOUT_SECRETS } from './history.ts';
import { type Service, startService } from './service.ts';

const PACE = { connections: 4, perSecond: 100, forMs: 5000 };

export async function measureBesideWhatIf(children: Children): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tabduty-bench-'));
  let service: Service | undefined;
  try {
    await storeIn(join(folder, 'data'));
    service = await startService(folder, children.sinkPort);
    const alone = await intake(children, service);
    const stop = new AbortController();
    const asking = whatIfs(join(folder, 'data', 'run.json'), stop.signal);
    const beside = await intake(children, service);
    stop.abort();
    const runs = await asking;
    return table([
      ['intake', 'p50 ms', 'p99 ms', 'memory MB'],
      ['alone', ...alone],
      [`beside what-if (${runs.map((s) => `${s.toFixed(1)} s`).join(', ')})`, ...beside],
    ]);
  } finally {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function storeIn(data: string): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const store = await openSqliteStore(join(data, 'tabduty.db'));
  await storeHistory(store, systemClock.now());
  await store.close();
}

async function intake(children: Children, { port, paths, memoryMb }: Service): Promise<readonly string[]> {
  const loading = children.load({ ...PACE, port, paths });
  await sleep(PACE.forMs * 0.6);
  const memory = memoryMb();
  const { latencies } = await loading;
  return [percentile(latencies, 0.5).toFixed(1), percentile(latencies, 0.99).toFixed(1), memory.toFixed(0)];
}

/** One after the other until it is enough; answers how long each took. */
async function whatIfs(runFile: string, signal: AbortSignal): Promise<readonly number[]> {
  const { url, token } = JSON.parse(readFileSync(runFile, 'utf8')) as { url: string; token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (path: string, body?: object) => {
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/config/what-if${path}`, { headers, ...post });
    return (await answer.json()) as { readonly id?: string; readonly state?: string };
  };
  const took: number[] = [];
  while (!signal.aborted) {
    const begun = performance.now();
    const { id } = await call('', { text: WITHOUT_SECRETS, since: '30d' });
    for (;;) {
      const { state } = await call(`/${id}`);
      if (state === 'done') break;
      if (state !== 'running') throw new Error(`the what-if is ${state}`);
      await sleep(100);
    }
    took.push((performance.now() - begun) / 1000);
  }
  return took;
}
