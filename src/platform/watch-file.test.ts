import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { readTextFile, watchFile, type WatchOptions } from './watch-file.ts';

/** `next()` waits for the next text that is reported. */
function watching(path: string, seen: string, over: Partial<WatchOptions> = {}) {
  const texts: string[] = [];
  const errors: unknown[] = [];
  let arrived: (() => void) | undefined;
  const watched = watchFile(path, seen, {
    quietMs: 5,
    pollMs: 60_000,
    onError: (error) => {
      errors.push(error);
      arrived?.();
    },
    onText: async (text) => {
      texts.push(text);
      arrived?.();
    },
    ...over,
  });
  onTestFinished(() => watched.stop());
  const next = async () => {
    if (texts.length + errors.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return texts.shift() ?? errors.shift();
  };
  return { watched, next, texts };
}

function file(text: string): string {
  const path = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(path, text);
  return path;
}

describe('watchFile', () => {
  it('reports a file that is written in place', async () => {
    const path = file('one');
    const { next } = watching(path, 'one');
    writeFileSync(path, 'two');

    expect(await next()).toBe('two');
  });

  it('reports a file that an editor replaces, again and again', async () => {
    const path = file('one');
    const { next } = watching(path, 'one');
    for (const text of ['two', 'three']) {
      writeFileSync(`${path}~`, text);
      renameSync(`${path}~`, path);

      expect(await next()).toBe(text);
    }
  });

  it('reports a file behind a link that moves, as Kubernetes mounts it', async () => {
    const folder = temporaryFolder();
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'c.yaml'), version);
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync('..data/c.yaml', join(folder, 'c.yaml'));
    const { next } = watching(join(folder, 'c.yaml'), 'v1');
    symlinkSync('v2', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));

    expect(await next()).toBe('v2');
  });

  it('reports a text again that could not be taken', async () => {
    const path = file('one');
    let tries = 0;
    const { next } = watching(path, 'one', {
      pollMs: 5,
      onText: async () => {
        if (++tries === 1) throw new Error('the disk is full');
        done();
      },
    });
    let done: () => void = () => undefined;
    const taken = new Promise<void>((resolve) => (done = resolve));
    writeFileSync(path, 'two');
    await taken;

    expect(await next()).toMatchObject({ message: 'the disk is full' });
    expect(tries).toBe(2);
  });

  it('says nothing of a write that changes nothing, but something when it is asked to reload', async () => {
    const path = file('one');
    const { watched, next, texts } = watching(path, 'one');
    writeFileSync(path, 'one');
    await watched.reload();

    expect(await next()).toBe('one');
    expect(texts).toEqual([]);
  });

  it('looks by itself where the machine reports no changes', async () => {
    const path = file('one');
    const { next } = watching(path, 'before', { pollMs: 5 });

    expect(await next()).toBe('one');
  });

  it('reports a file that has gone, and goes on when it is back', async () => {
    const path = file('one');
    const { next } = watching(path, 'one');
    unlinkSync(path);

    expect(await next()).toMatchObject({ path, remedy: 'check the path' });

    writeFileSync(path, 'two');

    expect(await next()).toBe('two');
  });
});

describe('readTextFile', () => {
  it('refuses what is no configuration by its size', async () => {
    await expect(readTextFile(file('x'.repeat(1024 * 1024 + 1)))).rejects.toMatchObject({
      code: 'wrong-use',
    });
  });
});
