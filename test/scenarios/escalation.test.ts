import { expect, it } from 'vitest';
import { lookAgain } from '../../src/app/hand/take-in-hand.ts';
import { after, HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { fixed, layer, rotation, schedule, window } from '../fixtures/on-call.ts';
import { decisions, fail, groupId, paged, pass, sentOf, succeed } from '../harness/paging.ts';
import { startPipeline } from '../harness/pipeline.ts';

it('wakes one after another at the times of the steps, the first with the message to the channel', async () => {
  const p = await paged();
  await pass(p, 20 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ben/test +5 firing', 'bosses/test +10 firing']);
  expect(
    p.sent
      .map((s) => s.destinationId)
      .slice(0, 2)
      .sort(),
  ).toEqual(['@ana/test', 'ops/test']);
});

it('goes on through its rounds, and ends with the fallback', async () => {
  const p = await paged(
    {},
    {
      steps: [{ at: 0, tell: [{ kind: 'schedule', name: 'data' }] }],
      rounds: 2,
      roundEvery: 15 * MINUTE,
      fallback: [{ kind: 'receiver', name: 'bosses' }],
    },
  );
  await pass(p, 2 * HOUR, 5 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ana/test +15 firing', 'bosses/test +30 firing']);
});

it('ends with the recovery and tells everybody who was paged, once', async () => {
  const p = await paged();
  await pass(p, 6 * MINUTE);
  await succeed(p);
  await pass(p, HOUR, 5 * MINUTE);
  expect(sentOf(p)).toEqual([
    '@ana/test +0 firing',
    '@ben/test +5 firing',
    '@ana/test +6 recovered',
    '@ben/test +6 recovered',
  ]);
});

it('passes over a step that finds nobody at once, and says so', async () => {
  const empty = schedule([layer(fixed())]);
  const p = await paged({ schedules: new Map([['data', { ...empty, place: { path: 's', line: 1 } }]]) });
  await pass(p, 20 * MINUTE);
  expect(sentOf(p)).toEqual(['@ben/test +0 firing', 'bosses/test +10 firing']);
  expect((await decisions(p))[0]).toBe(
    'step 1 of 3 finds nobody: nobody is on call in data: no layer is active',
  );
});

it('goes to the fallback at once when a whole round finds nobody', async () => {
  const p = await paged(
    { people: new Map([['ana', aPerson('ana', { ways: [] })]]) },
    {
      steps: [{ at: 0, tell: [{ kind: 'schedule', name: 'data' }] }],
      fallback: [{ kind: 'receiver', name: 'bosses' }],
    },
  );
  expect(sentOf(p)).toEqual(['bosses/test +0 firing']);
  expect(await p.store.ask('pagesOfNobody', { limit: 5 })).toMatchObject([
    { nobody: 'step 1 of 1: Ana has no way to be reached (ways: in people)' },
  ]);
});

it('wakes the fallback of a schedule in a gap, and says that it is that', async () => {
  const empty = schedule([layer(fixed())], { fallback: [{ kind: 'receiver', name: 'bosses' }] });
  const p = await paged({ schedules: new Map([['data', { ...empty, place: { path: 's', line: 1 } }]]) });
  expect(sentOf(p)).toEqual(['bosses/test +0 firing']);
  expect(await decisions(p)).toContain('step 1 of 3: nobody is on call in data: no layer is active');
  const page = p.sent.find((s) => s.destinationId === 'bosses/test')?.briefing.facts.at(-1);
  expect(page?.value).toEqual({ untrusted: 'step 1 of 3 wakes bosses/test, the fallback of data' });
});

it('in an intended gap wakes nobody, says why, and takes it for no trouble', async () => {
  const empty = schedule([layer(fixed())], { gapsOk: [window('00:00-24:00')] });
  const p = await paged(
    { schedules: new Map([['data', { ...empty, place: { path: 's', line: 1 } }]]) },
    { steps: [{ at: 0, tell: [{ kind: 'schedule', name: 'data' }] }] },
  );
  expect(sentOf(p)).toEqual([]);
  expect(await decisions(p)).toEqual([
    'step 1 of 1 finds nobody: nobody is on call in data: no layer is active, as intended (gaps_ok)',
  ]);
  expect(await p.store.ask('pagesOfNobody', { limit: 5 })).toEqual([]);
});

it('escalates at once when no destination takes the page', async () => {
  const p = await startPipeline(aPagingPolicy());
  p.answer = ({ destinationId }) =>
    destinationId === '@ana/test' ? { kind: 'refused', detail: 'no such phone' } : { kind: 'accepted' };
  await fail(p);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ben/test +0 firing']);
});

it('sends one message where the route and the page reach the same address', async () => {
  const p = await paged({}, { steps: [{ at: 0, tell: [{ kind: 'receiver', name: 'ops' }] }] });
  await pass(p, HOUR, MINUTE);
  expect(p.sent.map((s) => s.destinationId)).toEqual(['ops/test']);
});

it('wakes the new person at the very instant of a handoff', async () => {
  const turns = rotation('UTC', '2026-09-20 12:05', 'day', ['ana', 'ben']);
  const shift = schedule([layer(turns)]);
  const p = await paged(
    { schedules: new Map([['data', { ...shift, place: { path: 's', line: 1 } }]]) },
    { steps: [0, 5].map((m) => ({ at: m * MINUTE, tell: [{ kind: 'schedule', name: 'data' }] })) },
  );
  await pass(p, 6 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ben/test +5 firing']);
});

it('begins when the quiet is over, and not before', async () => {
  const p = await startPipeline(aPagingPolicy());
  const until = after(p.clock.now(), HOUR);
  const silence = { id: 's', matchers: [], from: p.clock.now(), until, author: 'ana', reason: 'move' };
  p.silences = [{ ...silence, createdAt: silence.from, endedBy: undefined, replaces: undefined, tests: [] }];
  await fail(p);
  await pass(p, HOUR - MINUTE, 5 * MINUTE);
  expect(p.sent).toEqual([]);
  await pass(p, 7 * MINUTE);
  expect(p.sent.map((s) => s.destinationId).sort()).toEqual(['@ana/test', '@ben/test', 'ops/test']);
});

it('holds what waited for another try while it is quiet', async () => {
  const p = await startPipeline(aPagingPolicy());
  p.answer = ({ destinationId }) =>
    destinationId === '@ana/test' ? { kind: 'notNow', detail: 'busy' } : { kind: 'accepted' };
  await fail(p);
  const until = after(p.clock.now(), HOUR);
  const silence = { id: 's', matchers: [], from: p.clock.now(), until, author: 'ana', reason: 'move' };
  p.silences = [{ ...silence, createdAt: silence.from, endedBy: undefined, replaces: undefined, tests: [] }];
  await lookAgain(p.deps(), await groupId(p));
  await pass(p, HOUR - MINUTE, MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing']);
});

it('keeps the policy with which it began', async () => {
  const p = await paged();
  p.policy = { ...p.policy, revision: 2, escalations: new Map() };
  await pass(p, 11 * MINUTE);
  expect(sentOf(p)).toHaveLength(3);
});
