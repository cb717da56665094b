import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/fixtures/records.ts';
import { after, MINUTE, SECOND } from '../time/instant.ts';
import { type ArrivedEvent, type EndedJob, matchJobs } from './job-match.ts';

const job = (over: Partial<EndedJob> = {}): EndedJob => ({
  id: 'job',
  outcome: 'failed',
  name: 'Sales Daily',
  luid: undefined,
  endedAt: NOON,
  ...over,
});
const event = (over: Partial<ArrivedEvent> = {}): ArrivedEvent => ({
  id: 'event',
  outcome: 'failed',
  name: 'Sales Daily',
  luid: 'sales',
  occurredAt: NOON,
  ...over,
});
const holes = (jobs: readonly EndedJob[], events: readonly ArrivedEvent[]) =>
  matchJobs(jobs, events).holes.map((j) => j.id);

describe('jobs and what arrived', () => {
  it('belong together when name, outcome and about the time are the same', () => {
    const match = matchJobs([job()], [event({ occurredAt: after(NOON, 40 * SECOND) })]);

    expect(match).toEqual({ joined: [{ jobId: 'job', eventId: 'event' }], holes: [] });
  });

  it.each([
    ['another outcome', { outcome: 'succeeded' as const }],
    ['another name', { name: 'Sales Weekly' }],
    ['another time', { occurredAt: after(NOON, 3 * MINUTE) }],
  ])('do not with %s', (_what, over) => {
    expect(holes([job()], [event(over)])).toEqual(['job']);
  });

  it('lets the nearer of two runs have the only event', () => {
    const first = job({ id: 'first', luid: 'sales' });
    const second = job({ id: 'second', luid: 'sales', endedAt: after(NOON, 100 * SECOND) });

    expect(holes([first, second], [event({ occurredAt: after(NOON, 99 * SECOND) })])).toEqual(['first']);
  });

  it('is sure of neither when two contents bear one name and one event is missing', () => {
    const jobs = [job({ id: 'a' }), job({ id: 'b', endedAt: after(NOON, SECOND) })];

    expect(matchJobs(jobs, [event()])).toMatchObject({ joined: [], holes: [{ id: 'a' }, { id: 'b' }] });
  });

  it('goes by content once that is known, whatever the name is now', () => {
    expect(holes([job({ luid: 'sales', name: 'Renamed' })], [event()])).toEqual([]);
    expect(holes([job({ luid: 'other' })], [event()])).toEqual(['job']);
  });

  it('gives each job one event or a hole, and no event to two jobs', () => {
    const time = fc.integer({ min: 0, max: 600 }).map((s) => after(NOON, s * SECOND));
    const outcome = fc.constantFrom('failed' as const, 'succeeded' as const);
    const name = fc.constantFrom('A', 'B');
    const jobs = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        outcome,
        name,
        luid: fc.constantFrom('a', 'b', undefined),
        endedAt: time,
      }),
      { selector: (j) => j.id, maxLength: 12 },
    );
    const events = fc.uniqueArray(
      fc.record({ id: fc.uuid(), outcome, name, luid: fc.constantFrom('a', 'b'), occurredAt: time }),
      { selector: (e) => e.id, maxLength: 12 },
    );
    fc.assert(
      fc.property(jobs, events, (ended, arrived) => {
        const match = matchJobs(ended, arrived);
        const seen = [...match.joined.map((j) => j.jobId), ...match.holes.map((j) => j.id)];

        expect(seen.toSorted()).toEqual(ended.map((j) => j.id).toSorted());
        expect(new Set(match.joined.map((j) => j.eventId)).size).toBe(match.joined.length);
      }),
    );
  });
});
