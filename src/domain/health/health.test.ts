import { expect, it } from 'vitest';
import { NOON } from '../../../test/fixtures/records.ts';
import { type HealthSeen, healthFaults } from './health.ts';
import { after, MINUTE } from '../time/instant.ts';

const WELL: HealthSeen = {
  hasConfiguration: true,
  paused: false,
  loops: [{ name: 'triage', idleMs: MINUTE, failures: 0 }],
  storeFault: undefined,
  freeBytes: 1e12,
  progress: {
    callSince: NOON,
    incarnationSince: undefined,
    groupSince: NOON,
    deliverySince: NOON,
  },
};
const at = after(NOON, MINUTE);

it('is well while the loops move, the store works and nothing waits for long', () => {
  expect(healthFaults(WELL, at)).toEqual([]);
});

it.each<[Partial<HealthSeen>, RegExp]>([
  [{ hasConfiguration: false }, /no configuration/],
  [{ paused: true }, /paused/],
  [{ storeFault: 'the disk is full' }, /the disk is full/],
  [{ freeBytes: 1000 }, /nearly full/],
  [{ loops: [{ name: 'triage', idleMs: 4 * MINUTE, failures: 0 }] }, /loop triage has not moved for 4 min/],
  [{ loops: [{ name: 'deliver', idleMs: 0, failures: 3 }] }, /deliver has failed 3 times/],
  [{ loops: [{ name: 'catch-up', idleMs: 21 * MINUTE, failures: 0 }] }, /catch-up has not moved/],
])('is not well when one of them is not so: %o', (over, sentence) => {
  const faults = healthFaults({ ...WELL, ...over }, at);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(sentence);
});

it('lets what talks to Tableau take its time', () => {
  const loops = [{ name: 'catch-up', idleMs: 15 * MINUTE, failures: 9 }];
  expect(healthFaults({ ...WELL, loops }, at)).toEqual([]);
});

it('is not well when anything that could go on waits too long', () => {
  const late = after(NOON, 6 * MINUTE);
  for (const key of ['callSince', 'incarnationSince', 'groupSince', 'deliverySince'] as const) {
    const progress = {
      callSince: undefined,
      incarnationSince: undefined,
      groupSince: undefined,
      deliverySince: undefined,
      [key]: NOON,
    };
    expect(healthFaults({ ...WELL, progress }, late)).toEqual([expect.stringContaining('since 6 min')]);
  }
});

it('does not say of a message that may not go that it waits', () => {
  const faults = healthFaults({ ...WELL, paused: true }, after(NOON, 90 * MINUTE));

  expect(faults.filter((f) => f.includes('message'))).toEqual([]);
});
