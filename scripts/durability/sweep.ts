/** Kills the service at one system call after another, starts it again, and looks for what it had acknowledged. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configIn, postAll, serve, storedIn } from './scenario.ts';

export type Point = { readonly call: string; readonly n: number };

export type SweepResult = {
  readonly points: number;
  /** Points at which the service was really killed; at others the run was over before. */
  readonly killed: number;
  readonly answered: number;
  /** Stored without an answer: Tableau sends them again. */
  readonly unanswered: number;
  readonly faults: readonly string[];
};

const CALLS = ['fsync', 'fdatasync', 'pwrite64', 'ftruncate', 'write', 'writev'] as const;
const POSTS = 24;
const CONNECTIONS = 6;

/** How often the thread that makes a call most often makes it: strace counts for each thread. */
export async function countCalls(): Promise<ReadonlyMap<string, number>> {
  return inFolder(async ({ data, config, folder }) => {
    const trace = join(folder, 'trace');
    const under = ['strace', '-f', '--seccomp-bpf', '-e', `trace=${CALLS.join()}`, '-s', '0', '-o', trace];
    const program = await serve(data, config, { under });
    await postAll(program, { from: 1, to: POSTS, connections: CONNECTIONS });
    await program.stop();
    const perThread = new Map<string, number>();
    for (const [, key = ''] of readFileSync(trace, 'utf8').matchAll(/^(\d+ +\w+)\(/gm))
      perThread.set(key, (perThread.get(key) ?? 0) + 1);
    const most = new Map<string, number>();
    for (const [key, n] of perThread) {
      const call = key.replace(/^\d+ +/, '');
      most.set(call, Math.max(most.get(call) ?? 0, n));
    }
    return most;
  });
}

/** All points when they are few, else evenly spread; a call that is made seldom leaves its share to the others. */
export function choosePoints(counts: ReadonlyMap<string, number>, most: number): readonly Point[] {
  const points: Point[] = [];
  const calls = [...counts].sort(([, a], [, b]) => a - b);
  calls.forEach(([call, all], i) => {
    const share = Math.floor((most - points.length) / (calls.length - i));
    const take = Math.min(all, share);
    for (let k = 0; k < take; k++) points.push({ call, n: 1 + Math.floor((k * all) / take) });
  });
  return points;
}

export async function sweep(points: readonly Point[], tell: (line: string) => void): Promise<SweepResult> {
  const result = { points: points.length, killed: 0, answered: 0, unanswered: 0, faults: [] as string[] };
  for (const [i, point] of points.entries()) {
    await inFolder(async (place) => {
      const one = await killAt(point, place).catch((error) => ({ fault: String(error) }));
      if ('fault' in one) result.faults.push(`${point.call} ${point.n}: ${one.fault}`);
      else {
        if (one.killed) result.killed += 1;
        result.answered += one.answered.length;
        result.unanswered += one.stored.size - one.answered.length;
        for (const n of one.answered)
          if (one.stored.get(n) !== 1)
            result.faults.push(
              `${point.call} ${point.n}: mark ${n} is stored ${one.stored.get(n) ?? 0} times`,
            );
      }
    });
    if ((i + 1) % 10 === 0) tell(`  ${i + 1} of ${points.length} points, ${result.faults.length} faults`);
  }
  return result;
}

async function killAt({ call, n }: Point, { data, config, folder }: Place) {
  const trace = join(folder, 'trace');
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${n}`];
  // Without --seccomp-bpf, with which strace 6.1 does not count for `when`.
  const under = ['strace', '-f', ...inject, '-s', '0', '-o', trace];
  let answered: number[] = [];
  try {
    const program = await serve(data, config, { under });
    answered = await postAll(program, { from: 1, to: POSTS, connections: CONNECTIONS });
    await program.stop().catch(program.exited);
  } catch {
    // Killed before it was ready: it must start all the same.
  }
  const killed = readFileSync(trace, 'utf8').includes('killed by SIGKILL');
  const again = await serve(data, config, {});
  await again.stop();
  return { killed, answered, stored: storedIn(data) };
}

export type Place = { readonly data: string; readonly config: string; readonly folder: string };

/** A folder for the data and what is written beside it, and one for the configuration, which is watched. */
export async function inFolder<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tabduty-durability-'));
  const settings = mkdtempSync(join(tmpdir(), 'tabduty-durability-'));
  try {
    return await work({ data: join(folder, 'data'), config: configIn(settings), folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(settings, { recursive: true, force: true });
  }
}
