import { describe, expect, it } from 'vitest';
import { aCall, aDelivery, aGroup, NOON } from '../../test/fixtures/records.ts';
import { insert, update } from './change.ts';
import { after, HOUR, SECOND } from './time/instant.ts';
import { workIn } from './work.ts';

const work = (...changes: Parameters<typeof workIn>[0]) => [...workIn(changes, NOON)];

describe('what a commit leaves to do', () => {
  it('is a call that came', () => {
    expect(work(insert('calls', aCall()))).toEqual(['calls']);
    expect(work(update('calls', 'c', { state: 'done' }))).toEqual([]);
  });

  it('is a delivery that waits, but not one that the same commit claims', () => {
    const made = insert('deliveries', aDelivery({ id: 'd', state: 'pending' }));
    expect(work(made)).toEqual(['deliveries']);
    expect(work(made, update('deliveries', 'd', { state: 'claimed' }))).toEqual([]);
    expect(work(update('deliveries', 'd', { state: 'pending', dueAt: NOON }))).toEqual(['deliveries']);
    expect(work(update('deliveries', 'd', { state: 'delivered', dueAt: undefined }))).toEqual([]);
  });

  it('is a group that falls due within the minute in which its loop does not look by itself', () => {
    expect(work(insert('groups', aGroup({ dueAt: after(NOON, 10 * SECOND) })))).toEqual(['groups']);
    expect(work(update('groups', 'g', { dueAt: after(NOON, 4 * HOUR) }))).toEqual([]);
    expect(work(update('groups', 'g', { dueAt: undefined, state: 'ended' }))).toEqual([]);
  });

  it('is no group that the same commit makes and tells: it is due again much later', () => {
    const made = insert('groups', aGroup({ id: 'g', dueAt: NOON }));
    expect(work(made, update('groups', 'g', { version: 2 }))).toEqual(['groups']);
    expect(work(made, update('groups', 'g', { dueAt: after(NOON, 4 * HOUR) }))).toEqual([]);
    expect(work(made, update('groups', 'h', { dueAt: undefined }))).toEqual(['groups']);
    expect(work(update('groups', 'g', { dueAt: undefined }), made)).toEqual(['groups']);
  });

  it('is everything that waits when the clock was set', () => {
    expect(
      work({ op: 'shift', table: 'groups', by: 1 }, { op: 'shift', table: 'deliveries', by: 1 }),
    ).toEqual(['groups', 'deliveries']);
  });
});
