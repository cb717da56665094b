import { expect, it } from 'vitest';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { aPolicy, aReceiver } from '../../../test/fixtures/policy.ts';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { MINUTE } from '../../domain/time/instant.ts';
import { createLastResort } from './last-resort.ts';

/** Two operators, each on a lane of its own, and a store that nobody may touch. */
async function bench() {
  const receiverList = [
    aReceiver('ops', [{ type: 'test', address: { lane: 'one' } }]),
    aReceiver('chief', [{ type: 'test', address: { lane: 'two' } }]),
  ];
  const pipeline = await startPipeline(aPolicy({ receiverList, operators: ['ops', 'chief'] }));
  const sent: { title: string; lane: string }[] = [];
  const world = { answer: (_lane: string): Outcome => ({ kind: 'accepted' }) };
  const type = pipeline.deps().registry.get('test');
  if (type === undefined) throw new Error('no type');
  const deps = pipeline.deps();
  const lastResort = createLastResort({
    ...{ ids: deps.ids, policy: deps.policy, clock: pipeline.clock, log: deps.log, outbound: deps.outbound },
    registry: new Map([
      [
        'test',
        {
          ...type,
          async send(payload: string, _account: unknown, address: unknown) {
            const { lane } = address as { lane: string };
            sent.push({ title: (JSON.parse(payload) as Briefing).title.untrusted, lane });
            return world.answer(lane);
          },
        },
      ],
    ]),
  });
  return { lastResort, sent, world, clock: pipeline.clock };
}

it('tells every operator once of a full disk, and of its end', async () => {
  const { lastResort, sent, clock } = await bench();
  for (let i = 0; i < 5; i++) await lastResort.follow('full');
  expect(sent.map((s) => s.lane)).toEqual(['one', 'two']);
  expect(sent[0]?.title).toContain('disk of Tabduty is full');

  await lastResort.follow(undefined);
  clock.advance(2 * MINUTE);
  await lastResort.follow(undefined);

  expect(sent.slice(2).map((s) => s.title)).toEqual(
    Array(2).fill('The database of Tabduty takes writes again'),
  );
});

it('goes around a lane that fails, and uses it when there is no other', async () => {
  const { lastResort, sent, clock } = await bench();
  lastResort.learnFailing(new Set(['test:one']));
  await lastResort.follow('io');
  expect(sent.map((s) => s.lane)).toEqual(['two']);

  const other = await bench();
  other.lastResort.learnFailing(new Set(['test:one', 'test:two']));
  await other.lastResort.follow('io');
  expect(other.sent.map((s) => s.lane)).toEqual(['one', 'two']);
  clock.advance(MINUTE);
});

it('tries again with each look while nobody could be reached, and tells nobody of an end that heard of no beginning', async () => {
  const { lastResort, sent, world, clock } = await bench();
  world.answer = () => ({ kind: 'notNow', detail: 'down' });
  await lastResort.follow('full');
  await lastResort.follow('full');
  expect(sent).toHaveLength(4);

  await lastResort.follow(undefined);
  clock.advance(2 * MINUTE);
  await lastResort.follow(undefined);

  expect(sent.map((s) => s.title)).not.toContain('The database of Tabduty takes writes again');
});
