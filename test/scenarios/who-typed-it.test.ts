/** The real command line on a running service: what is changed by a command bears the name of who typed it. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { QUIET_CONFIG } from '../harness/posts.ts';
import { startProgram } from '../harness/program.ts';
import { temporaryFolder } from '../harness/temp.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tabduty.js', import.meta.url));

it('writes who typed a command as author of a silence, and into the audit', { timeout: 60_000 }, async () => {
  const data = join(temporaryFolder(), 'data');
  const config = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(config, QUIET_CONFIG);
  const program = await startProgram(data, ['--config', config, '--public-listen', '127.0.0.1:0']);
  onTestFinished(() => program.kill());
  const typed = async (env: NodeJS.ProcessEnv, ...words: readonly string[]) => {
    const argv = [PROGRAM, ...words, '--data', data, '--json'];
    const { SUDO_USER: _, ...plain } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env: { ...plain, ...env } });
    return JSON.parse(stdout) as Readonly<Record<string, readonly Record<string, string>[]>>;
  };
  const silence = ['silences', 'add', 'name=Sales', '--for', '2h', '--reason'];
  const user = userInfo().username;

  await typed({}, ...silence, 'first');
  await typed({ SUDO_USER: 'Zoë' }, ...silence, 'second');

  const { silences = [] } = await typed({}, 'silences', 'list');
  const authors = Object.fromEntries(silences.map(({ reason = '', author }) => [reason, author]));
  expect(authors).toEqual({ first: `${user} (cli)`, second: `Zoë as ${user} (cli)` });
  const { items = [] } = await typed({}, 'audit', 'list');
  expect(items.filter(({ action }) => action?.startsWith('silence')).map(({ actor }) => actor)).toEqual([
    `Zoë as ${user} (cli)`,
    `${user} (cli)`,
  ]);
});
