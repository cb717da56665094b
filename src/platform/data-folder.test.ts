import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { openDataFolder } from './data-folder.ts';

describe('the data folder', () => {
  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [0x517b, 'SMB'],
  ])('is refused on a network file system: %i is %s', (type, name) => {
    const open = () => openDataFolder(temporaryFolder(), () => type);

    expect(open).toThrow(
      expect.objectContaining({ code: 'environment', message: expect.stringContaining(name) }),
    );
    expect(open).toThrow(expect.objectContaining({ remedy: expect.stringContaining('--data') }));
  });

  it('is taken on a local disk, by one at a time, and by the next after that', () => {
    const path = join(temporaryFolder(), 'data');
    const first = openDataFolder(path, () => 0xef53);
    expect(() => openDataFolder(path)).toThrow(expect.objectContaining({ code: 'conflict' }));

    first.release();

    openDataFolder(path).release();
  });

  it('says that the lock is unusable rather than that somebody holds it', () => {
    const asFolder = temporaryFolder();
    mkdirSync(join(asFolder, 'run.lock'));
    const asText = temporaryFolder();
    writeFileSync(join(asText, 'run.lock'), 'no database, and long enough to be read as one'.repeat(200));

    for (const path of [asFolder, asText])
      expect(() => openDataFolder(path)).toThrow(
        expect.objectContaining({ code: 'environment', path: join(path, 'run.lock') }),
      );
  });

  it.runIf(existsSync('/proc/self'))(
    'says at once that it cannot be made, also where no folder can ever be',
    () => {
      // In a process of its own: what never ends cannot be timed out from within.
      const script =
        "import('./src/platform/data-folder.ts').then((m) => m.openDataFolder('/proc/tabduty/data'))";
      const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
        timeout: 15_000,
        encoding: 'utf8',
      });

      expect(status).toBe(1);
      expect(stderr).toContain('the data folder cannot be made or written');
    },
  );
});
