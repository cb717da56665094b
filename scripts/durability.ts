/** Shows that no call is acknowledged before it is on disk, and that a kill at any write loses none. Needs strace. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configIn, postAll, serve } from './durability/scenario.ts';
import { choosePoints, countCalls, inFolder, sweep } from './durability/sweep.ts';
import { failSyncs } from './durability/sync-fault.ts';
import { checkTrace, doctored } from './durability/trace.ts';

const POSTS = 400;
const CONNECTIONS = 100;
/** `npm run durability -- 500` sweeps 500 points. */
const MOST_POINTS = Number(process.argv[2] ?? 150);

const TRACED = 'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync';

if (spawnSync('strace', ['--version']).status !== 0) {
  console.error(
    'this needs strace (Linux): install it with the package manager, for example apt install strace',
  );
  process.exit(1);
}
const early = await order();
const unsynced = await failing();
const lost = await killing();
process.exit(early + unsynced + lost === 0 ? 0 : 1);

/** (a) Disk before answer, read from the system calls of a run under load. */
async function order(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tabduty-durability-'));
  const settings = mkdtempSync(join(tmpdir(), 'tabduty-durability-'));
  try {
    const trace = join(folder, 'trace');
    const under = [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-y',
      '-e',
      `trace=${TRACED}`,
      '-s',
      '20000',
      '-o',
      trace,
    ];
    const program = await serve(join(folder, 'data'), configIn(settings), { under });
    const answered = await postAll(program, { from: 1, to: POSTS, connections: CONNECTIONS });
    await program.stop();
    const lines = readFileSync(trace, 'utf8').split('\n');
    const found = checkTrace(lines);
    console.log(
      `order: ${POSTS} posts on ${CONNECTIONS} connections, ${answered.length} answered 200, ` +
        `${found.answered} answers seen in the trace, ${found.syncs} syncs, ${found.early.length} answered too early`,
    );
    for (const fault of found.early.slice(0, 10)) console.log(`  ${fault}`);
    const blind = selfTest(lines, found.answered);
    if (found.answered < answered.length) console.log('  the trace does not show every answer');
    return found.early.length + blind + (found.answered < answered.length ? 1 : 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(settings, { recursive: true, force: true });
  }
}

/** The check must find every answer of a trace in which nothing was synced, and the one that was sent too early. */
function selfTest(lines: readonly string[], answered: number): number {
  const { unsynced, hasty } = doctored(lines);
  const found = [checkTrace(unsynced), checkTrace(hasty)].map((f) => f.early.length);
  const sees = answered > 0 && found[0] === answered && found[1] === 1;
  console.log(
    `self-test: of ${answered} answers it finds ${found[0]} in a trace without syncs, ` +
      `${found[1]} in one where one was sent before its sync: ${sees ? 'the check can fail' : 'THE CHECK IS BLIND'}`,
  );
  return sees ? 0 : 1;
}

/** (b) Syncs that fail. */
async function failing(): Promise<number> {
  const { answered, exitCode, faults } = await inFolder(failSyncs);
  console.log(
    `failing syncs: ${answered} answered 200 before the first, exit code ${exitCode}: ${faults.length} faults`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

/** (c) The kill at one call after another. */
async function killing(): Promise<number> {
  const counts = await countCalls();
  const points = choosePoints(counts, MOST_POINTS);
  console.log(
    `sweep: ${[...counts].map(([call, n]) => `${n} ${call}`).join(', ')} by one thread; ${points.length} points`,
  );
  const { killed, answered, unanswered, faults } = await sweep(points, (line) => console.log(line));
  console.log(
    `sweep: ${points.length} points, ${killed} kills, ${answered} answered 200, ` +
      `${unanswered} stored without an answer, ${faults.length} lost, doubled or not started again`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (killed < points.length / 2) console.log('  too few kills for this to show anything');
  return faults.length + (killed < points.length / 2 ? 1 : 0);
}
