/** The package as it is published: packed, unpacked elsewhere, and run with its runtime dependencies alone. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type Program, startProgram } from '../harness/program.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { temporaryFolder } from '../harness/temp.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('runs from its tarball: takes a call, keeps it, and stops when it is asked to', {
  timeout: 60_000,
}, async () => {
  const folder = unpacked();
  const config = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(config, CONFIG);
  const args = ['--config', config, '--public-listen', '127.0.0.1:0'];

  const program = await startProgram(join(temporaryFolder(), 'data'), args, {
    program: join(folder, 'bin', 'tabduty.js'),
  });
  onTestFinished(() => program.kill());
  const api = async <T>(path: string) => {
    const headers = { authorization: `Bearer ${program.token}` };
    return (await (await fetch(`${program.url}/api/v1${path}`, { headers })).json()) as { items: T[] };
  };
  const { items: hooks } = await api<{ url: string }>('/hooks');
  const answer = await fetch(hooks[0]?.url ?? '', { method: 'POST', body: JSON.stringify(tableauBody()) });

  expect(answer.status).toBe(200);
  expect((await api('/calls')).items).toHaveLength(1);
  expect(await whatIf(program)).toBe('done');
  expect(await program.stop()).toBe(0);
  expect(existsSync(join(folder, 'src'))).toBe(false);
});

/** In a thread of its own, whose file must be found in the package. */
async function whatIf({ url, token }: Program): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const path = `${url}/api/v1/config/what-if`;
  const body = JSON.stringify({ text: CONFIG, since: '1d' });
  const { id } = (await (await fetch(path, { method: 'POST', headers, body })).json()) as { id: string };
  for (;;) {
    const { state } = (await (await fetch(`${path}/${id}`, { headers })).json()) as { state: string };
    if (state !== 'running') return state;
  }
}

const CONFIG = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  ops: [{ webhook: { url: "https://example.com/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 4h }]
operators: [receiver:ops]
`;

/** `npm pack` compiles first, so that it is never an old or an empty `dist` that is packed. */
function unpacked(): string {
  const folder = temporaryFolder();
  // npm's cache is of no use here and may not be writable.
  const cache = ['--cache', join(folder, 'cache'), '--offline'];
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, ...cache], { cwd: ROOT });
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  execFileSync('tar', ['-xzf', join(folder, `tabduty-${version}.tgz`), '-C', folder]);
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'package', 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return join(folder, 'package');
}
