import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, describe, expect, it } from 'vitest';
import { DAY } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { startTableauSimulator } from '../../src/simulator/tableau/tableau.ts';
import { temporaryFolder } from '../harness/temp.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tabduty.js', import.meta.url));

type Report = {
  readonly failures: number;
  readonly messages: number;
  readonly woken: number;
  readonly causes: readonly { readonly words: string; readonly failures: number }[];
  readonly told: readonly { readonly at: string; readonly to: string; readonly page: boolean }[];
};

describe('try', () => {
  it('says what it would have done with the job history, and only reads', async () => {
    const { folder, tableau, run } = await practice();
    const failed = tableau.control.jobs().filter((job) => job.status === 'Failed').length;

    const { code, stdout } = await run(['--json']);

    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(failed).toBeGreaterThan(20);
    expect(report.failures).toBe(failed);
    expect(report.causes.reduce((sum, c) => sum + c.failures, 0)).toBeGreaterThan(failed / 2);
    expect(report.messages).toBeGreaterThan(0);
    expect(report.messages).toBeLessThan(failed);
    expect(report.told.filter((m) => m.page)).toHaveLength(report.woken);
    expect(report.told[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const written = tableau.control
      .calls()
      .filter(({ method, url }) => method !== 'GET' && !/\/auth\//.test(url));
    expect(written).toEqual([]);
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('You would have been woken');
    // Ten of each kind are seen at once; all of them are there.
    expect(page).toMatch(/<details><summary>and \d+ more<\/summary><ol start="11">/);
    expect(page.split('<strong>wakes ').length - 1).toBe(2 * report.woken);
  }, 60_000);

  it('runs a configuration of yours, and prints its faults', async () => {
    const { folder, tableau, run } = await practice();
    const text = (tell: string) => `sites: { acme: { server: "${tableau.url}", content_url: acme } }
receivers: { everyone: [{ ntfy: { topic: everyone } }] }
routes: [{ match: { condition: refresh-failed }, tell: ${tell}, group_by: ["..."] }]
`;
    await writeFile(join(folder, 'good.yaml'), text('everyone'));
    await writeFile(join(folder, 'bad.yaml'), text('nobody'));

    const good = await run(['--json', '--config', join(folder, 'good.yaml')]);
    const bad = await run(['--config', join(folder, 'bad.yaml')]);

    expect(new Set((JSON.parse(good.stdout) as Report).told.map(({ to }) => to))).toEqual(
      new Set(['everyone']),
    );
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('routes[0].tell');
  }, 60_000);

  it('says before it reads anything that the page cannot be written there', async () => {
    const { folder, tableau, run } = await practice();

    const { code, stderr } = await run(['--out', join(folder, 'gone', 'page.html')]);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /page\.html: the page cannot be written here\n {2}→ name another place: --out FILE/,
    );
    expect(tableau.control.calls()).toEqual([]);
  }, 60_000);

  it('says which sign-in was refused, without the secret', async () => {
    const { run } = await practice();

    const { code, stderr } = await run([], 'wrong-secret');

    expect(code).toBe(1);
    expect(stderr).toMatch(/token/i);
    expect(stderr).not.toContain('wrong-secret');
  }, 60_000);
});

async function practice() {
  const tableau = await startTableauSimulator({
    clock: systemClock,
    seed: 3,
    company: 'demo',
    pats: [{ name: 'tabduty', secret: 's3cret' }],
    history: 10 * DAY,
    autoRun: false,
    switches: { plainHttp: 'loopback' },
  });
  onTestFinished(() => tableau.close());
  const folder = temporaryFolder();
  const run = (args: readonly string[], secret = 's3cret') =>
    new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
      const place = ['--tableau', `${tableau.url}/#/site/acme/home`, '--token-name', 'tabduty'];
      const ways = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
      const all = [PROGRAM, 'try', ...place, ...ways, '--out', join(folder, 'page.html'), ...args];
      const env = { ...process.env, TABDUTY_TOKEN_SECRET: secret, TABDUTY_DATA: join(folder, 'none') };
      const settled = (error: Error | null, stdout: string, stderr: string) =>
        resolve({ code: error === null ? 0 : Number((error as { code?: unknown }).code), stdout, stderr });
      execFile(process.execPath, all, { env, maxBuffer: 64 * 1024 * 1024 }, settled);
    });
  return { folder, tableau, run };
}
