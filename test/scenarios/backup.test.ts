/** Backup, the loss of everything, restore and resume: nothing old is sent unless somebody says so, and nothing is lost. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../src/app/errors.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { makeBackup, restoreBackup } from '../../src/keep-safe.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { type Service, startService } from '../../src/service.ts';
import { startSink } from '../../src/simulator/sink/sink.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { temporaryFolder } from '../harness/temp.ts';

const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function start(data: string, keyFile?: string): Promise<Service> {
  const service = await startService({
    ...{ data, keyFile, configFile: undefined, publicUrl: undefined, version: '0.0.0', log },
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    redactor: createRedactor(),
    listen: '127.0.0.1:0',
    publicListen: '127.0.0.1:0',
  });
  const stop = once(service.stop);
  onTestFinished(stop);
  return { ...service, stop };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

async function apply(service: Service, target: string): Promise<void> {
  await service.installation.apply(
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  ops: [{ webhook: { url: "${target}/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 0s, group_by: ["..."] }]
operators: [receiver:ops]
`,
    'test',
  );
  const { hooks, deps } = service.installation;
  await hooks.refresh(deps.policy.current());
}

function post({ publicUrl, installation }: Service, name: string): Promise<Response> {
  const body = tableauBody({ resource_name: name, resource_luid: name });
  const hook = `${publicUrl}${installation.hooks.pathOf('acme') ?? ''}`;
  return fetch(hook, { method: 'POST', body: JSON.stringify(body) });
}

async function api<T>(service: Service, path: string, body?: unknown): Promise<T> {
  const token = readRunFile(service.installation.folder.path)?.token ?? '';
  const answer = await fetch(`${service.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}

type Sending = { pausedSince?: string; waiting: { count: number; old: number }[] };

async function waitingAre(service: Service, count: number): Promise<Sending> {
  for (;;) {
    const state = await api<Sending>(service, '/sending');
    if (state.waiting.reduce((sum, w) => sum + w.count, 0) >= count) return state;
  }
}

/** A service whose one message is on its way for ever, and a backup of that moment. */
async function backedUp(withKey = true) {
  const sink = await startSink({ behaviour: { kind: 'hang' } });
  const close = once(sink.close);
  onTestFinished(close);
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const before = await start(data);
  await apply(before, sink.url);
  expect((await post(before, 'old')).status).toBe(200);
  await sink.waitFor(1);
  const file = join(folder, 'backup');
  const done = await makeBackup({ data, keyFile: undefined }, { to: file, withKey, replace: false });
  return { sink: { ...sink, close }, folder, data, before, file, done };
}

/** The service ends with its message unsent, and the receiver works from now on. */
async function endedWithAll({ sink, before }: Awaited<ReturnType<typeof backedUp>>) {
  await sink.close();
  await before.stop();
  const again = await startSink({ port: Number(new URL(sink.url).port) });
  onTestFinished(() => again.close());
  return again;
}

const titles = (sink: Awaited<ReturnType<typeof startSink>>) =>
  sink.requests.map((r) => (JSON.parse(r.body.toString()) as { data: { title: string } }).data.title);

it('a restored service takes calls and sends nothing, until it is resumed without what is old', async () => {
  const lost = await backedUp();
  const { folder, before, file, done } = lost;
  expect(done).toMatchObject({ calls: 1, openAlerts: 1, pendingDeliveries: 1, hasKey: true });
  expect(statSync(file).mode & 0o077).toBe(0);
  const hook = before.installation.hooks.pathOf('acme');
  const sink = await endedWithAll(lost);

  const data = join(folder, 'new');
  await restoreBackup({ data, keyFile: undefined }, { from: file, replace: false });
  const after = await start(data);

  expect(after.installation.hooks.pathOf('acme')).toBe(hook);
  const ready = await fetch(`${after.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, expect.stringContaining('sending is paused')]);
  expect((await post(after, 'new')).status).toBe(200);
  expect(await waitingAre(after, 2)).toMatchObject({
    pausedSince: expect.any(String),
    waiting: [{ old: 1 }],
  });
  expect(sink.count()).toBe(0);

  expect(await api(after, '/sending/resume', { dropPending: true })).toEqual({ dropped: 1, sending: 1 });
  await sink.waitFor(2);
  expect(titles(sink).sort()).toEqual(['Failed: new', 'Tabduty was restored from a backup and sends again']);
  expect(await api<Sending>(after, '/sending')).not.toHaveProperty('pausedSince');
  expect(await api(after, '/sending/resume', {})).toMatchObject({ status: 409 });

  await after.stop();
  const again = await start(data);
  expect(await api<Sending>(again, '/sending')).not.toHaveProperty('pausedSince');
});

it('the plan counts as old what only says again what was known before, as --drop-pending does', async () => {
  const lost = await backedUp();
  const { folder, file } = lost;
  await endedWithAll(lost);
  const data = join(folder, 'new');
  await restoreBackup({ data, keyFile: undefined }, { from: file, replace: false });
  const db = new DatabaseSync(join(data, 'tabduty.db'));
  // As a later step of its escalation, or a repeat, that fell due after the restore.
  db.exec(`UPDATE deliveries SET created_at = ${Date.now() + 60_000} WHERE state IN ('pending', 'claimed')`);
  db.close();

  const after = await start(data);

  expect(await waitingAre(after, 1)).toMatchObject({ waiting: [{ count: 1, old: 1 }] });
  expect(await api(after, '/sending/resume', { dropPending: true })).toEqual({ dropped: 1, sending: 0 });
});

it('resumed without a word about what is old, everything that waited is sent', async () => {
  const lost = await backedUp();
  const { folder, file } = lost;
  const sink = await endedWithAll(lost);
  const data = join(folder, 'new');
  await restoreBackup({ data, keyFile: undefined }, { from: file, replace: false });

  const after = await start(data);
  await waitingAre(after, 1);
  expect(await api(after, '/sending/resume', {})).toEqual({ dropped: 0, sending: 1 });

  await sink.waitFor(2);
  expect(titles(sink)).toContainEqual(expect.stringContaining('old'));
});

it('a backup has every call that was acknowledged before it began, while more arrive', async () => {
  const { sink, folder, data, before } = await backedUp();
  await sink.close();
  let ended = false;
  const acknowledged: string[] = [];
  const sender = (async () => {
    for (let i = 0; !ended; i++)
      if ((await post(before, `item-${i}`)).status === 200) acknowledged.push(`item-${i}`);
  })();

  for (let round = 0; round < 5; round++) {
    const had = acknowledged.length;
    const to = join(folder, `round-${round}`);
    await makeBackup({ data, keyFile: undefined }, { to, withKey: false, replace: false });
    const copy = new DatabaseSync(to, { readOnly: true });
    const bodies = copy.prepare('SELECT body FROM calls').all() as { body: Uint8Array }[];
    copy.close();
    const names = new Set(
      bodies.map(
        (b) => (JSON.parse(Buffer.from(b.body).toString()) as { resource_name: string }).resource_name,
      ),
    );
    expect(acknowledged.slice(0, had).filter((name) => !names.has(name))).toEqual([]);
  }
  ended = true;
  await sender;
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

it('nothing is restored without the right key, and nothing is changed then', async () => {
  const { sink, folder, data, before, file } = await backedUp(false);
  await sink.close();
  await before.stop();
  const other = join(folder, 'other-key');
  writeFileSync(other, Buffer.alloc(32, 7), { mode: 0o600 });
  const refusal = (into: string, keyFile?: string) =>
    restoreBackup({ data: into, keyFile }, { from: file, replace: false }).catch((error: unknown) => error);

  expect(await refusal(join(folder, 'a'))).toMatchObject({
    code: 'not-found',
    remedy: expect.stringContaining('--key-file'),
  });
  expect(await refusal(join(folder, 'b'), other)).toMatchObject({
    message: expect.stringContaining('not the key'),
  });
  for (const name of ['a', 'b']) expect(existsSync(join(folder, name, 'tabduty.db'))).toBe(false);

  const right = join(folder, 'right-key');
  copyFileSync(join(data, 'key'), right);
  await restoreBackup({ data: join(folder, 'c'), keyFile: right }, { from: file, replace: false });
  await expect(start(join(folder, 'c'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(start(join(folder, 'c'), other)).rejects.toMatchObject({
    message: expect.stringContaining('not the key'),
  });
  await start(join(folder, 'c'), right);
});

it('a database that is there is put aside with its log, and only when that is asked for', async () => {
  const { sink, data, before, file } = await backedUp();
  await sink.close();
  await expect(
    restoreBackup({ data, keyFile: undefined }, { from: file, replace: true }),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  await before.stop();
  await expect(restoreBackup({ data, keyFile: undefined }, { from: file, replace: false })).rejects.toThrow(
    /there is a database already/,
  );

  const { aside } = await restoreBackup({ data, keyFile: undefined }, { from: file, replace: true });

  expect(existsSync(aside ?? '')).toBe(true);
  expect((await api<Sending>(await start(data), '/sending')).pausedSince).toBeDefined();
});

it('a folder that is missing is not made a file of, so that a backup never lands beside a disk that is not mounted', async () => {
  const { sink, data } = await backedUp();
  await sink.close();
  const to = `${join(temporaryFolder(), 'missing')}/`;

  const made = makeBackup({ data, keyFile: undefined }, { to, withKey: false, replace: false });

  await expect(made).rejects.toMatchObject({ code: 'not-found', path: to.slice(0, -1) });
  expect(existsSync(to.slice(0, -1))).toBe(false);
});

it('what is no backup, or a damaged one, is refused with a sentence', async () => {
  const folder = temporaryFolder();
  const { sink, file } = await backedUp();
  await sink.close();
  const damaged = join(folder, 'damaged');
  writeFileSync(damaged, readFileSync(file).fill(0xa5, 3 * 4096, 9 * 4096));
  const text = join(folder, 'text');
  writeFileSync(text, 'a text. '.repeat(2000));
  const foreign = join(folder, 'foreign');
  new DatabaseSync(foreign).exec('CREATE TABLE t (x)');
  mkdirSync(join(folder, 'data'));

  for (const from of [damaged, text, foreign, join(folder, 'missing')]) {
    const error = await restoreBackup(
      { data: join(folder, 'data'), keyFile: undefined },
      { from, replace: false },
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ path: from });
  }
  expect(existsSync(join(folder, 'data', 'tabduty.db'))).toBe(false);
});

/** The files of a running service as a loss leaves them: the log that has the newest commits is not among them. */
async function withoutLog() {
  const { sink, folder, data, before, file } = await backedUp();
  await sink.close();
  const other = join(folder, 'other');
  mkdirSync(other, { mode: 0o700 });
  await vi.waitFor(() => readFileSync(join(data, 'tabduty.db-mark')), { timeout: 10_000 });
  for (const name of ['tabduty.db', 'tabduty.db-mark', 'key'])
    copyFileSync(join(data, name), join(other, name));
  await before.stop();
  return { other, file, folder };
}

it('a database whose log is lost is not started, and goes on by a backup, or by one of what is left', async () => {
  const { other, file, folder } = await withoutLog();
  const database = join(other, 'tabduty.db');

  await expect(start(other)).rejects.toMatchObject({
    path: database,
    message: expect.stringMatching(
      /^the database lacks what was written until 20.*-wal\) is gone or damaged/,
    ),
    remedy: expect.stringMatching(/tabduty restore FILE --replace; or go on .*tabduty backup FILE/),
  });
  const left = join(folder, 'left');
  await makeBackup({ data: other, keyFile: undefined }, { to: left, withKey: false, replace: false });
  for (const from of [left, file]) {
    await restoreBackup({ data: other, keyFile: undefined }, { from, replace: true });
    const after = await start(other);
    expect(await api<Sending>(after, '/sending')).toHaveProperty('pausedSince');
    await after.stop();
  }
});

it('no empty database takes the place of one that is gone, and a start after a stop is as ever', async () => {
  const { sink, data, before } = await backedUp();
  await sink.close();
  await before.stop();
  await (await start(data)).stop();
  const database = join(data, 'tabduty.db');

  for (const lose of [() => writeFileSync(database, ''), () => rmSync(database)]) {
    lose();
    const there = existsSync(database);
    await expect(start(data)).rejects.toThrow(/lacks what was written .* it is not there, or empty/);
    expect(existsSync(database)).toBe(there);
  }
});
