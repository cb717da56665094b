/** Faults of the machine: the program says what is wrong and what to do, and what it acknowledged is kept. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../src/app/errors.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { openInstallation } from '../../src/installation.ts';
import { openDataFolder } from '../../src/platform/data-folder.ts';
import { openSqliteStore } from '../../src/storage/sqlite-store.ts';
import { hookOf, itemsIn, postItem, QUIET_CONFIG } from '../harness/posts.ts';
import { startProgram } from '../harness/program.ts';
import { temporaryFolder } from '../harness/temp.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tabduty.js', import.meta.url));

/** The whole program, which must end by itself. */
function programRefused(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [PROGRAM, 'serve', ...args], { encoding: 'utf8' });
  const [sentence, remedy] = run.stderr.split('\n').filter((line) => !line.startsWith('{'));
  return { code: run.status, sentence, remedy };
}

/** The installation as `serve` opens it: what it throws is what the program says, and ends with exit code 1 for. */
async function refused(data: string) {
  const error = await openInstallation({
    ...{
      data,
      keyFile: undefined,
      configFile: undefined,
      publicUrl: () => undefined,
      redactor: createRedactor(),
    },
    outbound: { allow: [], plainHttp: [] },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  }).then(
    () => new Error('it was opened'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  const { code, path, message, remedy = '' } = error;
  return { code, sentence: `${path ?? ''}: ${message}`, remedy };
}

async function aDatabase(): Promise<{ data: string; file: string }> {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data, { mode: 0o700 });
  const file = join(data, 'tabduty.db');
  await (await openSqliteStore(file)).close();
  return { data, file };
}

describe('a start that cannot be', { timeout: 120_000 }, () => {
  it('says which address is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const where = `127.0.0.1:${(taken.address() as AddressInfo).port}`;

    const data = join(temporaryFolder(), 'data');
    for (const [flag, other] of [
      ['--public-listen', '--listen'],
      ['--listen', '--public-listen'],
    ] as const) {
      const said = programRefused('--data', data, flag, where, other, '127.0.0.1:0');
      expect(said).toMatchObject({ code: 1, sentence: `something else listens on ${where}` });
      expect(said.remedy).toContain(flag);
    }
  });

  it('says that the data folder is a file, or lies below one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    for (const data of [file, join(file, 'data')]) {
      const said = await refused(data);
      expect(said).toMatchObject({
        code: 'environment',
        sentence: `${data}: the data folder cannot be made or written`,
      });
      expect(said.remedy).toContain('--data FOLDER');
    }
  });

  it('says that the file system cannot be written', async (context) => {
    const folder = mounted('ro') ?? context.skip('a tmpfs cannot be mounted here: that needs root');

    expect(await refused(folder)).toMatchObject({
      code: 'environment',
      sentence: `${folder}: the data folder cannot be made or written`,
    });
  });

  it('says which process works on the data folder', async () => {
    const data = join(temporaryFolder(), 'data');
    const first = openDataFolder(data);
    onTestFinished(() => first.release());
    first.writeRunFile({ url: '', token: '', pid: 4711 });

    expect(await refused(data)).toMatchObject({
      code: 'conflict',
      sentence: `${data}: another Tabduty (process 4711) works on this data folder`,
    });
  });

  it('says that the database is damaged, and leaves it as it is', async () => {
    const { data, file } = await aDatabase();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 2 * 4096, 6 * 4096);
    writeFileSync(file, bytes);

    const said = await refused(data);

    expect(said.code).toBe('environment');
    expect(said.sentence).toMatch(/damaged|malformed/);
    expect(said.remedy).toContain('backup');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('says that the file is no database, or only the beginning of one', async () => {
    const { data, file } = await aDatabase();
    const whole = readFileSync(file);

    for (const bytes of [Buffer.from('a text that is no database. '.repeat(300)), whole.subarray(0, 5000)]) {
      writeFileSync(file, bytes);
      const said = await refused(data);
      expect(said.code).toBe('environment');
      expect(said.remedy).toContain('backup');
      expect(said.sentence.startsWith(`${file}: `)).toBe(true);
    }
  });

  it('says that a newer version wrote the database', async () => {
    const { data, file } = await aDatabase();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 999');
    db.close();

    const said = await refused(data);

    expect(said.code).toBe('environment');
    expect(said.sentence).toContain('the database has schema 999');
    expect(said.remedy).toContain('newer');
  });
});

describe('a disk that fails while it runs', { timeout: 120_000 }, () => {
  it('that is full: calls get 503 and come again, nothing acknowledged is lost, and room is enough to go on', async (context) => {
    const disk = mounted('size=8m') ?? context.skip('a tmpfs cannot be mounted here: that needs root');
    const data = join(disk, 'data');
    const program = await startProgram(data, quiet());
    onTestFinished(() => program.kill());
    const hook = await hookOf(program);
    const kept: string[] = [];
    const post = async (name: string) => {
      const answer = await postItem(hook, name);
      if (answer.status === 200) kept.push(name);
      return answer;
    };
    expect((await post('before')).status).toBe(200);

    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k'], { stdio: 'ignore' });
    const answers = [];
    for (let i = 0; i < 60; i++) answers.push(await post(`full-${i}`));
    const last = answers.at(-1);
    expect(new Set(answers.map((a) => a.status)).isSubsetOf(new Set([200, 503]))).toBe(true);
    expect([last?.status, last?.headers.get('retry-after')]).toEqual([503, '10']);
    const ready = await fetch(`${program.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('takes no writes')]);

    rmSync(join(disk, 'filler'));
    expect((await post('after')).status).toBe(200);
    expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
    expect(await program.stop()).toBe(0);
    expect(kept.filter((name) => !itemsIn(data).has(name))).toEqual([]);
    expect(program.output()).toContain('the store takes writes again');
  });

  it('that refuses to write: nothing is acknowledged any more, and the next start has all that was', async (context) => {
    if (process.platform === 'win32') context.skip('needs a shell with ulimit');
    const data = join(temporaryFolder(), 'data');
    // Files may grow to 1 MB; what is written beyond is an error of the disk to SQLite.
    const under = ['bash', '-c', 'ulimit -f 1024; exec "$@"', 'limited'];
    const program = await startProgram(data, quiet(), { under });
    onTestFinished(() => program.kill());
    const hook = await hookOf(program);
    const kept: string[] = [];
    const statuses: number[] = [];
    for (let i = 0; i < 100; i++) {
      const { status } = await postItem(hook, `item-${i}`);
      statuses.push(status);
      if (status === 200) kept.push(`item-${i}`);
    }
    await program.kill();

    const again = await startProgram(data, quiet());
    onTestFinished(() => again.kill());
    expect(await again.stop()).toBe(0);

    expect(kept.length).toBeGreaterThan(0);
    expect(statuses.at(-1)).toBe(503);
    expect(kept.filter((name) => !itemsIn(data).has(name))).toEqual([]);
  });
});

function quiet(): readonly string[] {
  const file = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(file, QUIET_CONFIG);
  return ['--config', file, '--public-listen', '127.0.0.1:0'];
}

/** A small file system of its own that ends with the test; `undefined` where none may be mounted. */
function mounted(options: string): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

it('knows the configuration of its file before it looks whether all is well', async () => {
  const data = temporaryFolder();
  const file = join(data, 'tabduty.yaml');
  writeFileSync(file, QUIET_CONFIG);

  const program = await startProgram(join(data, 'data'), [
    '--public-listen',
    '127.0.0.1:0',
    '--config',
    file,
  ]);
  await program.stop();

  expect(program.output()).not.toContain('no configuration is in force');
});
