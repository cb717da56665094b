/** A way out that does not work beside one that does: what the healthy one says, and when, is what it would say alone. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { fallBack } from '../../src/app/pipeline/fall-back.ts';
import type { Outcome } from '../../src/domain/delivery/outcome.ts';
import { after, isoOf, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aPolicy, aReceiver, aRoute } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { runUntil } from '../harness/timeline.ts';
import { type Pipeline, type Sent, startPipeline, tableauBody } from '../harness/pipeline.ts';

const WELL = { type: 'test', address: { lane: 'well' } };
const DOWN = { type: 'board', address: { lane: 'down' } };

/** All that fails in one project is one group, whose clock ticks every five minutes. */
const route = aRoute({ groupBy: ['site'], groupWait: 10 * SECOND });
const BOTH = aPolicy({ receiverList: [aReceiver('ops', [WELL, DOWN])], routes: [route] });
const ALONE = aPolicy({ receiverList: [aReceiver('ops', [WELL])], routes: [route] });

const UNKNOWN: Outcome = { kind: 'unknown', detail: 'no answer within 15 s' };
const BUSY: Outcome = { kind: 'notNow', detail: 'HTTP 503' };

type Happening =
  | { readonly wait: number }
  | { readonly say: string; readonly outcome: 'Failed' | 'Succeeded' }
  | { readonly down: Outcome };

async function say(p: Pipeline, name: string, outcome: 'Failed' | 'Succeeded'): Promise<void> {
  await p.post(
    tableauBody({
      event_type: `DatasourceRefresh${outcome}`,
      resource_name: name,
      resource_luid: name,
      created_at: isoOf(p.clock.now()),
    }),
  );
}

/** The other way out answers as the timeline says, and works again at its end. */
async function play(policy: Policy, happenings: readonly Happening[]): Promise<readonly Sent[]> {
  const p = await startPipeline(policy, new ManualClock(NOON));
  let down: Outcome = { kind: 'accepted' };
  const heard: Sent[] = [];
  p.answer = (sent) => {
    const outcome: Outcome = sent.destinationId === 'ops/board/2' ? down : { kind: 'accepted' };
    // What may have arrived counts as heard.
    if (outcome.kind !== 'notNow') heard.push(sent);
    return outcome;
  };
  for (const one of happenings) {
    if ('wait' in one) await runUntil(p, after(p.clock.now(), one.wait * SECOND));
    else if ('say' in one) await say(p, one.say, one.outcome);
    else down = one.down;
  }
  down = { kind: 'accepted' };
  await runUntil(p, after(p.clock.now(), 30 * MINUTE));
  expect(p.errors).toEqual([]);
  return heard;
}

const lineOf = ({ at, briefing }: Sent) =>
  `${(at - NOON) / SECOND} ${briefing.kind}: ${briefing.items
    .map((i) => `${i.state === 'resolved' ? '-' : ''}${i.name.untrusted}`)
    .sort()
    .join(' ')}`;

const saidAt = (heard: readonly Sent[], destinationId: string) =>
  heard.filter((s) => s.destinationId === destinationId).map(lineOf);

it('a new failure waits for group_wait on the healthy lane while a recovery cannot be told on the other', async () => {
  const p = await play(BOTH, [
    { say: 'Sales', outcome: 'Failed' },
    { wait: 60 },
    { down: BUSY },
    { say: 'Sales', outcome: 'Succeeded' },
    { wait: 30 },
    { say: 'Sales', outcome: 'Failed' },
    { wait: 60 },
  ]);

  expect(saidAt(p, 'ops/test')).toEqual(['10 firing: Sales', '60 recovered: -Sales', '100 firing: Sales']);
});

it('what the healthy lane hears, and when, does not depend on the other lane', {
  timeout: 60_000,
}, async () => {
  const name = fc.constantFrom('Sales', 'Costs', 'Stock');
  const happening = fc.oneof(
    { weight: 3, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 400 }) }) },
    { weight: 4, arbitrary: fc.record({ say: name, outcome: fc.constantFrom('Failed', 'Succeeded') }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(BUSY, UNKNOWN, { kind: 'accepted' } as const).map((down) => ({ down })),
    },
  ) as fc.Arbitrary<Happening>;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 24 }), async (happenings) => {
      // Two things said of one item within a second would be one event.
      const spaced = happenings.flatMap((h): Happening[] => ('say' in h ? [h, { wait: 2 }] : [h]));
      const both = await play(BOTH, spaced);
      const alone = await play(ALONE, spaced);

      expect(saidAt(both, 'ops/test')).toEqual(saidAt(alone, 'ops/test'));
      expectSameEnd(both);
    }),
    { numRuns: Number(process.env['LANE_RUNS'] ?? 60) },
  );
});

/** The last that arrived of each item is how it stands; a message that says it recovered and fails anew says that it fails. */
function expectSameEnd(heard: readonly Sent[]): void {
  const last = (destinationId: string) =>
    new Map(
      heard
        .filter((s) => s.destinationId === destinationId)
        .flatMap(({ briefing }) => briefing.items.toSorted((a, b) => b.state.localeCompare(a.state)))
        .map(({ name, state }) => [name.untrusted, state] as const),
    );
  const stands = last('ops/test');
  for (const [name, state] of last('ops/board/2')) expect([name, state]).toEqual([name, stands.get(name)]);
}

it('the other lane hears the end of the first failure before it hears of the second', async () => {
  // The first message may have arrived, so that its end is due there too.
  const heard = await play(BOTH, [
    { say: 'Sales', outcome: 'Failed' },
    { down: UNKNOWN },
    { wait: 11 },
    { say: 'Sales', outcome: 'Succeeded' },
    { down: BUSY },
    { wait: 5 },
    { say: 'Sales', outcome: 'Failed' },
    { wait: 200 },
  ]);

  const kinds = heard.filter((s) => s.destinationId === 'ops/board/2').map((s) => s.briefing.kind);
  expect(kinds).toEqual(['firing', 'firing', 'recovered', 'firing']);
  expectSameEnd(heard);
});

it('a new failure pages again, though somebody had acknowledged the one before, whose end is not told everywhere', async () => {
  const p = await startPipeline({
    ...aPagingPolicy(),
    receivers: new Map(
      [
        aReceiver('ops', [DOWN]),
        ...[...aPagingPolicy().receivers.values()].filter((r) => r.name !== 'ops'),
      ].map((r) => [r.name, r]),
    ),
  });
  let down: Outcome = { kind: 'accepted' };
  p.answer = ({ destinationId }) => (destinationId === 'ops/board' ? down : { kind: 'accepted' });
  await say(p, 'Sales', 'Failed');
  await p.settle();
  const [delivery] = await p.store.ask('listDeliveries', { limit: 1 });
  const groupId = delivery?.groupId ?? '';
  const by = { name: 'Ana', person: 'ana', claimed: false, via: 'test' };
  const until = after(p.clock.now(), 60 * MINUTE);
  const hand = { kind: 'acknowledge', as: 'ack', groupId, by, until, to: undefined } as const;
  await takeInHand(p.deps(), [groupId], hand, 'test');
  await p.settle();
  down = BUSY;
  p.clock.advance(MINUTE);
  await say(p, 'Sales', 'Succeeded');
  await p.settle();
  p.clock.advance(MINUTE);
  const before = p.sent.length;
  await say(p, 'Sales', 'Failed');
  await p.settle();

  expect(p.sent.slice(before).map((s) => [s.destinationId, s.briefing.kind])).toContainEqual([
    '@ana/test',
    'firing',
  ]);
  expect(p.errors).toEqual([]);
});

it('a notice that comes while another is on its way is told at its time', async () => {
  const named = aRoute({ match: [], namesEvent: true, groupBy: ['site'], groupWait: 0 });
  const p = await startPipeline(aPolicy({ routes: [named] }));
  p.answer = () => (p.sent.length === 1 ? BUSY : { kind: 'accepted' });
  await say(p, 'Sales', 'Succeeded');
  await p.settle();
  p.clock.advance(SECOND);
  await say(p, 'Costs', 'Succeeded');
  await runUntil(p, after(p.clock.now(), 30 * MINUTE));

  const names = p.sent.flatMap(({ briefing }) => briefing.items.map((i) => i.name.untrusted));
  expect(new Set(names)).toEqual(new Set(['Sales', 'Costs']));
  expect(p.errors).toEqual([]);
});

/** `ops` does not work from the start; `spare` is told in its place. */
async function startFallenBack(): Promise<Pipeline> {
  const p = await startPipeline(
    aPolicy({
      receiverList: [
        { ...aReceiver('ops', [DOWN]), fallback: 'spare' },
        { ...aReceiver('spare', [WELL]), detail: 'name' },
      ],
      routes: [route],
    }),
  );
  p.answer = ({ destinationId }) => (destinationId === 'ops/board' ? BUSY : { kind: 'accepted' });
  return p;
}

async function live(p: Pipeline, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await runUntil(p, after(p.clock.now(), MINUTE));
    await fallBack(p.deps(), p.clock.now());
    await p.settle();
  }
}

it('who was told by the fall-back hears of the recovery while the way out is still down, and of a new failure', async () => {
  const p = await startFallenBack();
  await say(p, 'Sales', 'Failed');
  await live(p, 20);
  await say(p, 'Sales', 'Succeeded');
  await live(p, 1);
  const recovered = saidAt(p.sent, 'spare/test');
  await say(p, 'Sales', 'Failed');
  await live(p, 20);

  expect(recovered.map((line) => line.replace(/^\S+ /, ''))).toEqual(['firing: Sales', 'recovered: -Sales']);
  expect(saidAt(p.sent, 'spare/test').slice(2)).toEqual([expect.stringContaining('firing: Sales')]);
  expect(p.errors).toEqual([]);
});

it('what joins while the way out is down is told there too, once', async () => {
  const p = await startFallenBack();
  await say(p, 'Sales', 'Failed');
  await live(p, 20);
  await say(p, 'Costs', 'Failed');
  await live(p, 60);

  expect(saidAt(p.sent, 'spare/test').map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'firing: Sales',
    'update: Costs Sales',
  ]);
});
