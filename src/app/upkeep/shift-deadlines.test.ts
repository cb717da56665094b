import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDelivery, aGroup, aLane, aMember, anIncarnation, NOON } from '../../../test/fixtures/records.ts';
import { memoryStore } from '../../../test/harness/memory-store.ts';
import { put } from '../../domain/change.ts';
import { after, DAY, HOUR, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import { ManualClock } from '../../platform/clock.ts';
import { steadyClock } from '../../platform/steady-clock.ts';
import type { Log } from '../ports/log.ts';
import { shiftDeadlines } from './shift-deadlines.ts';

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
  return { machine, clock, store, warned, look, dueGroups, waiting };
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
