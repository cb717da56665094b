import { expect, it } from 'vitest';
import { startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { MINUTE, SECOND } from '../../domain/time/instant.ts';
import { createDeliverer } from './deliver.ts';
import { triageCalls } from './triage-calls.ts';

/** A message has been taken, and the disk was full before that could be written. */
async function takenOnAFullDisk() {
  const pipeline = await startPipeline();
  const disk = { full: false };
  const { store } = pipeline;
  const deps = {
    ...pipeline.deps(),
    store: {
      ...store,
      commit: (changes: Parameters<typeof store.commit>[0]) =>
        disk.full ? Promise.reject(new Error('the disk is full')) : store.commit(changes),
    },
  };
  const deliverer = createDeliverer(deps);
  const idle = async () => {
    while (deliverer.underWay() > 0) await new Promise((resolve) => void setImmediate(resolve));
  };
  pipeline.answer = () => {
    disk.full = true;
    return { kind: 'accepted' };
  };
  await pipeline.post(tableauBody());
  await triageCalls({ ...deps, deliverer }, pipeline.clock.now());
  await idle();
  const round = async () => {
    const result = await deliverer.deliverDue(pipeline.clock.now());
    await idle();
    return result;
  };
  const states = async () => (await store.ask('listDeliveries', { limit: 5 })).map((d) => d.state);
  return { pipeline, disk, round, states };
}

it('how an attempt ended is written as soon as the store takes it, and nothing is sent twice', async () => {
  const { pipeline, disk, round, states } = await takenOnAFullDisk();

  expect(await states()).toEqual(['claimed']);
  disk.full = false;
  expect(await round()).toMatchObject({ nextDue: undefined });

  expect(await states()).toEqual(['delivered']);
  expect(pipeline.sent).toHaveLength(1);
});

it('while the store takes nothing, it is tried every five seconds', async () => {
  const { pipeline, round } = await takenOnAFullDisk();

  expect((await round()).nextDue).toBe(pipeline.clock.now() + 5 * SECOND);
});

it('what is refused was not told by an attempt before it whose answer was lost', async () => {
  const pipeline = await startPipeline();
  pipeline.answer = () => ({ kind: 'unknown', detail: 'no answer' });
  await pipeline.post(tableauBody());
  await pipeline.settle();
  pipeline.answer = () => ({ kind: 'refused', detail: 'HTTP 400' });
  pipeline.clock.advance(MINUTE);
  await pipeline.settle();
  pipeline.answer = () => ({ kind: 'accepted' });

  const success = { event_type: 'DatasourceRefreshSucceeded', created_at: '2026-09-21T12:01:00Z' };
  await pipeline.post(tableauBody(success));
  await pipeline.settle();

  // Nobody heard that it failed, so nobody hears that it recovered.
  expect(pipeline.sent.map((s) => s.briefing.kind)).toEqual(['firing', 'firing']);
});
