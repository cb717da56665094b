import { expect, it } from 'vitest';
import { ENTRIES, grouped } from '../fixtures/conformance.ts';
import { GROUP_CASES } from '../fixtures/conformance-groups.ts';
import { QUIET_CASES } from '../fixtures/conformance-quiet.ts';
import { playOut } from '../harness/timeline.ts';

const CASES = [...GROUP_CASES, ...QUIET_CASES];

it.each(CASES)('who reads a group: $title', async ({ expected, policy = grouped(), ...timeline }) => {
  expect(await playOut({ policy, ...timeline })).toEqual(expected);
});

it.each(CASES)(
  'with a new process before each step: $title',
  async ({ expected, policy = grouped(), ...timeline }) => {
    expect(await playOut({ policy, ...timeline }, { restarting: true })).toEqual(expected);
  },
);

it('the table has a row for each entry that it must have', () => {
  const shown = new Set(CASES.flatMap(({ shows = [] }) => shows));

  expect(ENTRIES.filter((entry) => !shown.has(entry))).toEqual([]);
});
