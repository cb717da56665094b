/** Runs every test with Vitest and prints one closing line that any CI understands. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'tabduty-results-'));
const report = join(folder, 'results.json');
const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
const results = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
rmSync(folder, { recursive: true });
const count = (name: string) => Number(results[name] ?? 0);
const skipped = count('numPendingTests') + count('numTodoTests');
console.log(`${count('numPassedTests')} passed, ${count('numFailedTests')} failed, ${skipped} skipped`);
process.exit(run.status === 0 && count('numPassedTests') === 0 ? 1 : (run.status ?? 1));
