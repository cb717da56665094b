import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy, Route } from '../../src/domain/policy.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aRoute, equals } from '../fixtures/policy.ts';
import { happenAgain, happenForReal, handsOnItems, listOf } from '../harness/for-real.ts';

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
const histories = fc.array(fc.oneof({ arbitrary: events, weight: 6 }, { arbitrary: acks, weight: 1 }), {
  minLength: 1,
  maxLength: 25,
});

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

const policies = fc.record({ routes, inhibits: fc.boolean() }).map(({ routes, inhibits }): Policy => {
  const inhibition = {
    place: { path: 'inhibitions[0]', line: 1 },
    when: [equals('name', 'Stock')],
    quiet: [equals('name', 'Leads')],
    equal: ['site' as const],
  };
  return aPagingPolicy({
    routes,
    quietTimes: new Map([['night', [NIGHT]]]),
    inhibitions: inhibits ? [inhibition] : [],
  });
});

it('a replay of what was kept says what the pipeline said, message by message', async () => {
  await fc.assert(
    fc.asyncProperty(histories, policies, async (moments, policy) => {
      const { p, seen, end } = await happenForReal(policy, moments);

      expect(listOf(await happenAgain(p, policy, end))).toEqual(listOf(seen));
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('a replay under another configuration says what the pipeline would have said under it', async () => {
  await fc.assert(
    fc.asyncProperty(histories, policies, policies, async (moments, policy, other) => {
      const first = await happenForReal(policy, moments);
      const hands = await handsOnItems(first.p, first.end);
      const { seen } = await happenForReal(other, moments, { hands });

      expect(listOf(await happenAgain(first.p, other, first.end))).toEqual(listOf(seen));
    }),
    { numRuns: 60 },
  );
}, 120_000);
