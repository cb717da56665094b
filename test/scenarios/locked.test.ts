/** Another program holds the database: what passes soon is waited for, what does not is said, and nothing is lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startSink } from '../../src/simulator/sink/sink.ts';
import { hookOf, itemsIn, postItem } from '../harness/posts.ts';
import { type Program, startProgram } from '../harness/program.ts';
import { temporaryFolder } from '../harness/temp.ts';

type Posted = {
  readonly name: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly ms: number;
};

it('answers 200 after a lock of 3 s', { timeout: 60_000 }, async () => {
  const { data, program, hook } = await started();

  const lock = await locker(data);
  await lock.hold(3000);
  const posts = await Promise.all(['a', 'b', 'c'].map((name) => posted(hook, name)));
  await lock.over;

  expect(posts.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(Math.max(...posts.map(({ ms }) => ms))).toBeLessThan(5000);
  expect(await program.stop()).toBe(0);
  expect(itemsIn(data)).toEqual(new Set(['a', 'b', 'c']));
});

it('answers 503 while a lock lasts, reads all the same, and is as before within 5 s of its end', {
  timeout: 120_000,
}, async () => {
  const { data, program, hook, sink } = await started();
  const lock = await locker(data);
  // Its group waits 2 s, so that there is something to do in the middle of the lock.
  const before = await posted(hook, 'before');
  await lock.hold();
  expect(before.status).toBe(200);
  const under: Promise<Posted>[] = [];
  // One after the other, so that each meets another moment of a writer that waits.
  const posting = setInterval(() => under.push(posted(hook, `locked-${under.length}`)), 200);
  // Loops that have failed for long wait for long, which must not be so once it is over.
  await vi.waitFor(() => expect(program.output()).toMatch(/"errors":4/), LONG);
  clearInterval(posting);
  const refused = await Promise.all(under);
  const reads = await Promise.all(['alerts', 'deliveries'].map((what) => read(program, what)));
  const ready = await fetch(`${program.url}/readyz`);

  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
  expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['10']));
  expect(Math.max(...refused.map(({ ms }) => ms))).toBeLessThan(8000);
  expect(reads).toEqual([200, 200]);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('takes no writes')]);

  await lock.release();
  const released = performance.now();
  const after = await posted(hook, 'after');
  await vi.waitFor(() => expect(told(sink)).toEqual(new Set(['before', 'after'])), LONG);
  expect(performance.now() - released).toBeLessThan(5000);
  expect(after.status).toBe(200);
  expect((await fetch(`${program.url}/readyz`)).status).toBe(200);

  expect(await program.stop()).toBe(0);
  expect(itemsIn(data)).toEqual(new Set(['before', 'after']));
});

const LONG = { timeout: 40_000, interval: 20 };

async function started() {
  const data = join(temporaryFolder(), 'data');
  const sink = await startSink();
  onTestFinished(() => sink.close());
  const config = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(
    config,
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  sink: [{ webhook: { url: "${sink.url}/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: sink, group_wait: 2s, group_by: ["..."] }]
operators: [receiver:sink]
`,
  );
  const own = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
  const args = ['--config', config, '--public-listen', '127.0.0.1:0', ...own];
  const program = await startProgram(data, args);
  onTestFinished(() => program.kill());
  return { data, program, sink, hook: await hookOf(program) };
}

/** A process of its own that holds the database when it is told to, for so many milliseconds or until it is released. */
async function locker(data: string) {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1], { timeout: 5000 });
    const end = () => { db.exec('ROLLBACK'); process.exit(0); };
    process.stdin.on('end', end).on('data', (ms) => {
      db.exec('BEGIN EXCLUSIVE');
      console.log('held');
      if (Number(ms) > 0) setTimeout(end, Number(ms));
    });
    console.log('there');
  `;
  const child = spawn(process.execPath, ['-e', script, join(data, 'tabduty.db')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const over = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    over,
    async hold(ms = 0) {
      child.stdin.write(String(ms));
      await once(child.stdout, 'data');
    },
    async release() {
      child.stdin.end();
      await over;
    },
  };
}

async function posted(hook: string, name: string): Promise<Posted> {
  const begun = performance.now();
  const answer = await postItem(hook, name);
  const ms = performance.now() - begun;
  return { name, status: answer.status, retryAfter: answer.headers.get('retry-after'), ms };
}

async function read({ url, token }: Program, what: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/api/v1/${what}`, { headers })).status;
}

function told(sink: Awaited<ReturnType<typeof startSink>>): ReadonlySet<string> {
  return new Set(
    sink.requests.flatMap(({ body }) => /\b(before|after|locked-\d+)\b/.exec(body.toString())?.[1] ?? []),
  );
}
