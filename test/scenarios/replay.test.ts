import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { DigestRule, Policy, Route } from '../../src/domain/policy.ts';
import { WEEKDAYS } from '../../src/domain/time/civil.ts';
import type { World } from '../../src/domain/world.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aRoute, equals } from '../fixtures/policy.ts';
import { happenAgain, happenForReal, handsOnItems, listOf, type Moment } from '../harness/for-real.ts';

/** More, and others: `PROPERTIES=2 REPLAY_RUNS=500 npx vitest run test/scenarios/replay.test.ts`. */
const RUNS = Number(process.env['REPLAY_RUNS'] ?? 60);

const ITEMS = ['Sales Daily', 'Stock', 'Payroll', 'Forecast', 'Leads'];
const TYPES = [
  'DatasourceRefreshFailed',
  'DatasourceRefreshFailed',
  'DatasourceRefreshSucceeded',
  'DatasourceRefreshSucceeded',
  'DatasourceRefreshStarted',
  'DatasourceDeleted',
];

const waits = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((n) => n * SECOND),
  fc.integer({ min: 1, max: 30 }).map((n) => n * MINUTE),
  fc.integer({ min: 1, max: 10 }).map((n) => n * HOUR),
);

const events = fc.record({
  kind: fc.constant('event' as const),
  wait: waits,
  item: fc.constantFrom(...ITEMS),
  type: fc.constantFrom(...TYPES),
  late: fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, { arbitrary: waits, weight: 1 }),
});
const acks = fc.record({ kind: fc.constant('ack' as const), wait: waits, item: fc.constantFrom(...ITEMS) });
/** One that fails and recovers again and again. */
const flaps = fc
  .record({
    item: fc.constantFrom(...ITEMS),
    wait: fc.integer({ min: 1, max: 15 }).map((n) => n * MINUTE),
    times: fc.integer({ min: 3, max: 8 }),
  })
  .map(({ item, wait, times }): readonly Moment[] =>
    Array.from({ length: times }, (_, i) => {
      const type = i % 2 === 0 ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
      return { kind: 'event', wait, item, type };
    }),
  );
/** Several at one moment, whose groups are due together. */
const bursts = fc
  .record({
    items: fc.uniqueArray(fc.constantFrom(...ITEMS), { minLength: 2 }),
    type: fc.constantFrom('DatasourceRefreshFailed', 'DatasourceRefreshSucceeded'),
    wait: waits,
  })
  .map(({ items, type, wait }): readonly Moment[] =>
    items.map((item, i) => ({ kind: 'event', wait: i === 0 ? wait : 0, item, type })),
  );
const single = fc.oneof({ arbitrary: events, weight: 6 }, { arbitrary: acks, weight: 1 });
const histories = fc
  .array(
    fc.oneof(
      { arbitrary: single.map((one): readonly Moment[] => [one]), weight: 8 },
      { arbitrary: flaps, weight: 1 },
      { arbitrary: bursts, weight: 2 },
    ),
    { minLength: 1, maxLength: 25 },
  )
  .map((parts) => parts.flat());

const flappings = fc.record({
  changes: fc.constantFrom(2, 3, 5),
  within: fc.constantFrom(30 * MINUTE, 6 * HOUR),
  stableFor: fc.constantFrom(10 * MINUTE, 2 * HOUR),
});
const DAILY: DigestRule = { minute: 16 * 60, days: WEEKDAYS, zone: 'UTC', skipEmpty: false };

const routes = fc
  .array(
    fc.record({
      item: fc.option(fc.constantFrom(...ITEMS), { nil: undefined }),
      notice: fc.boolean(),
      tell: fc.constantFrom('ops', 'bosses', 'gone'),
      page: fc.constantFrom('data', undefined),
      groupBy: fc.constantFrom<Route['groupBy']>('each', ['site'], ['condition']),
      groupWait: fc.constantFrom(0, 10 * SECOND, 5 * MINUTE),
      groupInterval: fc.constantFrom(MINUTE, 5 * MINUTE),
      repeatInterval: fc.constantFrom(HOUR, 4 * HOUR),
      afterFailures: fc.constantFrom(1, 1, 2, 3),
      quiet: fc.constantFrom<readonly string[]>([], [], ['night']),
      ackCovers: fc.constantFrom<Route['ackCovers']>('cause', 'group'),
      flapping: fc.option(flappings, { nil: undefined }),
      digest: fc.constantFrom<Route['digest']>(undefined, undefined, undefined, DAILY, {
        ...DAILY,
        skipEmpty: true,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) =>
    all.map(({ item, notice, ...route }, i) => {
      const name = item === undefined ? [] : [equals('name', item)];
      const about = notice ? equals('event', 'refresh-started') : equals('condition', 'refresh-failed');
      return aRoute({ ...route, id: `r${i}`, name: `r${i}`, match: [about, ...name], namesEvent: notice });
    }),
  );

const NIGHT = {
  zone: 'UTC',
  days: new Set<never>(),
  monthDays: [],
  months: new Set<never>(),
  hours: { start: 20 * 60, end: 8 * 60 },
};

const caps = fc.option(
  fc.record({
    messages: fc.constantFrom(1, 2, 4),
    within: fc.constantFrom(MINUTE, 10 * MINUTE, 3 * HOUR),
  }),
  { nil: undefined },
);

const policies = fc
  .record({ routes, inhibits: fc.boolean(), atMost: caps })
  .map(({ routes, inhibits, atMost }): Policy => {
    const inhibition = {
      place: { path: 'inhibitions[0]', line: 1 },
      when: [equals('name', 'Stock')],
      quiet: [equals('name', 'Leads')],
      equal: ['site' as const],
    };
    const plain = aPagingPolicy();
    const receivers = [...plain.receivers.values()].map((receiver) => ({
      ...receiver,
      destinations: receiver.destinations.map((ref) => ({ ...ref, atMost })),
    }));
    return aPagingPolicy({
      receivers: new Map(receivers.map((r) => [r.name, r])),
      routes,
      quietTimes: new Map([['night', [NIGHT]]]),
      inhibitions: inhibits ? [inhibition] : [],
    });
  });

it(
  'a replay of what was kept says what the pipeline said, message by message',
  async () => {
    await fc.assert(
      fc.asyncProperty(histories, policies, async (moments, policy) => {
        const { p, seen, end } = await happenForReal(policy, moments);

        expect(listOf(await happenAgain(p, policy, end))).toEqual(listOf(seen));
      }),
      { numRuns: RUNS },
    );
  },
  120_000 + RUNS * 1000,
);

it(
  'a replay under another configuration says what the pipeline would have said under it',
  async () => {
    await fc.assert(
      fc.asyncProperty(histories, policies, policies, async (moments, policy, other) => {
        const first = await happenForReal(policy, moments);
        const hands = await handsOnItems(first.p, first.end);
        const { seen } = await happenForReal(other, moments, { hands });

        expect(listOf(await happenAgain(first.p, other, first.end))).toEqual(listOf(seen));
      }),
      { numRuns: RUNS },
    );
  },
  120_000 + RUNS * 1000,
);

it('holds only what goes on, and of what is over how often each item failed', async () => {
  const digest = { ...DAILY, minute: 13 * 60 };
  const policy = aPagingPolicy({
    routes: [aRoute({ id: 'a', page: 'data', continue: true }), aRoute({ id: 'b', tell: 'bosses', digest })],
  });
  const times = (item: string): readonly Moment[] =>
    ['DatasourceRefreshFailed', 'DatasourceRefreshSucceeded'].map((type) => ({
      ...{ kind: 'event', wait: 3 * HOUR, item, type },
    }));
  const moments = [...ITEMS, ...ITEMS, ...ITEMS].flatMap(times);
  const last: Moment = {
    kind: 'event',
    wait: 48 * HOUR,
    item: 'Sales Daily',
    type: 'DatasourceRefreshFailed',
  };
  const { p, end } = await happenForReal(policy, [...moments, last]);
  const sizes: Record<string, number>[] = [];

  await happenAgain(p, policy, end, (world) => sizes.push(sizesOf(world)));

  // The message about the last one, before anything else is told of it.
  const atLast = sizes.find(
    (_, i) => i > 0 && sizes[i - 1]?.['lastNumber'] === 15 && sizes[i]?.['lastNumber'] === 16,
  );
  expect(atLast).toEqual({
    ...{ alerts: ITEMS.length, incarnations: 1, groups: 2, members: 2, digests: 1, escalations: 1 },
    ...{ openGroupByKey: 2, membersByIncarnation: 1, membersByGroup: 2, decisions: 2, lastDecision: 1 },
    lastNumber: 16,
  });
});

function sizesOf({ index, lastNumber, ...tables }: World): Record<string, number> {
  const maps = Object.entries({ ...tables, ...index });
  return {
    ...Object.fromEntries(maps.flatMap(([name, { size }]) => (size > 0 ? [[name, size]] : []))),
    lastNumber,
  };
}
