import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDelivery, aGroup, aLane, aMember, anIncarnation, NOON } from '../../../test/fixtures/records.ts';
import { memoryStore } from '../../../test/harness/memory-store.ts';
import { put } from '../../domain/change.ts';
import { after, DAY, HOUR, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import { ManualClock } from '../../platform/clock.ts';
import { uuidV7 } from '../../platform/ids.ts';
import { CLOCK_FACT } from '../ports/fact-names.ts';
import { readClockNote } from '../../domain/time/clock-note.ts';
import { steadyClock } from '../../platform/steady-clock.ts';
import type { Log } from '../ports/log.ts';
import { noticeClock, shiftDeadlines } from './shift-deadlines.ts';

function bench() {
  const machine = new ManualClock(NOON);
  const clock = steadyClock(machine);
  const store = memoryStore();
  const warned: unknown[] = [];
  const log: Log = { debug() {}, info() {}, warn: (fields) => warned.push(fields), error() {} };
  const look = () => shiftDeadlines({ store, clock, log }, clock.now());
  const groups = async (at: Instant) =>
    (await store.ask('dueGroups', { at, limit: 9, most: 9 })).rows.slice.groups;
  const dueGroups = async () => (await groups(clock.now())).length;
  /** The one group that waits, however long it has to. */
  const waiting = async () => (await groups(after(NOON, 5000 * DAY)))[0];
  return { machine, clock, store, log, warned, look, dueGroups, waiting };
}

const steps = fc.oneof(
  fc.integer({ min: 2 * SECOND + 1, max: 3650 * DAY }),
  fc.integer({ min: -DAY, max: -2 * SECOND - 1 }),
);

describe('when the clock of the machine is set', () => {
  it('a group that had ten minutes left still has them, however far and in which direction', async () => {
    const property = fc.asyncProperty(steps, async (by) => {
      const { machine, look, store, dueGroups } = bench();
      await store.commit([put('groups', aGroup({ dueAt: after(NOON, 10 * MINUTE) }))]);

      machine.step(by);
      expect(await dueGroups()).toBe(0);
      await look();
      expect(await dueGroups()).toBe(0);
      machine.advance(10 * MINUTE - 1);
      expect(await dueGroups()).toBe(0);
      machine.advance(1);
      expect(await dueGroups()).toBe(1);
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it.each([-HOUR, HOUR])('by %i ms, nothing is due while the deadlines move', async (by) => {
    const { machine, clock, store, dueGroups } = bench();
    await store.commit([put('groups', aGroup({ dueAt: after(NOON, MINUTE) }))]);
    const seen: number[] = [];
    const watched = {
      ...store,
      async commit(changes: Parameters<typeof store.commit>[0]) {
        seen.push(await dueGroups());
        const committed = await store.commit(changes);
        seen.push(await dueGroups());
        return committed;
      },
    };
    const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

    machine.step(by);
    await shiftDeadlines({ store: watched, clock, log }, clock.now());

    expect(seen).toEqual([0, 0]);
    expect(clock.now()).toBe(after(NOON, by));
  });

  it('that could not be written, time goes on as before', async () => {
    const { machine, clock, store } = bench();
    const full = { ...store, commit: () => Promise.reject(new Error('the disk is full')) };
    const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

    machine.step(-HOUR);
    await expect(shiftDeadlines({ store: full, clock, log }, clock.now())).rejects.toThrow('full');

    expect(clock.now()).toBe(NOON);
  });

  it('time goes on as before until everything has been moved, and then follows the machine', async () => {
    const { machine, clock, look, warned } = bench();

    machine.step(-HOUR);
    machine.advance(SECOND);
    expect(clock.now()).toBe(after(NOON, SECOND));
    await look();
    expect(clock.now()).toBe(after(NOON, SECOND - HOUR));
    expect(warned).toEqual([{ stepMs: -HOUR }]);
    expect(await look()).toMatchObject({ did: 0 });
  });

  it('a retry, its expiry, the pause of a lane and its rate window move; what is settled does not', async () => {
    const { machine, store, look } = bench();
    await store.commit([
      put('deliveries', aDelivery({ id: 'waits', dueAt: after(NOON, MINUTE), expiresAt: after(NOON, DAY) })),
      put('deliveries', aDelivery({ id: 'done', state: 'delivered', dueAt: undefined })),
      put('lanes', aLane({ recent: [NOON], notBefore: after(NOON, MINUTE) })),
    ]);
    const settled = await store.ask('delivery', { id: 'done' });

    machine.step(-DAY);
    await look();

    expect(await store.ask('delivery', { id: 'waits' })).toMatchObject({
      dueAt: after(NOON, MINUTE - DAY),
      expiresAt: NOON,
    });
    expect(await store.ask('delivery', { id: 'done' })).toEqual(settled);
    expect(await store.ask('lane', { id: 'teams:1' })).toMatchObject({
      recent: [after(NOON, -DAY)],
      notBefore: after(NOON, MINUTE - DAY),
    });
  });

  it('how long nothing has changed of an alert goes on, when its group is open', async () => {
    const { machine, store, look } = bench();
    const own = { changedAt: NOON, openedAt: NOON };
    await store.commit([
      put('groups', aGroup({ id: 'open' })),
      put('groups', aGroup({ id: 'over', state: 'ended', groupKey: 'b', number: 2 })),
      put('incarnations', anIncarnation({ id: 'fails', ...own })),
      put('incarnations', anIncarnation({ id: 'ended', number: 2, ...own })),
      put('members', aMember({ groupId: 'open', incarnationId: 'fails' })),
      put('members', aMember({ groupId: 'over', incarnationId: 'ended' })),
    ]);

    machine.step(-HOUR);
    await look();

    expect(await store.ask('incarnation', { id: 'fails' })).toMatchObject({
      ...{ changedAt: after(NOON, -HOUR), openedAt: NOON },
    });
    expect(await store.ask('incarnation', { id: 'ended' })).toMatchObject(own);
  });

  it('how long a lane has failed, and what of a storm is still to come, move with it', async () => {
    const { machine, store, look } = bench();
    const storm = { destinationId: 'ops/teams', since: NOON, dueAt: after(NOON, MINUTE), toldAt: NOON };
    await store.commit([put('lanes', aLane({ failingSince: NOON, brokenSince: NOON, storms: [storm] }))]);

    machine.step(-HOUR);
    await look();

    const then = after(NOON, -HOUR);
    expect(await store.ask('lane', { id: 'teams:1' })).toMatchObject({
      ...{ failingSince: then, brokenSince: then },
      storms: [{ ...storm, dueAt: after(then, MINUTE), toldAt: then }],
    });
  });

  it('what was told at a stage of a trouble is not told again', async () => {
    const { machine, store, look } = bench();
    const trouble = { detail: 'the token expires in 7 days', stage: '7 days', newsAt: NOON };
    await store.commit([
      put('groups', aGroup()),
      put('incarnations', anIncarnation({ trouble })),
      put('members', aMember()),
    ]);

    machine.step(-HOUR);
    await look();

    const moved = await store.ask('incarnation', { id: 'incarnation-1' });
    expect(moved?.trouble).toEqual({ ...trouble, newsAt: after(NOON, -HOUR) });
  });

  it('whoever decides by a group as it was before the shift writes nothing', async () => {
    const { machine, store, look, waiting } = bench();
    await store.commit([put('groups', aGroup({ dueAt: NOON, version: 1 }))]);

    machine.step(HOUR);
    await look();

    expect(await waiting()).toMatchObject({ version: 2 });
  });

  it('small differences are followed at once and move nothing', async () => {
    const { machine, clock, store, look, warned, waiting } = bench();
    await store.commit([put('groups', aGroup({ dueAt: after(NOON, MINUTE) }))]);

    machine.step(1500);
    expect(clock.now()).toBe(after(NOON, 1500) as Instant);
    await look();

    expect(warned).toEqual([]);
    expect(await waiting()).toMatchObject({ dueAt: after(NOON, MINUTE) });
  });
});

describe('when the clock of the machine is set while Tabduty does not run', () => {
  /** Ends, `meanwhile`, and starts again on the same rows; answers the clock of the new process. */
  async function restart({ machine, store, log, look }: ReturnType<typeof bench>, meanwhile: () => void) {
    await look();
    meanwhile();
    const clock = steadyClock(machine);
    await noticeClock({ store, clock, log });
    return clock;
  }
  const lastStep = async (store: ReturnType<typeof bench>['store']) =>
    readClockNote((await store.ask('fact', { id: CLOCK_FACT }))?.value)?.lastStep;

  it.each([HOUR, -HOUR, 3650 * DAY, -DAY])(
    'by %i ms, what waits has lost the time that passed and no more',
    async (by) => {
      const b = bench();
      await b.store.commit([put('groups', aGroup({ dueAt: after(NOON, 90 * MINUTE) }))]);

      const clock = await restart(b, () => {
        b.machine.advance(20 * MINUTE);
        b.machine.step(by);
      });

      expect(clock.now()).toBe(after(NOON, 20 * MINUTE + by));
      expect(await b.waiting()).toMatchObject({ dueAt: after(clock.now(), 70 * MINUTE) });
      expect(b.warned).toEqual([{ stepMs: by }]);
      expect(await lastStep(b.store)).toEqual({ at: clock.now(), by, whileDown: true });
    },
  );

  it('and the machine was started anew, what waits never waits for longer than it had left', async () => {
    const b = bench();
    await b.store.commit([put('groups', aGroup({ dueAt: after(NOON, 10 * MINUTE) }))]);

    const clock = await restart(b, () => {
      b.machine.advance(20 * MINUTE);
      b.machine.step(-HOUR);
      b.machine.restart();
    });

    expect(clock.now()).toBe(after(NOON, -40 * MINUTE));
    expect(await b.waiting()).toMatchObject({ dueAt: after(clock.now(), 10 * MINUTE) });
    expect(await lastStep(b.store)).toMatchObject({ whileDown: true, isLeast: true });
  });

  it('a long time out of service is no clock that was set', async () => {
    const b = bench();
    await b.store.commit([put('groups', aGroup({ dueAt: after(NOON, 10 * MINUTE) }))]);

    await restart(b, () => b.machine.advance(3 * DAY));

    expect(await b.waiting()).toMatchObject({ dueAt: after(NOON, 10 * MINUTE) });
    expect(b.warned).toEqual([]);
  });

  it('what was moved once is not moved again by the next start', async () => {
    const b = bench();
    await b.store.commit([put('groups', aGroup({ dueAt: after(NOON, 10 * MINUTE) }))]);

    await restart(b, () => b.machine.step(-HOUR));
    b.machine.restart();
    await noticeClock({ store: b.store, clock: steadyClock(b.machine), log: b.log });

    expect(await b.waiting()).toMatchObject({ dueAt: after(NOON, 10 * MINUTE - HOUR) });
  });

  it('and the disk is full at the start, time goes on as before until it can be written', async () => {
    const b = bench();
    await b.store.commit([put('groups', aGroup({ dueAt: after(NOON, 10 * MINUTE) }))]);
    await b.look();
    b.machine.step(-HOUR);
    const clock = steadyClock(b.machine);
    const full = { ...b.store, commit: () => Promise.reject(new Error('the disk is full')) };

    await noticeClock({ store: full, clock, log: b.log });
    expect(clock.now()).toBe(NOON);

    await shiftDeadlines({ store: b.store, clock, log: b.log }, clock.now());
    expect(clock.now()).toBe(after(NOON, -HOUR));
    expect(await b.waiting()).toMatchObject({ dueAt: after(clock.now(), 10 * MINUTE) });
  });

  it('ids go on after those that are there', async () => {
    const { machine, store } = bench();
    const before = uuidV7(machine).next();
    await store.commit([put('deliveries', aDelivery({ id: before }))]);
    machine.step(-DAY);

    const ids = uuidV7(machine, undefined, await store.ask('newestId', {}));

    const made = Array.from({ length: 5000 }, () => ids.next());
    expect([before, ...made]).toEqual([before, ...made].toSorted());
    expect(new Set(made).size).toBe(made.length);
  });
});
