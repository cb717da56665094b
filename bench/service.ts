/** The compiled service as it would run anywhere: spawned, on a fresh data folder, with the accounting of its process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Service = {
  readonly pid: number;
  readonly port: number;
  /** The hooks of all sites: one key takes 5,000 calls a second for long, so the load is spread. */
  readonly paths: readonly string[];
  readonly readyMs: number;
  cpuSeconds(): number;
  memoryMb(): number;
  /** Values of /metrics by name. */
  metrics(): Promise<ReadonlyMap<string, number>>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
};

const SITES = 16;
/** Linux counts the time of processes in these. */
const TICKS_PER_SECOND = 100;

export async function startService(folder: string, sinkPort: number): Promise<Service> {
  const config = join(folder, 'tabduty.yaml');
  const data = join(folder, 'data');
  writeFileSync(config, configText(sinkPort));
  const begun = performance.now();
  const child = spawn(process.execPath, [installed(folder), ...argumentsOf(config, data)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const publicUrl = await readyUrl(child);
  const alive = await fetch(`${publicUrl}/healthz`);
  await alive.text();
  const readyMs = performance.now() - begun;
  const run = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { url: string; token: string };
  const ask = async (path: string) =>
    (await fetch(`${run.url}${path}`, { headers: { authorization: `Bearer ${run.token}` } })).text();
  const pid = child.pid ?? 0;
  return {
    pid,
    port: Number(new URL(publicUrl).port),
    paths: hookPaths(await ask('/api/v1/hooks')),
    readyMs,
    cpuSeconds: () => cpuSecondsOf(pid),
    memoryMb: () => memoryOf(pid),
    metrics: async () => metricsOf(await ask('/metrics')),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await Promise.race([new Promise((resolve) => child.once('exit', resolve)), sleep(20_000)]);
      child.kill('SIGKILL');
    },
  };
}

/** As the package lies where somebody has installed it: a checkout would run its sources. */
function installed(folder: string): string {
  const place = join(folder, 'package');
  if (!existsSync(place))
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(new URL(`../${part}`, import.meta.url), join(place, part), { recursive: true });
  return join(place, 'bin', 'tabduty.js');
}

function argumentsOf(config: string, data: string): string[] {
  const listeners = ['--listen', '127.0.0.1:0', '--public-listen', '127.0.0.1:0'];
  const outbound = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
  return ['serve', '--data', data, '--config', config, ...listeners, ...outbound];
}

function configText(sinkPort: number): string {
  const sites = Array.from(
    { length: SITES },
    (_, i) => `  site-${i}: { server: "https://tableau.example.com", content_url: "site-${i}" }`,
  );
  const secret = `whsec_${'AAAA'.repeat(8)}`;
  return `sites:
${sites.join('\n')}
receivers:
  sink: [{ webhook: { url: "http://127.0.0.1:${sinkPort}/in", secret: "${secret}" } }]
routes:
  - { name: all, tell: sink, group_wait: 0s, group_by: ["..."] }
operators: [receiver:sink]
`;
}

/** The log says where the service listens once it is ready. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (text.length > 100_000) return;
      text += chunk.toString();
      const url = /"public":"([^"]+)".*is ready/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the service ended (exit ${code}): ${text.slice(-2000)}`)));
  });
}

function hookPaths(json: string): string[] {
  const paths = [...json.matchAll(/\/hooks\/[A-Za-z0-9_.~-]+/g)].map((match) => match[0]);
  if (paths.length < SITES) throw new Error(`the service told ${paths.length} hooks: ${json.slice(0, 300)}`);
  return paths;
}

export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the process, in brackets, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function metricsOf(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/^(tabduty_\w+) (\S+)$/gm)].map((m) => [m[1] ?? '', Number(m[2])]));
}
