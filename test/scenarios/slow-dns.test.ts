/** A name server that never answers for one mail server: the attempt has its deadline, and nobody else waits for it. */
import { expect, it, vi } from 'vitest';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import { triageCalls } from '../../src/app/pipeline/triage-calls.ts';
import { email } from '../../src/destinations/email.ts';
import { MINUTE } from '../../src/domain/time/instant.ts';
import { aPolicy, aReceiver } from '../fixtures/policy.ts';
import { outboundFor, trustedRoot } from '../harness/outbound.ts';
import { startPipeline, tableauBody } from '../harness/pipeline.ts';
import { smtpServer } from '../harness/smtp.ts';

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
