import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPolicy, aReceiver, aRoute, equals } from '../../../test/fixtures/policy.ts';
import { NOON } from '../../../test/fixtures/records.ts';
import { update } from '../change.ts';
import { composeBriefing } from '../briefing/compose-briefing.ts';
import { type Input, step } from '../engine.ts';
import { after, type Instant, MINUTE, SECOND } from '../time/instant.ts';
import { knownLabels, sameLabels } from './known-labels.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { Incarnation } from '../records.ts';
import { newReason } from '../sites/reason.ts';
import { groupsFor } from './routing.ts';
import type { ReadySilence } from '../quiet/silence.ts';
import { applyChanges, emptyWorld, membershipsOf, place } from '../world.ts';

const CAUSES = ['timeout', 'credentials'] as const;
const PROJECTS = ['Finance', 'Sales'] as const;
const NAMES = ['a', 'b', 'c'] as const;

const failed = equals('condition', 'refresh-failed');
const grouped = { groupBy: ['site', 'cause'], groupWait: 10 * SECOND, groupInterval: MINUTE } as const;
const policy = aPolicy({
  receiverList: ['ops', 'finance'].map((name) => aReceiver(name, [{ type: 'test', address: {} }])),
  routes: [
    aRoute({
      ...{ ...grouped, id: 'finance', tell: 'finance', continue: true },
      match: [failed, equals('project', 'Finance')],
    }),
    aRoute({ ...grouped, id: 'timeouts', match: [failed, equals('cause', 'timeout')] }),
    aRoute({ ...grouped, id: 'rest', afterFailures: 2 }),
  ],
});
const silence: ReadySilence = {
  ...{
    id: 's',
    matchers: [],
    tests: [equals('name', 'a')],
    author: 'ana',
    reason: 'work',
    endedBy: undefined,
  },
  ...{ from: NOON, until: after(NOON, 10_000 * MINUTE), createdAt: NOON, replaces: undefined },
};

type Doing =
  | { readonly do: 'cause'; readonly name: string; readonly value: (typeof CAUSES)[number] }
  | { readonly do: 'project'; readonly name: string; readonly value: (typeof PROJECTS)[number] }
  | { readonly do: 'again' | 'over'; readonly name: string }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'silence'; readonly on: boolean }
  | { readonly do: 'claim' }
  | { readonly do: 'settle'; readonly outcome: Outcome['kind'] };

const name = fc.constantFrom(...NAMES);
const doings = fc.array(
  fc.oneof<fc.Arbitrary<Doing>[]>(
    fc.record({ do: fc.constant('cause'), name, value: fc.constantFrom(...CAUSES) }),
    fc.record({ do: fc.constant('project'), name, value: fc.constantFrom(...PROJECTS) }),
    fc.record({ do: fc.constantFrom('again', 'over'), name }),
    fc.record({ do: fc.constant('pass'), seconds: fc.constantFrom(3, 10, 90) }),
    fc.record({ do: fc.constant('silence'), on: fc.boolean() }),
    fc.record({ do: fc.constant('claim') }),
    fc.record({
      do: fc.constant('settle'),
      outcome: fc.constantFrom<Outcome['kind'][]>('accepted', 'notNow', 'unknown', 'refused'),
    }),
  ),
  { maxLength: 40 },
);

/** Three alerts, routed without any fact, on the engine alone. */
function start() {
  const world = emptyWorld();
  let at: Instant = NOON;
  let ids = 0;
  let isSilent = false;
  const underWay = new Set<string>();
  const run = (input: Input) =>
    step(
      world,
      input,
      { laneOf: () => 'one', canUpdate: () => false, compose: composeBriefing },
      {
        ...{ at, policy, silences: isSilent ? [silence] : [] },
        ...{ nextId: () => `id-${String(++ids).padStart(6, '0')}`, chance: () => 0 },
        applyTemplate: () => undefined,
      },
    );
  NAMES.forEach((luid, i) => {
    const incarnation = anAlert(luid, i + 1);
    place(world, 'incarnations', incarnation);
    place(world, 'reasons', newReason(incarnation, undefined, NOON));
    run({ kind: 'route', incarnationId: luid });
  });
  const alert = (id: string) => world.incarnations.get(id) as Incarnation;
  const flushDue = () => {
    for (const { id, dueAt } of world.groups.values())
      if (dueAt !== undefined && dueAt <= at) run({ kind: 'flush', groupId: id });
  };
  const waiting = (state: string) => [...world.deliveries.values()].filter((d) => d.state === state);
  const claim = () => {
    for (const { id, claim: n, dueAt } of waiting('pending'))
      if ((dueAt ?? at) <= at) {
        applyChanges(world, [update('deliveries', id, { state: 'claimed', claim: n + 1 })]);
        underWay.add(id);
      }
  };
  const settle = (kind: Outcome['kind']) => {
    for (const id of underWay) {
      underWay.delete(id);
      const { state, claim: n = 0 } = world.deliveries.get(id) ?? {};
      // What is under way cannot be taken back.
      expect(state).toBe('claimed');
      const outcome = { kind, detail: kind } as Outcome;
      run({ kind: 'attempted', tried: { deliveryId: id, claim: n, startedAt: at, outcome } });
    }
  };
  const facts = (id: string, more: () => void) => {
    more();
    if (alert(id).state === 'open') run({ kind: 'route', incarnationId: id });
  };
  const act = (doing: Doing) => {
    switch (doing.do) {
      case 'cause': {
        const cause = { class: doing.value, fingerprint: `${doing.value}-1`, excerpt: doing.value };
        return facts(doing.name, () => applyChanges(world, [update('reasons', doing.name, { cause })]));
      }
      case 'project':
        return facts(doing.name, () => place(world, 'contents', aContent(doing.name, doing.value)));
      case 'again': {
        const { streak, state } = alert(doing.name);
        if (state === 'open')
          applyChanges(world, [update('incarnations', doing.name, { streak: streak + 1 })]);
        return;
      }
      case 'over':
        return void run({ kind: 'hand', hand: { kind: 'resolve', incarnationId: doing.name, by } });
      case 'pass':
        at = after(at, doing.seconds * SECOND);
        return flushDue();
      case 'silence':
        isSilent = doing.on;
        return;
      case 'claim':
        return claim();
      case 'settle':
        return settle(doing.outcome);
    }
  };
  return { world, alert, act };
}

const by = { name: 'ana', person: undefined, claimed: false, via: 'API' } as const;

type Bench = ReturnType<typeof start>;

const groupsOf = ({ world }: Bench, id: string) =>
  membershipsOf(world, id)
    .map(({ groupId }) => groupId)
    .sort();
const toldOfAlert = ({ world }: Bench, id: string) =>
  [...world.told.values()].filter((t) => t.incarnationId === id);
const isTold = (here: Bench, id: string) => toldOfAlert(here, id).some((t) => t.state === 'told');

/** By alert and destination, the groups whose messages have arrived there. */
function groupsSpeakingOf({ world }: Bench): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { state, notificationId, groupId = '', destinationId } of world.deliveries.values()) {
    if (state !== 'delivered') continue;
    for (const id of world.notifications.get(notificationId)?.members ?? []) {
      const key = `${id} ${destinationId}`;
      found.set(key, (found.get(key) ?? new Set()).add(groupId));
    }
  }
  return found;
}

describe('an alert of which Tableau says more', () => {
  it('is in the groups of its labels, has all that is known until it is told, and never moves afterwards', () => {
    fc.assert(
      fc.property(doings, (all) => {
        const here = start();
        const frozen = new Map<string, string>();
        for (const doing of all) {
          here.act(doing);
          for (const id of NAMES) {
            const alert = here.alert(id);
            const stand = JSON.stringify([alert.labels, groupsOf(here, id)]);
            if (isTold(here, id)) frozen.set(id, frozen.get(id) ?? stand);
            if (frozen.has(id)) expect(stand).toBe(frozen.get(id));
            if (alert.state === 'ended') continue;
            const places = groupsOf(here, id).map((g) => here.world.groups.get(g));
            expect(places.map((g) => `${g?.routeId} ${g?.groupKey}`).sort()).toEqual(
              groupsFor(policy, alert)
                .map((g) => `${g.routeId} ${g.groupKey}`)
                .sort(),
            );
            if (toldOfAlert(here, id).length === 0)
              expect(sameLabels(alert.labels, knownLabels(alert, here.world))).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is told in the end wherever it belongs, by one message to each destination, and nowhere else', () => {
    fc.assert(
      fc.property(doings, (all) => {
        const here = start();
        for (const doing of all) if (doing.do !== 'settle' || doing.outcome !== 'refused') here.act(doing);
        here.act({ do: 'silence', on: false });
        for (const id of NAMES) for (const _ of [1, 2]) here.act({ do: 'again', name: id });
        for (let minutes = 0; minutes < 130; minutes++) {
          here.act({ do: 'pass', seconds: 60 });
          here.act({ do: 'claim' });
          here.act({ do: 'settle', outcome: 'accepted' });
        }

        for (const { incarnationId, groupId } of here.world.told.values())
          expect(groupsOf(here, incarnationId)).toContain(groupId);
        for (const id of NAMES.filter((n) => here.alert(n).state === 'open')) {
          const told = toldOfAlert(here, id);
          expect(told.map((t) => [t.state, t.as])).toEqual(told.map(() => ['told', 'firing']));
          expect(told.map((t) => t.groupId).sort()).toEqual(groupsOf(here, id));
        }
        for (const speaking of groupsSpeakingOf(here).values()) expect(speaking.size).toBe(1);
        const open = [...here.world.groups.values()].filter((g) => g.state === 'open');
        expect(open.filter((g) => !here.world.index.membersByGroup.get(g.id)?.size)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function anAlert(luid: string, number: number): Incarnation {
  return {
    ...{ id: luid, number, kind: 'alert', alertId: undefined, source: 'acme', condition: 'refresh-failed' },
    ...{ contentType: 'workbook', luid, name: luid, trouble: undefined },
    labels: { source: ['acme'], site: ['acme'], condition: ['refresh-failed'], name: [luid] },
    ...{ firstEventId: 'e', lastEventId: 'e', openedAt: NOON, lastAt: NOON, streak: 1 },
    ...{ state: 'open', ending: undefined, endedAt: undefined, stage: 'label', unrouted: false },
    ...{ dueAt: NOON, tries: 0, stuck: false, version: 1 },
  };
}

function aContent(luid: string, project: string) {
  return {
    ...({ id: `acme/workbook/${luid}`, source: 'acme', contentType: 'workbook', luid, name: luid } as const),
    ...{ project, owner: [], tags: [], url: undefined, deletedAt: undefined },
  };
}
