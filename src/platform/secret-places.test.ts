import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { secretPlaces } from './secret-places.ts';

function setUp() {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'key'), 'k');
  writeFileSync(join(folder, 'pat'), 'line\n');
  const places = secretPlaces({ env: { PAT: 'x', NONE: '' }, folder, forbidden: data });
  return { folder, places };
}

describe('secrets outside of Tabduty', () => {
  it('come from the environment', () => {
    const { places } = setUp();

    expect(places.fromEnv('PAT')).toEqual({ ok: true, value: 'x' });
    expect(places.fromEnv('NONE')).toMatchObject({ ok: false, fault: 'is empty' });
    expect(places.fromEnv('OTHER')).toEqual({
      ok: false,
      fault: 'is not set in the environment',
      remedy: 'set the environment variable OTHER for the service',
    });
  });

  it('come from a file, without its last line break, by a path from the folder or the root', async () => {
    const { folder, places } = setUp();

    expect(await places.fromFile('pat')).toEqual({ ok: true, value: 'line' });
    expect(await places.fromFile(join(folder, 'pat'))).toEqual({ ok: true, value: 'line' });
  });

  it('do not come from a file that is missing, empty, too large or no file', async () => {
    const { folder, places } = setUp();
    writeFileSync(join(folder, 'empty'), '\n');
    writeFileSync(join(folder, 'large'), 'x'.repeat(65_537));
    const faults = await Promise.all(['none', 'empty', 'large', '.'].map((name) => places.fromFile(name)));

    expect(faults.map((f) => (f.ok ? '' : f.fault))).toEqual([
      'is not there',
      'is empty',
      'is larger than 64 KiB',
      'is no file',
    ]);
  });

  it('never come from the data folder, not even by a link', async () => {
    const { folder, places } = setUp();
    symlinkSync(join(folder, 'data', 'key'), join(folder, 'innocent'));

    expect(await places.fromFile('data/key')).toMatchObject({ ok: false, fault: 'lies in the data folder' });
    expect(await places.fromFile('innocent')).toMatchObject({ ok: false, fault: 'lies in the data folder' });
  });
});
