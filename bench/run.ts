/** `npm run bench [-- --quick --intake]`: the built service beside a bare server on this machine. Read the ratios. Linux only. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureArrival } from './arrival.ts';
import { type Children, startChildren } from './children.ts';
import { measureBesideWhatIf } from './beside-what-if.ts';
import { median } from './figures.ts';
import { measureIntake } from './intake.ts';
import { type Service, startService } from './service.ts';

const quick = process.argv.includes('--quick');
/** For work on the hot path: no repeated starts and no arrival times. */
const intakeOnly = process.argv.includes('--intake');
const ROUNDS = quick ? 2 : 5;
const STARTS = intakeOnly ? 1 : quick ? 2 : 5;
const ARRIVAL_SECONDS = quick ? 5 : 15;

const build = spawnSync(process.execPath, [new URL('../scripts/build.ts', import.meta.url).pathname], {
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(build.status ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'tabduty-bench-'));
const children = await startChildren();
let service: Service | undefined;
// The service is a process of its own, and may be paused: whoever breaks the measurement off must not leave it behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void service?.stop().finally(() => process.exit(1)));
try {
  service = await measureStarts(children);
  if (!intakeOnly) console.log(await measureArrival(children, service, ARRIVAL_SECONDS));
  console.log(`\nintake, ${ROUNDS} rounds of 2 s each in turn with bare node:http, medians:`);
  console.log(await measureIntake(children, service, ROUNDS));
  console.log(await backlogOf(children, service));
  if (!intakeOnly) {
    console.log(`\n${await measureBesideWhatIf(children)}`);
    spawnSync(process.execPath, [new URL('what-if.ts', import.meta.url).pathname], { stdio: 'inherit' });
  }
} finally {
  await service?.stop();
  children.end();
  rmSync(folder, { recursive: true, force: true });
}

/** Starts on a new folder, then on the same again, and leaves the last one running. */
async function measureStarts({ sinkPort }: Children): Promise<Service> {
  const times: number[] = [];
  for (;;) {
    const started = await startService(folder, sinkPort);
    times.push(started.readyMs);
    if (times.length > STARTS) {
      await sleep(2000);
      const [first, ...others] = times.map((t) => t / 1000);
      console.log(
        `time to ready: ${first?.toFixed(2)} s on a new folder, then median ${median(others).toFixed(2)} s (aim 0.7)`,
      );
      console.log(`memory at rest: ${started.memoryMb().toFixed(0)} MB (aim 80)`);
      return started;
    }
    await started.stop();
  }
}

async function backlogOf({ sink }: Children, running: Service): Promise<string> {
  const metrics = await running.metrics();
  const of = (name: string) => metrics.get(`tabduty_${name}`) ?? Number.NaN;
  const { requests } = await sink('report');
  return [
    `after the load: ${of('calls_total')} calls accepted, ${of('calls_pending')} wait for triage,`,
    `${of('deliveries_pending')} deliveries wait, ${requests} messages arrived; ${running.memoryMb().toFixed(0)} MB`,
  ].join(' ');
}
