import { expect, it } from 'vitest';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Receiver } from '../../src/domain/policy.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aPolicy, aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { fail, iso, pass, succeed } from '../harness/paging.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const CAP = { messages: 3, within: 10 * MINUTE };
const capped = (r: Receiver, atMost = CAP): Receiver => ({
  ...r,
  destinations: r.destinations.map((d) => ({ ...d, atMost })),
});
const OPS = capped(aReceiver('ops', [{ type: 'test', address: {} }]));

const said = (p: Pipeline) =>
  p.sent.map((s) => `${(s.at - NOON) / SECOND} ${s.briefing.kind} ${s.briefing.title.untrusted}`);

async function failMany(p: Pipeline, count: number, first = 0): Promise<void> {
  for (let i = first; i < first + count; i++) await fail(p, `c${i}`);
}

async function endOfStory(p: Pipeline, number: number): Promise<readonly string[]> {
  const alert = await p.store.ask('incarnation', { number });
  const story = await storyOfIncarnation(p, alert ?? expect.fail('no alert'));
  return story.map(({ text }) => text);
}

it('tells so many one by one, and the rest in one message with the worst', async () => {
  const critical = {
    place: { path: 'labels[0]', line: 3 },
    ...{ match: [equals('name', 'c7')], except: [], set: { severity: ['critical'] } },
  };
  const p = await startPipeline(aPolicy({ receiverList: [OPS], labels: [critical] }));
  await failMany(p, 10);
  expect(said(p)).toEqual(['0 firing Failed: c0', '0 firing Failed: c1', '0 firing Failed: c2']);

  await pass(p, 2 * MINUTE);
  expect(said(p).slice(3)).toEqual(['60 digest And 7 more problems']);
  const digest = p.sent[3]?.briefing;
  expect(digest?.items.map((i) => i.name.untrusted)).toEqual(['c7', 'c3', 'c4', 'c5', 'c6', 'c8', 'c9']);
  expect(digest?.severity).toBe('critical');
  expect(digest?.summary).toBe(
    'There were more than 3 messages within 10 min; these are told here together, the worst first',
  );
});

it('counts what is told at one moment, though each group is told by itself', async () => {
  const routes = [aRoute({ groupWait: 10 * SECOND })];
  const p = await startPipeline(aPolicy({ receiverList: [OPS], routes }));
  for (let i = 0; i < 8; i++)
    await p.post(tableauBody({ resource_name: `c${i}`, resource_luid: `c${i}`, created_at: iso(p) }));
  await p.settle();
  await pass(p, 2 * MINUTE, 10 * SECOND);
  expect(said(p)).toEqual([
    ...['10 firing Failed: c0', '10 firing Failed: c1', '10 firing Failed: c2'],
    '70 digest And 5 more problems',
  ]);
});

it('counts no message as of just now that was sent before the clock was set back', async () => {
  const p = await startPipeline(aPolicy({ receiverList: [OPS] }));
  await failMany(p, 3);
  await pass(p, HOUR);
  p.clock.step(-DAY);
  const back = p.sent.length;

  await failMany(p, 4, 10);

  expect(p.sent.slice(back).map((s) => s.briefing.title.untrusted)).toEqual([
    'Failed: c10',
    'Failed: c11',
    'Failed: c12',
  ]);
});

it('loses nothing in the story, also over a restart', async () => {
  const p = await startPipeline(aPolicy({ receiverList: [OPS] }));
  await failMany(p, 5);
  await p.restart();
  await pass(p, 2 * MINUTE);

  const fifth = await p.store.ask('incarnation', { number: 5 });
  const [member] = await p.store.ask('membersOfIncarnation', { id: fifth?.id ?? '' });
  const decisions = await p.store.ask('decisionsAbout', { subjectIds: [member?.groupId ?? ''], limit: 9 });
  expect(decisions.map((d) => `${d.answer}: ${d.reason}`)).toEqual([
    'told: first notification',
    'not-told: summed up in the message about the storm since 2026-09-21T12:00:00.000Z',
  ]);
  expect(said(p).at(-1)).toBe('60 digest And 2 more problems');
  expect((await endOfStory(p, 5)).slice(-3)).toEqual([
    'ops/test: not sent, summed up in the message about the storm since 2026-09-21T12:00:00.000Z',
    'told ops/test: more than 3 messages within 10 min: the rest is summed up (at_most)',
    'attempt 1 to ops/test: accepted',
  ]);
});

it('sums up again while it goes on, and tells one by one when it is over', async () => {
  const p = await startPipeline(aPolicy({ receiverList: [OPS] }));
  await failMany(p, 5);
  await pass(p, 2 * MINUTE);
  await failMany(p, 4, 5);
  await pass(p, 10 * MINUTE);
  await failMany(p, 1, 9);
  await pass(p, 10 * MINUTE);
  expect(said(p).slice(3)).toEqual([
    '60 digest And 2 more problems',
    '660 digest And 4 more problems',
    '720 firing Failed: c9',
  ]);
});

it('sends what follows from what was told one by one, and sums up what recovers of the rest', async () => {
  const p = await startPipeline(aPolicy({ receiverList: [OPS] }));
  await failMany(p, 5);
  await pass(p, MINUTE);
  for (const name of ['c0', 'c3', 'c4']) await succeed(p, name);
  await pass(p, 20 * MINUTE);
  expect(said(p).slice(3)).toEqual([
    '60 digest And 2 more problems',
    '60 recovered Recovered: c0',
    '660 digest And 2 more have recovered',
  ]);
});

it('never keeps a message back that an escalation counts on; of pages to a person the rest is one page', async () => {
  const policy = aPagingPolicy(
    {},
    {
      steps: [
        {
          at: 0,
          tell: [
            { kind: 'schedule', name: 'data' },
            { kind: 'receiver', name: 'ops' },
          ],
        },
      ],
    },
  );
  const receivers = new Map(
    [...policy.receivers].map(([name, r]) => [name, capped(r, { messages: 1, within: 10 * MINUTE })]),
  );
  const routes = policy.routes.map((r) => ({ ...r, groupBy: 'each' as const }));
  const p = await startPipeline({ ...policy, receivers, routes });
  await failMany(p, 4);
  await pass(p, MINUTE);
  const to = (id: string) => p.sent.filter((s) => s.destinationId === id).length;
  expect({ ana: to('@ana/test'), ops: to('ops/test') }).toEqual({ ana: 2, ops: 4 });
});
