/**
 * `node bench/what-if.ts`: how many stored events a second `config what-if` takes through two configurations.
 * An event counts once, though both take it. The CPU time of all threads of the process counts, reading included, so
 * that the rate is that of one core. That the difference is right over the same history is held by
 * `EVENTS=100000 npx vitest run test/scenarios/what-if-for-real.test.ts`. All is as in the thread of
 * `what-if-worker.ts`, without the time that it takes to start.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatIf } from '../src/app/story/what-if.ts';
import { DESTINATIONS } from '../src/destinations/registry.ts';
import { after, DAY } from '../src/domain/time/instant.ts';
import { checker } from '../src/checker.ts';
import { systemClock } from '../src/platform/clock.ts';
import { re2Regexes } from '../src/platform/regexes.ts';
import { openSqliteReader } from '../src/storage/sqlite-reader.ts';
import { openSqliteStore } from '../src/storage/sqlite-store.ts';
import { AFTER, BEFORE, storeHistory } from './history.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabduty-bench-'));
try {
  const end = systemClock.now();
  const path = join(folder, 'tabduty.db');
  const writing = await openSqliteStore(path);
  await storeHistory(writing, end);
  await writing.close();
  const store = openSqliteReader(path);
  const check = checker({ lookup: async (_, name) => ({ ok: true, value: valueOf(name) }) });
  const before = await check(BEFORE, 1);
  if (!before.ok) throw new Error(JSON.stringify(before.faults));
  const deps = {
    ...{ store, check, registry: DESTINATIONS, regexes: re2Regexes },
    policy: { current: () => before.policy },
  };
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const answer = await whatIf(
    deps,
    { text: AFTER, since: after(end, -30 * DAY), to: systemClock.now() },
    () => undefined,
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  const { report } = answer;
  const sum = (counts: Iterable<{ readonly messages: number }>) =>
    [...counts].reduce((n, { messages }) => n + messages, 0);
  const cores = (user + system) / 1e6;
  console.log(
    [
      `what-if: ${report.events} events in ${seconds.toFixed(2)} s,`,
      `${Math.round(report.events / cores)} a CPU-second through both configurations (aim 20000);`,
      `${sum(report.inForce.counts.values())} → ${sum(report.changed.counts.values())} messages,`,
      `${report.newly.count} newly told, ${report.noLonger.count} no longer`,
    ].join(' '),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function valueOf(name: string): string {
  return name === 'PAT' ? 'secret' : `https://example.com/${name.toLowerCase()}?sig=x`;
}
