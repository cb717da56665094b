/** Work on the data folder itself: it is one that is there, or one that somebody means to begin. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../harness/temp.ts';
import { typed } from '../harness/typed.ts';

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
