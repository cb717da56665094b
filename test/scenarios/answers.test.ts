/** Who acknowledges at a destination itself has it here too. */
import { expect, it, onTestFinished } from 'vitest';
import { keepLines } from '../../src/app/hand/keep-lines.ts';
import { hearAnswers } from '../../src/app/hand/hear-answers.ts';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import { triageCalls } from '../../src/app/pipeline/triage-calls.ts';
import { pagerduty } from '../../src/destinations/pagerduty.ts';
import { MINUTE } from '../../src/domain/time/instant.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { startPagerDutySimulator } from '../../src/simulator/providers/pagerduty.ts';
import { startSlackSimulator } from '../../src/simulator/providers/slack.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { aReceiver } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { outboundFor } from '../harness/outbound.ts';
import { startPipeline, tableauBody } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';

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
    stopping: new AbortController().signal,
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

const SLACK_USER = { id: 'U0000ANA', name: 'ana.costa' };

async function startSlackBench() {
  const slack = await startSlackSimulator({ perSecond: 0 });
  const bench = await startServiceBench();
  onTestFinished(() => slack.close());
  const apply = async (appToken: string) => {
    const text = slackConfig(slack.api, appToken);
    const applied = await bench.service.installation.apply(text, 'test');
    if (!applied.ok) throw new Error(JSON.stringify(applied.faults));
  };
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await new Promise(setImmediate);
  };
  const audit = async () =>
    (await bench.api<{ items: readonly { actor: string; action: string; detail: string }[] }>('/audit'))
      .items;
  return { slack, bench, apply, until, audit };
}

function slackConfig(api: string, appToken: string): string {
  return `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
people: { ana: { name: Ana Costa, slack_id: U0000ANA } }
accounts: { chat: { slack: { token: xoxb-simulated-0000000001, app_token: ${appToken}, api: ${JSON.stringify(api)} } } }
receivers: { ops: [{ slack: { account: chat, channel: C0000000001 } }] }
routes: [{ match: { condition: refresh-failed }, tell: ops, group_wait: 0s }]
operators: [receiver:ops]
`;
}

it('is one press of a button in Slack, confirmed once it is stored; the button goes', async () => {
  const { slack, bench, apply, until, audit } = await startSlackBench();
  await apply(slack.appToken);
  await until(() => slack.lines.count() === 1);
  await bench.post(tableauBody({ created_at: new Date(Date.now() - 60_000).toISOString() }));
  await until(() => slack.posts.length > 0);
  const [post] = slack.posts;

  expect(await slack.press(post?.ts ?? '', SLACK_USER)).toBe(true);
  expect((await audit())[0]).toMatchObject({ actor: 'Ana Costa', action: 'alert ack' });
  await until(() => !JSON.stringify(post?.blocks).includes('tabduty-acknowledge'));
  expect(post?.text).toContain('Ana Costa');
});

it('comes down the next line after Slack has moved the first', async () => {
  const { slack, bench, apply, until, audit } = await startSlackBench();
  await apply(slack.appToken);
  await until(() => slack.lines.count() === 1);
  const asked = () => slack.requests.filter((r) => r.path === '/api/apps.connections.open').length;
  slack.lines.move();
  await until(() => asked() === 2 && slack.lines.count() === 1);
  await bench.post(tableauBody({ created_at: new Date(Date.now() - 60_000).toISOString() }));
  await until(() => slack.posts.length > 0);

  expect(await slack.press(slack.posts[0]?.ts ?? '', { id: 'U9', name: 'guest' })).toBe(true);
  expect((await audit())[0]).toMatchObject({ actor: 'guest' });
});

it('that has no line for a while is a trouble of its own', async () => {
  const { slack, bench, apply, until } = await startSlackBench();
  const clock = new ManualClock(NOON);
  await apply('xapp-wrong-000000000001');
  const { deps } = bench.service.installation;
  const stopping = new AbortController().signal;
  const lines = keepLines({ ...deps, clock, stopping });
  for (let i = 0; i < 3; i++) {
    await lines.round(clock.now());
    clock.advance(5 * MINUTE);
  }

  await until(async () => {
    const open = await deps.store.ask('listIncarnations', { source: 'tabduty', state: 'open', limit: 9 });
    return open.some((i) => i.trouble?.detail.includes('Slack gives no line') === true);
  });
  expect(slack.lines.count()).toBe(0);
  // Who asks PagerDuty looks at its own reports alone when there is a new configuration.
  await hearAnswers({ ...deps, stopping })(clock.now());
  const still = await deps.store.ask('listIncarnations', { source: 'tabduty', state: 'open', limit: 9 });
  expect(still.map((i) => i.condition)).toContain('tabduty/answers-unheard');
});
