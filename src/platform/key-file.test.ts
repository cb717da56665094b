import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { openGivenKey, openOwnKey } from './key-file.ts';

function keyPath(bytes?: number, mode = 0o600): string {
  const path = join(temporaryFolder(), 'data', 'key');
  if (bytes === undefined) return path;
  const file = join(temporaryFolder(), 'key');
  writeFileSync(file, new Uint8Array(bytes).fill(7));
  chmodSync(file, mode);
  return file;
}

describe('the key file', () => {
  it('is made once, for its owner alone, and then stays', async () => {
    const path = keyPath();
    const first = await openOwnKey(path);
    const bytes = readFileSync(path);
    const second = await openOwnKey(path);

    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(bytes).toHaveLength(32);
    expect(second.subkey('links')).toEqual(first.subkey('links'));
  });

  it('is one key when several make it at the same time', async () => {
    const path = keyPath();
    const rings = await Promise.all(Array.from({ length: 8 }, () => openOwnKey(path)));

    expect(new Set(rings.map((r) => r.subkey('x').toString('hex'))).size).toBe(1);
  });

  it('gives another subkey for another purpose, and never the key', async () => {
    const ring = await openOwnKey(keyPath(32));

    expect(ring.subkey('hooks')).not.toEqual(ring.subkey('links'));
    expect(ring.subkey('hooks')).not.toEqual(Buffer.alloc(32, 7));
  });

  it('refuses a wrong size', async () => {
    await expect(openOwnKey(keyPath(31))).rejects.toMatchObject({
      message: 'the key file has 31 bytes, and a key has 32',
      code: 'environment',
    });
  });

  it.each([0o644, 0o640, 0o602])(
    'refuses the own key with mode %o, and says how to mend it',
    async (mode) => {
      const path = keyPath(32, mode);

      await expect(openOwnKey(path)).rejects.toMatchObject({ remedy: `chmod 600 ${path}` });
    },
  );

  it('lets a group read the file that is given, but nobody else', async () => {
    await expect(openGivenKey(keyPath(32, 0o440))).resolves.toBeDefined();
    await expect(openGivenKey(keyPath(32, 0o444))).rejects.toMatchObject({ code: 'environment' });
  });

  it('never makes the file that is given', async () => {
    await expect(openGivenKey(keyPath())).rejects.toMatchObject({ message: 'the key file is not there' });
  });
});
