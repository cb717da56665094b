/** A name server that never answers for one mail server: the attempt has its deadline, and nobody else waits for it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import { triageCalls } from '../../src/app/pipeline/triage-calls.ts';
import { email } from '../../src/destinations/email.ts';
import { MINUTE } from '../../src/domain/time/instant.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { startSink } from '../../src/simulator/sink/sink.ts';
import { aPolicy, aReceiver } from '../fixtures/policy.ts';
import { outboundFor, trustedRoot } from '../harness/outbound.ts';
import { startProgram } from '../harness/program.ts';
import { startPipeline, tableauBody } from '../harness/pipeline.ts';
import { smtpServer } from '../harness/smtp.ts';
import { temporaryFolder } from '../harness/temp.ts';

const DEADLINE = 1500;

it('ends the attempt at its deadline while other mail goes out, and the lane goes on once names are found', async () => {
  const server = await smtpServer();
  let hangs = true;
  const lookup = (host: string) =>
    host === 'slow.acme.com' && hangs ? new Promise<never>(() => {}) : Promise.resolve(['127.0.0.1']);
  const outbound = outboundFor(
    { ...trustedRoot(), lookup, plainHttp: ['localhost', 'slow.acme.com', '127.0.0.1'] },
    DEADLINE,
  );
  const account = (host: string) => {
    const checked = email.account?.safeParse({
      host,
      port: server.port,
      tls: 'none',
      from: 'tabduty@acme.com',
    });
    return checked?.success === true ? checked.data : undefined;
  };
  const to = (person: string) => ({ type: 'email', address: { to: [person] } });
  const ops = aReceiver('ops', [to('ana@acme.com'), to('ben@acme.com')]);
  const hosts = ['slow.acme.com', 'localhost'];
  const destinations = ops.destinations.map((d, i) => ({ ...d, account: account(hosts[i] ?? '') }));
  const p = await startPipeline(aPolicy({ receiverList: [{ ...ops, destinations }] }));
  const deps = { ...p.deps(), outbound, registry: new Map([['email', email]]) };
  const deliverer = createDeliverer(deps);
  const work = async () => {
    await triageCalls({ ...deps, deliverer }, p.clock.now());
    await flushGroups({ ...deps, deliverer }, p.clock.now());
    await deliverer.deliverDue(p.clock.now());
  };
  const heard = () => server.taken.map(({ to }) => to[0]);

  await p.post(tableauBody());
  const begun = performance.now();
  await work();
  await vi.waitFor(() => expect(heard()).toEqual(['ben@acme.com']), { timeout: DEADLINE - 200 });
  expect(performance.now() - begun).toBeLessThan(DEADLINE);
  await vi.waitFor(() => expect(deliverer.underWay()).toBe(0), { timeout: 3 * DEADLINE });

  const [waiting] = await p.store.ask('listDeliveries', { limit: 5, state: 'pending' });
  expect(waiting).toMatchObject({
    destinationId: 'ops/email',
    attempts: 1,
    detail: expect.stringContaining('too long'),
  });
  hangs = false;
  p.clock.advance(MINUTE);
  await work();
  await vi.waitFor(() => expect(heard()).toEqual(['ben@acme.com', 'ana@acme.com']));
  expect(p.errors).toEqual([]);
});

/** Lookups, files and compression share a few threads of Node's: as many of them wait here as name servers may hang. */
const HANGING = 8;

it.skipIf(process.platform === 'win32')(
  `takes calls, writes files and sends to others while ${HANGING} threads wait`,
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder();
    const sink = await startSink();
    onTestFinished(() => sink.close());
    // Each waits until somebody writes, as a lookup does until a name server answers.
    const pipes = Array.from({ length: HANGING }, (_, i) => join(folder, `pipe-${i}`));
    for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
    const preload = join(folder, 'preload.mjs');
    writeFileSync(preload, waitOnSignal(pipes));
    const config = join(folder, 'tabduty.yaml');
    const url = sink.url.replace('127.0.0.1', 'localhost');
    writeFileSync(
      config,
      `receivers: { sink: [{ webhook: { url: "${url}/in", secret: "whsec_${'AAAA'.repeat(8)}" } }] }\n`,
    );
    const data = join(folder, 'data');
    const outbound = ['--outbound-allow', 'localhost,127.0.0.1', '--outbound-plain-http', 'localhost'];
    const args = ['--config', config, ...outbound, '--public-listen', '127.0.0.1:0'];
    const program = await startProgram(data, args, { under: ['env', `NODE_OPTIONS=--import=${preload}`] });
    onTestFinished(() => program.kill());

    process.kill(readRunFile(data)?.pid ?? 0, 'SIGUSR2');
    await vi.waitFor(() => expect(program.output()).toContain('all wait'), { timeout: 10_000 });
    const headers = { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' };
    const asked = (path: string, init: RequestInit = {}) =>
      fetch(`${program.url}/api/v1${path}`, { headers, signal: AbortSignal.timeout(5000), ...init });
    const tested = await asked('/receivers/sink/test', { method: 'POST', body: '{}' });
    const changed = `${readFileSync(config, 'utf8')}# another\n`;
    writeFileSync(config, changed);

    expect(tested.status).toBe(200);
    await vi.waitFor(() => expect(sink.requests).toHaveLength(1), { timeout: 5000 });
    // The service reads files too: what is in force is what stands there now.
    await vi.waitFor(async () => expect(await (await asked('/config')).text()).toContain('# another'), {
      timeout: 15_000,
    });
  },
);

function waitOnSignal(pipes: readonly string[]): string {
  return `import { open } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread)
  process.once('SIGUSR2', () => {
    for (const pipe of ${JSON.stringify(pipes)}) open(pipe, 'r', () => undefined);
    console.log('all wait');
  });
`;
}
