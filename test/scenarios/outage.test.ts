/** A way out that is down for hours: probes while it is, one digest and the worst of what is open when it is back. */
import { expect, it } from 'vitest';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { fallBack, MOST_FALLEN_BACK } from '../../src/app/pipeline/fall-back.ts';
import type { Briefing } from '../../src/domain/briefing/briefing.ts';
import { HOUR, isoOf, MINUTE } from '../../src/domain/time/instant.ts';
import { KEPT_BACK } from '../../src/domain/delivery/outage.ts';
import { aPolicy, aReceiver } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

async function say(pipeline: Pipeline, item: string, outcome: 'Failed' | 'Succeeded'): Promise<void> {
  await pipeline.post(
    tableauBody({
      event_type: `DatasourceRefresh${outcome}`,
      resource_name: item,
      resource_luid: item,
      created_at: isoOf(pipeline.clock.now()),
    }),
  );
}

const POLICY = aPolicy({
  receiverList: [
    { ...aReceiver('ops', [{ type: 'test', address: { lane: 'one' } }]), fallback: 'spare' },
    aReceiver('spare', [{ type: 'test', address: { lane: 'two' } }]),
  ],
});

/** `ops` is down for six hours, in which `failed` items fail and the first `recovered` of them recover. */
async function outage(failed: number, recovered: number) {
  const pipeline = await startPipeline(POLICY);
  await say(pipeline, 'before', 'Failed');
  await pipeline.settle();
  pipeline.answer = ({ destinationId }) =>
    destinationId.startsWith('ops/') ? { kind: 'notNow', detail: 'HTTP 503' } : { kind: 'accepted' };
  const begun = pipeline.sent.length;
  for (let i = 0; i < failed; i++) await say(pipeline, `item-${i}`, 'Failed');
  for (let minute = 0; minute < 6 * 60; minute++) {
    pipeline.clock.advance(MINUTE);
    if (minute === 60) for (let i = 0; i < recovered; i++) await say(pipeline, `item-${i}`, 'Succeeded');
    if (minute === 70) await say(pipeline, 'before', 'Succeeded');
    await fallBack(pipeline.deps(), pipeline.clock.now());
    await pipeline.settle();
  }
  const during = pipeline.sent.slice(begun);
  pipeline.answer = () => ({ kind: 'accepted' });
  const ended = pipeline.sent.length;
  for (let minute = 0; minute < 60; minute++) {
    pipeline.clock.advance(MINUTE);
    await pipeline.settle();
  }
  return { pipeline, during, afterwards: pipeline.sent.slice(ended) };
}

const factOf = (briefing: Briefing | undefined, title: string) =>
  Number(briefing?.facts.find((f) => f.title === title)?.value ?? 0);

it('gets few probes while it is down, and then a digest that counts everything before at most ten single messages', {
  timeout: 60_000,
}, async () => {
  const { pipeline, during, afterwards } = await outage(100, 60);

  expect(during.filter((s) => s.destinationId === 'ops/test').length).toBeLessThanOrEqual(80);
  const digests = afterwards.filter((s) => s.briefing.kind === 'digest');
  expect(digests).toHaveLength(1);
  // The probe that found it working, the digest, and those that are told one by one.
  expect(afterwards.length).toBeLessThanOrEqual(KEPT_BACK + 2);
  expect(afterwards.indexOf(digests[0] as never)).toBeLessThanOrEqual(1);
  const digest = digests[0]?.briefing;
  const waiting = factOf(digest, 'Told one by one after this');
  const open = factOf(digest, 'Still open, told here only');
  const probe = afterwards.length - 1 - waiting;
  expect(factOf(digest, 'Over before they could be told')).toBe(60);
  expect(factOf(digest, 'Recovered')).toBe(1);
  expect(open + waiting + probe).toBe(40);
  expect((digest?.items.length ?? 0) + (digest?.more ?? 0)).toBe(open);
  expect(await pipeline.store.ask('listDeliveries', { limit: 10, state: 'pending' })).toEqual([]);
  expect(pipeline.errors).toEqual([]);
  const [last] = await pipeline.store.ask('listIncarnations', { limit: 1, state: 'open' });
  const story = await storyOfIncarnation(pipeline, last ?? expect.fail('nothing is open'));
  expect(story.slice(-3).map(({ text }) => text)).toEqual([
    expect.stringContaining('not told ops/test: told in the digest of the outage since'),
    'told ops/test: this way out was down, and what waited would have been too much to read',
    'attempt 1 to ops/test: accepted',
  ]);
});

it('who is told in the digest only hears of the recovery', { timeout: 60_000 }, async () => {
  const { pipeline } = await outage(30, 0);
  const before = pipeline.sent.length;

  for (let i = 0; i < 30; i++) await say(pipeline, `item-${i}`, 'Succeeded');
  await pipeline.settle();

  const recovered = pipeline.sent.slice(before).filter((s) => s.briefing.kind === 'recovered');
  expect(recovered.filter((s) => s.destinationId === 'ops/test')).toHaveLength(30);
  expect(recovered.filter((s) => s.destinationId === 'spare/test')).toHaveLength(MOST_FALLEN_BACK);
});

it('the fall-back gets the worst of what waits, once each, and one word about the rest', {
  timeout: 60_000,
}, async () => {
  const { during } = await outage(30, 0);

  const spare = during.filter((s) => s.destinationId === 'spare/test');
  expect(spare).toHaveLength(MOST_FALLEN_BACK + 1);
  expect(new Set(spare.map((s) => s.briefing.title.untrusted)).size).toBe(MOST_FALLEN_BACK + 1);
  expect(spare.filter((s) => s.briefing.kind === 'notice')).toHaveLength(1);
});

it('the fall-back hears of no recovery of what it was not told', { timeout: 60_000 }, async () => {
  const { pipeline, during } = await outage(1, 0);

  expect(pipeline.errors).toEqual([]);
  expect(
    during
      .filter((s) => s.destinationId === 'spare/test')
      .map((s) => [s.briefing.kind, s.briefing.title.untrusted]),
  ).toEqual([['firing', 'Failed: item-0']]);
});

it.each([1, 3, 8])(
  'a single message goes out within six minutes of the end of %i h of outage',
  {
    timeout: 60_000,
  },
  async (hours) => {
    const pipeline = await startPipeline(POLICY);
    pipeline.answer = () => ({ kind: 'notNow', detail: 'HTTP 503' });
    await say(pipeline, 'item', 'Failed');
    for (let minute = 0; minute < 60 * hours; minute++) {
      await pipeline.settle();
      pipeline.clock.advance(MINUTE);
    }

    pipeline.answer = () => ({ kind: 'accepted' });
    const before = pipeline.sent.length;
    for (let minute = 0; minute < 6; minute++) {
      pipeline.clock.advance(MINUTE);
      await pipeline.settle();
    }

    expect(pipeline.sent.length).toBeGreaterThan(before);
  },
);

it('a short failure makes no digest', async () => {
  const pipeline = await startPipeline(POLICY);
  pipeline.answer = () => ({ kind: 'notNow', detail: 'HTTP 503' });
  for (let i = 0; i < 20; i++) await say(pipeline, `item-${i}`, 'Failed');
  await pipeline.settle();
  pipeline.answer = () => ({ kind: 'accepted' });
  const before = pipeline.sent.length;

  pipeline.clock.advance(5 * MINUTE);
  await pipeline.settle();
  pipeline.clock.advance(HOUR);
  await pipeline.settle();

  expect(pipeline.sent.slice(before).map((s) => s.briefing.kind)).toEqual(Array(20).fill('firing'));
});
