import { describe, expect, it } from 'vitest';
import { after, earliest, HOUR, type Instant, isoOf, MINUTE, SECOND } from '../../src/domain/instant.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { aPolicy, aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, type Sent, startPipeline, tableauBody } from '../harness/pipeline.ts';

/** What happens to the content items "a", "b"…: `+a` fails, `-a` succeeds, `restart` is a new process. */
type Doing =
  | `+${string}`
  | `-${string}`
  | 'restart'
  | { readonly down: number }
  | Outcome
  | { readonly policy: Policy };

type Case = {
  readonly title: string;
  readonly policy?: Policy;
  /** Seconds after the start, and what happens then. */
  readonly timeline: readonly (readonly [seconds: number, ...doings: Doing[]])[];
  /** How long is watched, in seconds. */
  readonly until: number;
  /** When, to whom if there are several, the reason, and the members: those that fire, then `-x` for recovered ones. */
  readonly expected: readonly string[];
};

const route = (over: Parameters<typeof aRoute>[0] = {}) =>
  aRoute({
    groupBy: ['site', 'cause'],
    groupWait: SECOND,
    groupInterval: SECOND,
    repeatInterval: 4900,
    ...over,
  });
const grouped = (over: Parameters<typeof aRoute>[0] = {}) => aPolicy({ routes: [route(over)] });
const slow = { groupWait: 10 * SECOND, groupInterval: 5 * MINUTE, repeatInterval: 4 * HOUR };

const CASES: readonly Case[] = [
  {
    title:
      'gathers what comes within group_wait, tells what joins at the next tick, and repeats from the last send',
    timeline: [
      [1.1, '+a'],
      [1.7, '+e'],
      [3.3, '+b', '+c', '+d'],
    ],
    until: 9.5,
    expected: [
      '2.1 first notification: a e',
      '4.1 new alerts added: a b c d e',
      '9 repeat interval passed: a b c d e',
    ],
  },
  {
    title: 'never tells of an alert that resolved before the first flush, and ends the group',
    policy: grouped(slow),
    timeline: [
      [0, '+a'],
      [5, '-a'],
      [20, '+b'],
    ],
    until: 60,
    expected: ['30 first notification: b'],
  },
  {
    title: 'tells the others at their time when one resolves within group_wait',
    policy: grouped(slow),
    timeline: [
      [0, '+a', '+b'],
      [5, '-a'],
    ],
    until: 60,
    expected: ['10 first notification: b'],
  },
  {
    title: 'tells of some that resolved at a tick, and of the last one at once',
    policy: grouped(slow),
    timeline: [
      [0, '+a', '+b', '+c'],
      [60, '-a'],
      [400, '-b', '-c'],
    ],
    until: 1000,
    expected: ['10 first notification: a b c', '310 some alerts resolved: b c -a', '400 all resolved: -b -c'],
  },
  {
    title: 'says nothing of what failed and recovered between two ticks',
    policy: grouped(slow),
    timeline: [
      [0, '+a'],
      [60, '+b'],
      [120, '-b'],
    ],
    until: 1000,
    expected: ['10 first notification: a'],
  },
  {
    title: 'begins a new group after all resolved',
    policy: grouped(slow),
    timeline: [
      [0, '+a'],
      [60, '-a'],
      [100, '+a'],
    ],
    until: 200,
    expected: ['10 first notification: a', '60 all resolved: -a', '110 first notification: a'],
  },
  {
    title: 'repeats after the repeat interval, with how it stands then',
    policy: grouped({ ...slow, repeatInterval: HOUR }),
    timeline: [
      [0, '+a', '+b'],
      [3605, '-b'],
    ],
    until: 7300,
    expected: [
      '10 first notification: a b',
      '3610 some alerts resolved: a -b',
      '7210 repeat interval passed: a',
    ],
  },
  {
    title: 'is one group for each alert with group_by ["..."]',
    policy: grouped({ ...slow, groupBy: 'each' }),
    timeline: [
      [0, '+a', '+b'],
      [3, '+c'],
    ],
    until: 60,
    expected: ['10 first notification: a', '10 first notification: b', '13 first notification: c'],
  },
  {
    title: 'is one group for all with an empty group_by, over sites too',
    policy: grouped({ ...slow, groupBy: [] }),
    timeline: [[0, '+a', '+globex:b']],
    until: 60,
    expected: ['10 first notification: a b'],
  },
  {
    title: 'keeps sites apart by default',
    policy: grouped(slow),
    timeline: [[0, '+a', '+globex:b']],
    until: 60,
    expected: ['10 first notification: a', '10 first notification: b'],
  },
  {
    title: 'puts one alert into a group of each route that takes it: continue, in the order of the tree',
    policy: aPolicy({
      receiverList: ['r1', 'r2'].map((name) => aReceiver(name, [{ type: 'test', address: {} }])),
      routes: [
        route({ id: 'A', match: [equals('name', 'a')], continue: true, tell: 'r1', ...slow }),
        route({ id: 'B', match: [equals('condition', 'refresh-failed')], tell: 'r2', ...slow }),
      ],
    }),
    timeline: [[0, '+a', '+b']],
    until: 60,
    expected: ['10 r1 first notification: a', '10 r2 first notification: a b'],
  },
  {
    title: 'tells each of two routes to one receiver by itself',
    policy: aPolicy({
      routes: [route({ id: 'A', continue: true, ...slow }), route({ id: 'B', ...slow, groupWait: 0 })],
    }),
    timeline: [[0, '+a']],
    until: 60,
    expected: ['0 first notification: a', '10 first notification: a'],
  },
  {
    title: 'tells once what became due while it was away, and its clock goes on',
    policy: grouped(slow),
    timeline: [
      [0, '+a', '+b'],
      [20, '+c', 'restart'],
      [2000, 'restart', '+d'],
    ],
    until: 3000,
    expected: ['10 first notification: a b', '310 new alerts added: a b c', '2110 new alerts added: a b c d'],
  },
  {
    title: 'is no burst after downtime: what is overdue is told once, as it stands',
    policy: grouped({ ...slow, repeatInterval: HOUR }),
    timeline: [
      [0, '+a', '+globex:b'],
      [20, '+c', '-globex:b'],
      [25, { down: 10_000 }, 'restart', '+d'],
    ],
    until: 10_300,
    expected: [
      '10 first notification: a',
      '10 first notification: b',
      '20 all resolved: -b',
      '10025 new alerts added: a c d',
    ],
  },
  {
    title: 'sends the newest state when a message could not go out across a tick',
    policy: grouped(slow),
    timeline: [
      [0, { kind: 'notNow', detail: 'busy' }, '+a'],
      [100, '+b'],
      [305, { kind: 'accepted' }],
    ],
    until: 900,
    // The lane is asked again at 570 s, after its failures.
    expected: ['570 first notification: a b'],
  },
  {
    title: 'tries a message that was refused again after the repeat interval, and at once with what is new',
    policy: grouped({ ...slow, repeatInterval: HOUR }),
    timeline: [
      [0, { kind: 'refused', detail: 'HTTP 400' }, '+a'],
      [20, { kind: 'accepted' }],
      [100, '+b'],
    ],
    until: 700,
    expected: ['310 first notification: a b'],
  },
  {
    title: 'goes on under the settings that it began with, when the configuration changes',
    policy: grouped(slow),
    timeline: [
      [0, '+a'],
      [20, { policy: grouped({ ...slow, groupInterval: HOUR }) }],
      [30, '+b'],
    ],
    until: 700,
    expected: ['10 first notification: a', '310 new alerts added: a b'],
  },
];

describe('a group', () => {
  it.each(CASES)('$title', async ({ policy = grouped(), timeline, until, expected }) => {
    const p = await startPipeline(policy);
    const sends: string[] = [];
    let answer: Outcome = { kind: 'accepted' };
    p.answer = async (sent) => {
      if (answer.kind === 'accepted') sends.push(await lineOf(p, sent, policy.receivers.size > 1));
      return answer;
    };

    for (const [seconds, ...doings] of timeline) {
      await runUntil(p, after(NOON, seconds * SECOND));
      for (const doing of doings) {
        if (typeof doing === 'string') await carryOut(p, doing);
        else if ('policy' in doing) p.policy = doing.policy;
        else if ('down' in doing) p.clock.advance(doing.down * SECOND);
        else answer = doing;
      }
    }
    await runUntil(p, after(NOON, until * SECOND));

    expect(sends).toEqual(expected);
    expect(p.errors).toEqual([]);
  });
});

/** Settles at each time at which something is due, up to a time. */
async function runUntil(p: Pipeline, end: Instant): Promise<void> {
  for (;;) {
    await p.settle();
    const at = p.clock.now();
    const groups = await p.store.ask('dueGroups', { at, limit: 1 });
    const deliveries = await p.store.ask('dueDeliveries', { at, limit: 1, exceptLanes: [] });
    const next = earliest([groups.nextDue, deliveries.nextDue, end]) ?? end;
    if (next >= end) return p.clock.advance(end - at);
    p.clock.advance(next - at);
  }
}

/** "+a": content a fails; "-globex:b": content b of another site succeeds. */
async function carryOut(p: Pipeline, doing: string): Promise<void> {
  if (doing === 'restart') return p.restart();
  const [name = '', site = 'acme'] = doing.slice(1).split(':').reverse();
  const type = doing.startsWith('+') ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
  const created_at = isoOf(p.clock.now());
  await p.post(tableauBody({ event_type: type, resource_name: name, resource_luid: name, created_at }), site);
}

async function lineOf(p: Pipeline, { deliveryId, briefing, at, destinationId }: Sent, named: boolean) {
  const delivery = await p.store.ask('delivery', { id: deliveryId });
  const notification = await p.store.ask('notification', { id: delivery?.notificationId ?? '' });
  const names = (state: string) =>
    briefing.items
      .filter((i) => i.state === state)
      .map((i) => i.name.untrusted)
      .sort();
  const members = [...names('firing'), ...names('resolved').map((name) => `-${name}`)].join(' ');
  const to = named ? `${destinationId.split('/')[0]} ` : '';
  return `${(at - NOON) / SECOND} ${to}${notification?.reason ?? ''}: ${members}`;
}
