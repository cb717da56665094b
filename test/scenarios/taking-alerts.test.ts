import { expect, it } from 'vitest';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { put } from '../../src/domain/change.ts';
import { after, HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { layer, rotation, schedule } from '../fixtures/on-call.ts';
import { aReceiver, aRoute } from '../fixtures/policy.ts';
import { acknowledge, ANA, fail, groupId, paged, pass, relabel, sentOf, succeed } from '../harness/paging.ts';
import { startPipeline } from '../harness/pipeline.ts';

it('stops when somebody acknowledges, and the channel is not reminded either', async () => {
  const p = await paged();
  await pass(p, 2 * MINUTE);
  expect(await acknowledge(p)).toBe(true);
  await pass(p, 7 * HOUR, 10 * MINUTE);
  expect(p.sent).toHaveLength(2);
});

it('counts a second acknowledge of the same person as the first', async () => {
  const p = await paged();
  expect(await acknowledge(p)).toBe(true);
  p.clock.advance(MINUTE);
  expect(await acknowledge(p)).toBe(false);
  expect((await p.store.ask('audit', { limit: 10 })).map((a) => a.action)).toEqual(['alert ack']);
});

it('asks who acknowledged again after 8 hours, and then begins anew', async () => {
  const p = await paged();
  await acknowledge(p);
  await pass(p, 8 * HOUR + 30 * MINUTE, MINUTE);
  expect(sentOf(p).slice(1)).toEqual([
    '@ana/test +480 firing',
    '@ana/test +495 firing',
    '@ben/test +500 firing',
    'bosses/test +505 firing',
  ]);
});

it('expires at the next failed run', async () => {
  const p = await paged();
  await acknowledge(p);
  await pass(p, HOUR, 10 * MINUTE);
  await fail(p);
  await pass(p, 21 * MINUTE, MINUTE);
  expect(sentOf(p).slice(1)).toEqual([
    '@ana/test +60 firing',
    '@ana/test +75 firing',
    '@ben/test +80 firing',
  ]);
});

it('covers later members of the same cause and severity', async () => {
  const p = await paged();
  await acknowledge(p);
  await fail(p, 'Stock');
  await pass(p, HOUR, MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing']);
});

it('belongs to one incarnation: what fails again after its recovery is open again', async () => {
  const p = await paged();
  await acknowledge(p);
  await pass(p, MINUTE);
  await succeed(p);
  await pass(p, 10 * MINUTE);
  await fail(p);
  expect(sentOf(p).filter((s) => s.startsWith('@ana') && s.endsWith('firing'))).toHaveLength(2);
});

it('tries the ways of a person one after another, until there is an answer', async () => {
  const ways = [
    { destinationId: '@ana/test', after: 0 },
    { destinationId: '@ana/test/2', after: 2 * MINUTE },
    { destinationId: '@ana/test/3', after: 4 * MINUTE },
  ];
  const base = aPagingPolicy();
  const three = aReceiver(
    '@ana',
    ['a', 'b', 'c'].map((to) => ({ type: 'test', address: { to } })),
  );
  const p = await paged({
    people: new Map(base.people).set('ana', aPerson('ana', { ways })),
    receivers: new Map(base.receivers).set('@ana', three),
  });
  await pass(p, 3 * MINUTE);
  await acknowledge(p);
  await pass(p, HOUR, MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ana/test/2 +2 firing']);
});

it('wakes who always wants to be, though it is not their turn', async () => {
  const turns = rotation('UTC', '2026-09-20 12:00', 'month', ['ana', 'ben']);
  const p = await startPipeline(
    aPagingPolicy({
      schedules: new Map([['data', { ...schedule([layer(turns)]), place: { path: 's', line: 1 } }]]),
    }),
  );
  const set = { id: 'ben', when: 'always', bySeverity: {}, notUntil: undefined, author: 'ben' } as const;
  await p.store.commit([put('switches', { ...set, updatedAt: p.clock.now() })]);
  await fail(p);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ben/test +0 firing']);
});

it('tells who has it only where a message can be changed', async () => {
  const p = await startPipeline(
    aPagingPolicy({
      receivers: new Map(
        [...aPagingPolicy().receivers.values(), aReceiver('ops', [{ type: 'board', address: {} }])].map(
          (r) => [r.name, r],
        ),
      ),
    }),
  );
  await fail(p);
  await acknowledge(p);
  const last = p.sent.at(-1);
  expect([last?.destinationId, last?.briefing.kind, last?.briefing.title.untrusted]).toEqual([
    'ops/board',
    'acknowledged',
    'Acknowledged by Ana: Sales Daily',
  ]);
  expect(p.sent).toHaveLength(3);
});

it('does not send again what waited for another try when somebody acknowledged', async () => {
  const p = await startPipeline(aPagingPolicy());
  p.answer = ({ destinationId }) =>
    destinationId === '@ana/test' ? { kind: 'notNow', detail: 'busy' } : { kind: 'accepted' };
  await fail(p);
  await acknowledge(p);
  await pass(p, HOUR, MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing']);
});

it('wakes at the time that was asked for, unless it has recovered', async () => {
  const p = await paged();
  await acknowledge(p, ANA, { as: 'wake', until: after(p.clock.now(), 3 * HOUR) });
  await pass(p, 3 * HOUR, 10 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ana/test +180 firing']);

  const q = await paged();
  await acknowledge(q, ANA, { as: 'wake', until: after(q.clock.now(), 3 * HOUR) });
  await pass(q, HOUR, 10 * MINUTE);
  await succeed(q);
  await pass(q, 5 * HOUR, 10 * MINUTE);
  expect(sentOf(q).filter((s) => s.endsWith('firing'))).toHaveLength(1);
});

it('asks the one to whom it was passed, and comes back when there is no answer', async () => {
  const p = await paged();
  await acknowledge(p, ANA, { as: 'pass', to: 'olga', until: after(p.clock.now(), 30 * MINUTE) });
  await pass(p, 31 * MINUTE, MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@olga/test +0 firing', '@ana/test +30 firing']);
});

it('escalates when somebody says so, once for one decision, and also what was acknowledged', async () => {
  const p = await paged();
  await acknowledge(p);
  const id = await groupId(p);
  const hand = { kind: 'escalate', groupId: id, by: ANA, from: 1 } as const;
  expect(await takeInHand(p.deps(), [id], hand, 'test')).toBe(true);
  expect(await takeInHand(p.deps(), [id], hand, 'test')).toBe(false);
  await p.settle();
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ben/test +0 firing']);
});

it.each([
  ['not now', { notUntil: HOUR }],
  ['never', { when: 'never' as const }],
  ['never for errors', { bySeverity: { error: 'never' as const } }],
])('respects who said %s', async (_what, set) => {
  const p = await startPipeline(aPagingPolicy());
  const notUntil = 'notUntil' in set ? after(p.clock.now(), HOUR) : undefined;
  const base = {
    id: 'ana',
    when: 'on-call' as const,
    bySeverity: {},
    updatedAt: p.clock.now(),
    author: 'ana',
  };
  await p.store.commit([put('switches', { ...base, ...set, notUntil })]);
  await fail(p);
  expect(sentOf(p)).toEqual(['@ben/test +0 firing']);
});

it.each([
  ['a cause that nobody has', { cause: ['credentials'] }],
  ['a higher severity', { severity: ['critical'] }],
])('pages again, at most once in the group interval, for %s', async (_what, labels) => {
  const p = await paged();
  await acknowledge(p);
  await pass(p, MINUTE);
  await fail(p, 'Stock');
  await relabel(p, 'Stock', labels);
  await pass(p, 9 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing', '@ana/test +5 firing', '@ben/test +10 firing']);
  expect(p.sent.findLast((s) => s.destinationId === '@ben/test')?.briefing.title.untrusted).toBe(
    'Failed: Stock',
  );
});

it('covers whatever comes where the route says so', async () => {
  const p = await paged({ routes: [aRoute({ page: 'data', groupBy: ['site'], ackCovers: 'group' })] });
  await acknowledge(p);
  await pass(p, MINUTE);
  await fail(p, 'Stock');
  await relabel(p, 'Stock', { cause: ['credentials'], severity: ['critical'] });
  await pass(p, HOUR, 5 * MINUTE);
  expect(sentOf(p)).toEqual(['@ana/test +0 firing']);
});
