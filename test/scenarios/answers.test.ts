/** Who acknowledges at a destination itself has it here too. */
import { expect, it, onTestFinished } from 'vitest';
import { hearAnswers } from '../../src/app/hand/hear-answers.ts';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import { triageCalls } from '../../src/app/pipeline/triage-calls.ts';
import { pagerduty } from '../../src/destinations/pagerduty.ts';
import { MINUTE } from '../../src/domain/instant.ts';
import { startPagerDutySimulator } from '../../src/simulator/providers/pagerduty.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { aReceiver } from '../fixtures/policy.ts';
import { outboundFor } from '../harness/outbound.ts';
import { startPipeline, tableauBody } from '../harness/pipeline.ts';

const ASK = 20_000;

/** Ana is woken by PagerDuty at once, Ben by something else after five minutes. */
async function start(apiToken?: string) {
  const simulator = await startPagerDutySimulator();
  onTestFinished(() => simulator.close());
  const { key: routing_key, enqueueUrl: url, api } = simulator;
  const api_token = apiToken ?? simulator.apiToken;
  const people = ['ana', 'ben'].map((slug) => aPerson(slug));
  const receivers = [
    aReceiver('ops', [{ type: 'test', address: { to: 'ops' } }]),
    aReceiver('bosses', [{ type: 'test', address: { to: 'bosses' } }]),
    aReceiver('@ana', [{ type: 'pagerduty', address: { routing_key, url, api, api_token } }]),
    aReceiver('@ben', [{ type: 'test', address: { to: 'ben' } }]),
  ];
  const p = await startPipeline(
    aPagingPolicy({
      receivers: new Map(receivers.map((r) => [r.name, r])),
      people: new Map(
        people.map((one) => [
          one.slug,
          one.slug === 'ana' ? { ...one, ways: [{ destinationId: '@ana/pagerduty', after: 0 }] } : one,
        ]),
      ),
    }),
  );
  const deps = () => ({
    ...p.deps(),
    outbound: outboundFor(),
    registry: new Map([...p.deps().registry, ['pagerduty', pagerduty]]),
  });
  const deliverer = createDeliverer(deps());
  const hear = hearAnswers(deps());
  const settle = async () => {
    for (let i = 0; i < 4; i++) {
      const at = p.clock.now();
      await triageCalls({ ...deps(), deliverer }, at);
      await flushGroups({ ...deps(), deliverer }, at);
      await deliverer.deliverDue(at);
      while (deliverer.underWay() > 0) await new Promise(setImmediate);
    }
  };
  const pass = async (length: number) => {
    for (let done = 0; done < length; done += ASK) {
      p.clock.advance(ASK);
      await hear(p.clock.now());
      await settle();
    }
  };
  await p.post(tableauBody({ created_at: new Date(p.clock.now()).toISOString() }));
  await settle();
  const told = () => p.sent.map((s) => s.destinationId);
  return { p, simulator, pass, told };
}

it('is heard from PagerDuty, with the person of the same address, and nobody else is woken', async () => {
  const { p, simulator, pass, told } = await start();
  simulator.press('acknowledged', { name: 'Ana C.', email: 'ANA@acme.example' });
  await pass(20 * MINUTE);

  expect(told()).toEqual(['ops/test']);
  const [entry] = await p.store.ask('audit', { limit: 5 });
  expect(entry).toMatchObject({
    actor: 'Ana',
    action: 'alert ack',
    detail: 'acknowledged there; by PagerDuty (Events API v2), @ana/pagerduty',
  });
});

it('counts as in hand when somebody resolves it there, since only Tableau knows when it is over', async () => {
  const { p, simulator, pass, told } = await start();
  simulator.press('resolved', { name: 'Stranger', email: 'x@other.example' });
  await pass(20 * MINUTE);

  expect(told()).toEqual(['ops/test']);
  expect((await p.store.ask('audit', { limit: 5 }))[0]).toMatchObject({ actor: 'Stranger' });
  expect(await p.store.ask('openAlerts', { limit: 5 })).toHaveLength(1);
});

it('goes on while nobody has acknowledged there, and what we say ourselves is no answer', async () => {
  const { pass, told } = await start();
  await pass(12 * MINUTE);

  expect(told()).toEqual(['ops/test', '@ben/test', 'bosses/test']);
});

it('that cannot be heard is a trouble of its own, until it can', async () => {
  const { p, pass } = await start('wrong-rest-key-00000000');
  await pass(MINUTE);

  const open = await p.store.ask('listIncarnations', { source: 'tabduty', state: 'open', limit: 5 });
  expect(open).toMatchObject([
    {
      condition: 'tabduty/answers-unheard',
      trouble: { detail: expect.stringMatching(/REST API.*HTTP 401/) },
    },
  ]);
});
