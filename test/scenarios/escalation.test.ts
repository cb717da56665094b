import { expect, it } from 'vitest';
import { lookAgain, takeInHand } from '../../src/app/take-in-hand.ts';
import { put, update } from '../../src/domain/change.ts';
import { ACK_FOR, type Actor } from '../../src/domain/escalation.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import type { EscalationPolicy, Policy } from '../../src/domain/policy.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { fixed, layer, rotation, schedule } from '../fixtures/on-call.ts';
import { aReceiver, aRoute } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const ANA: Actor = { name: 'Ana', person: 'ana', claimed: false, via: 'test' };

async function paged(
  over: Partial<Policy> = {},
  escalation: Partial<EscalationPolicy> = {},
): Promise<Pipeline> {
  const p = await startPipeline(aPagingPolicy(over, escalation));
  await fail(p);
  return p;
}

async function fail(p: Pipeline, name = 'Sales Daily'): Promise<void> {
  await p.post(tableauBody({ resource_name: name, resource_luid: name, created_at: iso(p) }));
  await p.settle();
}

async function succeed(p: Pipeline, name = 'Sales Daily'): Promise<void> {
  const body = { resource_name: name, resource_luid: name, event_type: 'DatasourceRefreshSucceeded' };
  await p.post(tableauBody({ ...body, created_at: iso(p) }));
  await p.settle();
}

function iso(p: Pipeline): string {
  return new Date(p.clock.now()).toISOString();
}

/** Lets so much time pass in steps of a few seconds, as loops do. */
async function pass(p: Pipeline, length: number, by: number = 30 * SECOND): Promise<void> {
  for (let done = 0; done < length; done += by) {
    p.clock.advance(Math.min(by, length - done));
    await p.settle();
  }
}

/** "@ana/test +0" in order: whom, and how many minutes after noon. */
function sentOf(p: Pipeline, of: (destinationId: string) => boolean = (d) => d !== 'ops/test'): string[] {
  const start = p.sent[0]?.at ?? 0;
  return p.sent
    .filter((s) => of(s.destinationId))
    .map((s) => `${s.destinationId} +${Math.round((s.at - start) / SECOND) / 60} ${s.briefing.kind}`);
}

async function groupId(p: Pipeline): Promise<string> {
  const [delivery] = await p.store.ask('listDeliveries', { limit: 1 });
  return delivery?.groupId ?? '';
}

async function acknowledge(p: Pipeline, by: Actor = ANA, more: object = {}): Promise<boolean> {
  const id = await groupId(p);
  const until = after(p.clock.now(), ACK_FOR);
  const hand = { kind: 'acknowledge', as: 'ack', groupId: id, by, until, to: undefined, ...more } as const;
  const did = await takeInHand(p.deps(), [id], hand, 'test');
  await p.settle();
  return did;
}

async function decisions(p: Pipeline): Promise<readonly string[]> {
  const found = await p.store.ask('decisionsAbout', { subjectIds: [await groupId(p)], limit: 500 });
  return found.filter((d) => d.step === 'escalate').map((d) => d.reason);
}

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

it('belongs to one incarnation: what fails again after its recovery is open again', async () => {
  const p = await paged();
  await acknowledge(p);
  await pass(p, MINUTE);
  await succeed(p);
  await pass(p, 10 * MINUTE);
  await fail(p);
  expect(sentOf(p).filter((s) => s.startsWith('@ana') && s.endsWith('firing'))).toHaveLength(2);
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

it('keeps the policy with which it began', async () => {
  const p = await paged();
  p.policy = { ...p.policy, revision: 2, escalations: new Map() };
  await pass(p, 11 * MINUTE);
  expect(sentOf(p)).toHaveLength(3);
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

/** As Tableau would have said it before it was told. */
async function relabel(p: Pipeline, name: string, labels: object): Promise<void> {
  const alert = (await p.store.ask('openAlerts', { limit: 5 })).find((a) => a.name === name);
  const set = { labels: { ...alert?.labels, ...labels } };
  await p.store.commit([update('incarnations', alert?.id ?? '', set)]);
}
