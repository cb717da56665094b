/** Work on the data folder itself: it is one that is there, or one that somebody means to begin. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { composeFaces } from '../../src/compose.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runProgram } from '../../src/cli/program.ts';
import { temporaryFolder } from '../harness/temp.ts';

async function typed(...argv: readonly string[]) {
  let said = '';
  const take = (text: string) => {
    said += text;
  };
  const faces = (options: Parameters<typeof composeFaces>[0]) => composeFaces(options, '0.0.0');
  const code = await runProgram(
    { version: '0', commands: COMMANDS, faces, write: take, complain: take },
    argv,
  );
  return { code, said };
}

it('a folder whose name was typed wrongly stays as it is, and the sentence says so', async () => {
  const data = join(temporaryFolder(), 'dta');

  const { code, said } = await typed('alerts', 'list', '--offline', '--data', data);

  expect(code).toBe(1);
  expect(said).toContain('there is no installation in this folder');
  expect(said).toContain('--data');
  expect(existsSync(data)).toBe(false);
});

it('a configuration may be the first thing that an installation has, be it right or wrong', async () => {
  const data = join(temporaryFolder(), 'data');

  const first = await typed('secret', 'list', '--offline', '--data', data);
  const { code } = await typed('config', 'apply', '/dev/null', '--offline', '--data', data);
  const after = await typed('secret', 'list', '--offline', '--data', data);

  expect(first.code).toBe(1);
  expect([0, 1]).toContain(code);
  expect(after.code).toBe(0);
});
