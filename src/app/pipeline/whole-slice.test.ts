import { expect, it } from 'vitest';
import { aPolicy, aRoute } from '../../../test/fixtures/policy.ts';
import { startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { isoOf, MINUTE } from '../../domain/time/instant.ts';
import { wholeSlice } from './whole-slice.ts';

/** More than is read in one piece, and no whole number of pages. */
const MANY = 1100;

it('a group of more alerts than one page holds is told, told of its end and over as any other', {
  timeout: 60_000,
}, async () => {
  const p = await startPipeline(aPolicy({ routes: [aRoute({ groupBy: ['site'], groupWait: MINUTE })] }));
  const all = async (event_type: string) => {
    const created_at = isoOf(p.clock.now());
    for (let n = 0; n < MANY; n++)
      await p.post(
        tableauBody({ event_type, created_at, resource_luid: `item ${n}`, resource_name: `Item ${n}` }),
      );
    await p.settle();
  };

  await all('DatasourceRefreshFailed');
  p.clock.advance(MINUTE);
  await p.settle();
  const ids = await p.store.ask('openGroupIds', { limit: 9 });
  const open = await wholeSlice(p.store, ids);
  // Between two ticks of its clock.
  p.clock.advance(7 * MINUTE);
  await all('DatasourceRefreshSucceeded');
  p.clock.advance(5 * MINUTE);
  await p.settle();
  const over = await wholeSlice(p.store, ids);

  expect(p.errors).toEqual([]);
  expect(p.sent.map(({ briefing }) => [briefing.kind, briefing.items.length + briefing.more])).toEqual([
    ['firing', MANY],
    ['recovered', MANY],
  ]);
  for (const rows of [open.members, open.incarnations, open.told])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(MANY);
  expect(open.told.every(({ state, as }) => state === 'told' && as === 'firing')).toBe(true);
  expect(over.groups.map(({ state }) => state)).toEqual(['ended']);
  expect(over.told.every(({ state, as }) => state === 'told' && as === 'resolved')).toBe(true);
});

it('no more groups are flushed at once than have a bounded number of members, and a large one by itself', async () => {
  const p = await startPipeline(
    aPolicy({ routes: [aRoute({ groupBy: ['site', 'name'], groupWait: MINUTE })] }),
  );
  const created_at = isoOf(p.clock.now());
  for (const name of ['a', 'a', 'a', 'b', 'c', 'c'])
    await p.post(
      tableauBody({
        created_at,
        resource_name: name,
        resource_luid: `${name} ${(await p.store.ask('backlog', {})).pendingCalls}`,
      }),
    );
  await p.settle();
  p.clock.advance(MINUTE);
  const due = async (most: number) => {
    const { rows } = await p.store.ask('dueGroups', { at: p.clock.now(), limit: 9, most });
    return rows.slice.members.length;
  };

  expect([await due(1), await due(3), await due(4), await due(99)]).toEqual([3, 3, 4, 6]);
});
