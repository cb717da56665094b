/** A storm whose causes nobody knows is a group for each project: a person's phone rings a few times, and once for all the rest. */
import { expect, it } from 'vitest';
import { actOnLink } from '../../src/app/hand/act-on-link.ts';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { silenceHolder } from '../../src/app/hand/silence-holder.ts';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Receiver } from '../../src/domain/policy.ts';
import { noticeOf } from '../../src/http/alert-post.ts';
import { alertPage } from '../../src/http/alert-page.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { ANA, fail, pass, succeed } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

const PAGES = { messages: 3, within: 5 * MINUTE };
const MANY = 200;

const way = (slug: string): Receiver => {
  const receiver = aReceiver(`@${slug}`, [{ type: 'test', address: { to: slug } }]);
  return { ...receiver, destinations: receiver.destinations.map((d) => ({ ...d, atMost: PAGES })) };
};

async function started(): Promise<Pipeline> {
  const others = ['ops', 'bosses'].map((name) => aReceiver(name, [{ type: 'test', address: { to: name } }]));
  const receivers = new Map([...others, ...['ana', 'ben', 'olga'].map(way)].map((r) => [r.name, r]));
  const routes = [aRoute({ page: 'data', groupBy: ['name'], repeatInterval: 4 * HOUR })];
  return startPipeline(aPagingPolicy({ receivers, routes }, { steps: STEPS }));
}

const STEPS = [
  { at: 0, tell: [{ kind: 'schedule', name: 'data' }] },
  { at: 15 * MINUTE, tell: [{ kind: 'person', name: 'ben' }] },
] as const;

const toldTo = (p: Pipeline, who: string) =>
  p.sent
    .filter((s) => s.destinationId === `@${who}/test`)
    .map((s) => `+${(s.at - NOON) / SECOND} ${s.briefing.kind} ${s.briefing.title.untrusted}`);

async function storm(p: Pipeline, count: number, first = 0): Promise<void> {
  for (let i = first; i < first + count; i++) await fail(p, `c${i}`);
}

it('rings three times, and once more for the other 197, with the worst in it', {
  timeout: 30_000,
}, async () => {
  const p = await started();
  await storm(p, MANY);
  await pass(p, 10 * MINUTE);

  expect(toldTo(p, 'ana')).toEqual([
    '+0 firing Failed: c0',
    '+0 firing Failed: c1',
    '+0 firing Failed: c2',
    '+60 firing And 197 more problems',
  ]);
  const summary = p.sent.find(({ briefing }) => briefing.title.untrusted.startsWith('And'));
  expect(summary?.briefing.summary).toContain('more than 3 pages within 5 min');
  expect(summary?.briefing.items.length).toBe(20);
  expect((await p.store.ask('delivery', { id: summary?.deliveryId ?? '' }))?.page).toBe(true);
  const last = await p.store.ask('incarnation', { number: MANY });
  const story = await storyOfIncarnation(p, last ?? expect.fail('no alert'));
  expect(story.map(({ text }) => text).join('\n')).toContain('summed up in the message about the storm');
  expect(story.slice(-2).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^told @ana\/test: more than 3 .*: the rest is summed up \(at_most\)$/),
    'attempt 1 to @ana/test: accepted',
  ]);
});

it('goes on to the next person as always, who hears of it in the same way', async () => {
  const p = await started();
  await storm(p, 20);
  await pass(p, 20 * MINUTE);

  expect(toldTo(p, 'ben').map((line) => line.replace(/^\+\d+ /, ''))).toEqual([
    ...['firing Failed: c0', 'firing Failed: c1', 'firing Failed: c2'],
    'firing And 17 more problems',
  ]);
});

it('rings for what comes minutes later, and no phone buzzes for each that recovers', async () => {
  const p = await started();
  await storm(p, 20);
  await pass(p, 3 * MINUTE);
  await fail(p, 'something else');
  await pass(p, 5 * MINUTE);
  expect(toldTo(p, 'ana').slice(4)).toEqual(['+360 firing And 1 more problem']);

  for (let i = 0; i < 20; i++) await succeed(p, `c${i}`);
  await pass(p, 10 * MINUTE);
  const ended = toldTo(p, 'ana')
    .slice(5)
    .map((line) => line.replace(/^\+\d+ /, ''));
  expect(ended.toSorted()).toEqual([
    'digest And 17 more have recovered',
    ...['recovered Recovered: c0', 'recovered Recovered: c1', 'recovered Recovered: c2'],
  ]);
});

it('rings at once for what is worse than all that it rang for', async () => {
  const p = await started();
  const match = [equals('name', 'worse')];
  const mapping = { place: { path: 'labels[0]', line: 1 }, match, except: [] };
  p.policy = { ...p.policy, labels: [{ ...mapping, set: { severity: ['critical'] } }] };
  await storm(p, 20);
  await pass(p, 3 * MINUTE);
  await fail(p, 'worse');
  await pass(p, MINUTE);

  expect(toldTo(p, 'ana').slice(4)).toEqual(['+180 firing Failed: worse']);
});

it('is taken as a whole by one press at the page about the rest', { timeout: 30_000 }, async () => {
  const p = await started();
  await storm(p, 50);
  await pass(p, 2 * MINUTE);
  const [summary] = p.sent.filter(({ briefing }) => briefing.title.untrusted === 'And 47 more problems');
  const { store, clock } = p.deps();
  const silenceDesk = silenceHolder({ store, clock, regexes: re2Regexes });
  const deps = { ...p.deps(), deliveryOf: (token: string) => token, silenceDesk, regexes: re2Regexes };
  const token = summary?.deliveryId ?? '';
  expect(summary?.briefing.actions).toEqual([
    { kind: 'acknowledge', url: `https://alerts.example.com/a/${token}`, ofPerson: true },
  ]);
  expect((await alertPage(deps, token)).body).toContain('Acknowledge all 47');

  const nothing = { who: undefined, at: undefined, hours: undefined, from: undefined };
  expect(await actOnLink(deps, token, { ...nothing, act: 'ack', remote: '::1' })).toBe(true);
  await pass(p, 20 * MINUTE);

  // Only what was paged by itself is left for the next step.
  expect(toldTo(p, 'ben').map((line) => line.replace(/^\+\d+ /, ''))).toEqual([
    ...['firing Failed: c0', 'firing Failed: c1', 'firing Failed: c2'],
  ]);
  const taken = await alertPage(deps, token, noticeOf('did=ack'));
  expect(taken.body).toContain('Acknowledged: nobody else is woken for this.');
  expect(taken.body).toContain('Each of these is over, or somebody has it.');
});

it('rings for nothing that is over before it is told', async () => {
  const p = await started();
  await storm(p, 20);
  await pass(p, 30 * SECOND);
  for (let i = 3; i < 18; i++) await succeed(p, `c${i}`);
  await pass(p, 2 * MINUTE);
  expect(toldTo(p, 'ana').slice(3)).toEqual(['+60 firing And 2 more problems']);
  const [summary] = p.sent.filter(({ briefing }) => briefing.title.untrusted.startsWith('And'));
  expect(summary?.briefing.items.map(({ name }) => name.untrusted)).toEqual(['c18', 'c19']);

  const q = await started();
  await storm(q, 20);
  await pass(q, 30 * SECOND);
  for (let i = 3; i < 20; i++) await succeed(q, `c${i}`);
  await pass(q, 2 * MINUTE);
  expect(toldTo(q, 'ana').slice(3)).toEqual(['+60 digest And 17 more have recovered']);
});

it('rings for nothing that somebody has taken before it is told', async () => {
  const p = await started();
  await storm(p, 20);
  const until = after(p.clock.now(), HOUR);
  for (const groupId of await p.store.ask('openGroupIds', { limit: 100 }))
    await takeInHand(
      p.deps(),
      [groupId],
      { kind: 'acknowledge', as: 'ack', groupId, by: ANA, until, to: undefined },
      'test',
    );
  await pass(p, 20 * MINUTE);
  expect(toldTo(p, 'ana')).toHaveLength(3);
  expect(toldTo(p, 'ben')).toEqual([]);
});
