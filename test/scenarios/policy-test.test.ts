import { expect, it } from 'vitest';
import { tellDrill } from '../../src/app/hand/tell-drill.ts';
import { resolveAlert } from '../../src/app/hand/hand-alert.ts';
import { foreseeDrill, startPolicyTest } from '../../src/app/hand/test-policy.ts';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { watchTroubles } from '../../src/app/upkeep/watch-troubles.ts';
import { ACK_FOR } from '../../src/domain/paging/escalation.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { fixed, layer, schedule } from '../fixtures/on-call.ts';
import { press, startLinkBench } from '../harness/links.ts';
import { ANA, pass, sentOf } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

const ALL = () => true;

async function tested(
  more: { readonly fast?: boolean; readonly step?: number } = {},
  pipeline?: Pipeline,
): Promise<{ p: Pipeline; id: string; number: number }> {
  const p = pipeline ?? (await startPipeline(aPagingPolicy()));
  const wanted = { policy: 'data', fast: false, step: undefined, actor: 'cli', ...more };
  const { id, number } = await startPolicyTest(p.deps(), wanted);
  await p.settle();
  return { p, id, number };
}

const report = async (p: Pipeline, id: string) => tellDrill(p.store, id);

it('a test of a policy goes through its steps at their times, tells no channel of a route, and ends by itself', async () => {
  const { p, id } = await tested();
  await pass(p, 25 * MINUTE);

  expect(sentOf(p, ALL)).toEqual([
    '@ana/test +0 firing',
    '@ben/test +5 firing',
    'bosses/test +10 firing',
    '@ana/test +20 recovered',
    '@ben/test +20 recovered',
    'bosses/test +20 recovered',
  ]);
  expect(p.sent[0]?.briefing).toMatchObject({
    drill: true,
    number: 1,
    title: { untrusted: 'TEST – nobody needs to do anything: escalation data' },
    severity: 'error',
  });
  expect(p.sent[3]?.briefing.title).toEqual({ untrusted: 'TEST is over: escalation data' });
  const end = await report(p, id);
  expect(end).toMatchObject({ acknowledged: undefined, next: undefined });
  expect(end.endedAt).toBeDefined();
  expect(end.told.map((t) => `${t.person ?? '-'} ${t.state} ${t.why}`)).toEqual([
    'ana delivered step 1 of 3 wakes Ana',
    'ben delivered step 2 of 3 wakes Ben',
    '- delivered step 3 of 3 wakes bosses/test',
  ]);
});

it('whoever acknowledges ends it for all, and the report says who it was', async () => {
  const { p, id } = await tested();
  await pass(p, 2 * MINUTE);
  const until = after(p.clock.now(), ACK_FOR);
  const hand = { kind: 'acknowledge', as: 'ack', groupId: id, by: ANA, until, to: undefined } as const;
  await takeInHand(p.deps(), [id], hand, 'test');
  await p.settle();
  await pass(p, HOUR, 5 * MINUTE);

  expect(sentOf(p, ALL)).toEqual(['@ana/test +0 firing', '@ana/test +2 recovered']);
  expect(await report(p, id)).toMatchObject({ acknowledged: { by: { name: 'Ana' } } });
});

it('a fast one takes twenty seconds a step, also for later ways', async () => {
  const ana = aPerson('ana', {
    ways: [
      { destinationId: '@ana/test', after: 0 },
      { destinationId: 'ops/test', after: 5 * MINUTE },
    ],
  });
  const policy = aPagingPolicy();
  const people = new Map([...policy.people, ['ana', ana]]);
  const { p } = await tested({ fast: true }, await startPipeline({ ...policy, people }));
  await pass(p, 5 * MINUTE, 5 * SECOND);

  const start = p.sent[0]?.at ?? 0;
  expect(p.sent.slice(0, 4).map((s) => `${s.destinationId} ${(s.at - start) / SECOND}`)).toEqual([
    '@ana/test 0',
    '@ben/test 20',
    'bosses/test 40',
    'ops/test 60',
  ]);
  expect((p.sent.at(-1)?.at ?? 0) - start).toBe(2 * MINUTE);
});

it('one step alone wakes those of that step', async () => {
  const { p } = await tested({ step: 2 });
  await pass(p, HOUR, MINUTE);

  expect(sentOf(p, ALL)).toEqual(['@ben/test +0 firing', '@ben/test +10 recovered']);
});

it('that finds nobody ends at once, says why, and is no trouble of anybody', async () => {
  const empty = { ...schedule([layer(fixed())]), place: { path: 's', line: 1 } };
  const policy = aPagingPolicy(
    { schedules: new Map([['data', empty]]) },
    { steps: [{ at: 0, tell: [{ kind: 'schedule', name: 'data' }] }] },
  );
  const { p, id } = await tested({}, await startPipeline(policy));
  await watchTroubles(p.deps(), p.clock.now());
  const end = await report(p, id);

  expect(p.sent).toEqual([]);
  expect(end.endedAt).toBe(p.clock.now());
  expect(end.story.map((l) => l.text)).toContain(
    'not told: step 1 of 1 finds nobody: nobody is on call in data: no layer is active (escalations.data, line 1, revision 1)',
  );
  expect((await p.store.ask('listIncarnations', { limit: 9 })).map((i) => i.kind)).toEqual(['test']);
});

it('is no incident: it is not counted as an open alert, and a second one waits for its end', async () => {
  const { p, number } = await tested();

  expect((await p.store.ask('backlog', {})).openAlerts).toBe(0);
  await expect(tested({}, p)).rejects.toThrow('a test of data is running: #1');
  await resolveAlert(p.deps(), String(number), 'cli');
  await p.settle();
  expect((await tested({}, p)).number).toBe(2);
  const audit = await p.store.ask('audit', { limit: 9 });
  expect(audit.map((a) => `${a.actor} ${a.action} ${a.subject} ${a.detail}`)).toContain(
    'cli policy test data #1, all steps',
  );
});

it('survives a stop at every minute, and ends', async () => {
  const { p, id } = await tested();
  for (let minute = 0; minute < 25; minute++) {
    await pass(p, MINUTE);
    await p.restart();
  }
  expect((await report(p, id)).endedAt).toBeDefined();
  expect(sentOf(p, ALL).filter((s) => s.endsWith('firing'))).toHaveLength(3);
});

it('a dry run says who would be called and when, and sends nothing', async () => {
  const p = await startPipeline(aPagingPolicy());
  const plan = await foreseeDrill(p.deps(), { policy: 'data', fast: false, step: undefined, actor: 'x' });
  await pass(p, HOUR, 5 * MINUTE);

  expect(plan.map((l) => `+${(l.at - (plan[0]?.at ?? 0)) / MINUTE} ${l.text}`)).toEqual([
    '+0 step 1 of 3 wakes Ana, by @ana/test',
    '+5 step 2 of 3 wakes Ben, by @ben/test',
    '+10 step 3 of 3 wakes bosses/test, by bosses/test',
  ]);
  expect(p.sent).toEqual([]);
});

it('of a policy or a step that does not exist is refused in words', async () => {
  const p = await startPipeline(aPagingPolicy());
  const start = (more: object) =>
    startPolicyTest(p.deps(), { policy: 'data', fast: false, step: undefined, actor: 'x', ...more });

  await expect(start({ policy: 'night' })).rejects.toThrow('night');
  await expect(start({ step: 4 })).rejects.toThrow('escalation data has no step 4');
});

it('by API and link: one press on the phone ends it, and the page says that it was a test', async () => {
  const bench = await startLinkBench();
  const { test } = await bench.api<{ test: { id: string } }>('/escalations/data/test', {
    method: 'POST',
    body: JSON.stringify({ fast: true }),
  });
  const [push] = await bench.phone.waitFor(1);
  const { click, title } = JSON.parse(push?.body.toString() ?? '') as { click: string; title: string };
  const before = await (await fetch(click)).text();
  expect((await press(click, { act: 'ack' })).status).toBe(303);

  expect(title).toBe('#1 TEST – nobody needs to do anything: escalation data');
  expect(before).toContain('This is a test: nobody needs to do anything.');
  expect(before).not.toContain('Wake me then');
  expect(await (await fetch(click)).text()).toContain('This was a test, and Ana Costa has answered it.');
  expect(await bench.api(`/escalation-tests/${test.id}`)).toMatchObject({
    state: 'over',
    escalation: 'data',
    acknowledged: { by: 'Ana Costa', claimed: false, via: 'link @ana/ntfy' },
    told: [{ destination: '@ana/ntfy', person: 'ana', state: 'delivered' }],
  });
  expect(await bench.api('/status')).toMatchObject({ openAlerts: 0 });
});
