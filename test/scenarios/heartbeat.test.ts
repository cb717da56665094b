/** The heartbeat proves work: it is sent while the work is done, and withheld, with a reason in the log, when it is not. */
import { expect, it } from 'vitest';
import { createHealthWatch } from '../../src/app/upkeep/watch-health.ts';
import { put } from '../../src/domain/change.ts';
import { after, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { aCall } from '../fixtures/records.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { startPipeline } from '../harness/pipeline.ts';

async function bench() {
  const heartbeat = { url: 'https://watch.example.com/ping/secret', every: MINUTE };
  const pipeline = await startPipeline(aPolicy({ heartbeat }));
  const asked: string[] = [];
  const log: unknown[] = [];
  const marks: unknown[] = [];
  const state = {
    status: 200,
    freeBytes: 1e12,
    fault: undefined as string | undefined,
    loops: [{ name: 'triage', idleMs: 0, failures: 0 }],
    followed: [] as (string | undefined)[],
  };
  const deps = pipeline.deps();
  const health = createHealthWatch({
    ...deps,
    log: { ...deps.log, warn: (fields) => log.push(fields), error: (fields) => log.push(fields) },
    outbound: {
      async request({ url }) {
        asked.push(url);
        return { kind: 'answer', status: state.status, headers: {}, body: '', truncated: false };
      },
    },
    gate: { pause: () => undefined },
    loops: () => state.loops,
    disk: async () => ({ freeBytes: state.freeBytes, totalBytes: 2e12 }),
    fault: () => state.fault,
    keepMark: (mark) => void marks.push(mark),
    lastResort: { learnFailing: () => undefined, follow: async (fault) => void state.followed.push(fault) },
  });
  const look = async (wait = 0) => {
    pipeline.clock.advance(wait);
    await health.round(pipeline.clock.now());
  };
  return { ...pipeline, pipeline, health, asked, log, marks, state, look };
}

it('is sent once in each interval while the work is done', async () => {
  const { asked, look, health, clock, marks } = await bench();

  await look();
  await look(30 * SECOND);
  await look(30 * SECOND);

  expect(asked).toEqual(Array(2).fill('https://watch.example.com/ping/secret'));
  expect(health.sight()).toEqual({ faults: [], lastBeatAt: clock.now() });
  expect(marks).toMatchObject([{ count: 1 }, { count: 2 }, { count: 3, at: clock.now() }]);
});

it('is withheld while a call waits to be read, and the log says so once', async () => {
  const { asked, look, store, clock, log, health } = await bench();
  await store.commit([put('calls', aCall({ receivedAt: clock.now() }))]);

  await look(3 * MINUTE);
  await look(MINUTE);

  expect(asked).toEqual([]);
  expect(health.sight()?.faults).toEqual(['a call waits to be read since 4 min']);
  expect(log).toEqual([{ faults: ['a call waits to be read since 3 min'] }]);
});

it('is withheld while a loop stands still, and sent again when it moves', async () => {
  const { asked, look, state } = await bench();
  state.loops = [{ name: 'deliver', idleMs: 10 * MINUTE, failures: 0 }];
  await look();
  expect(asked).toEqual([]);

  state.loops = [{ name: 'deliver', idleMs: 0, failures: 0 }];
  await look(30 * SECOND);
  expect(asked).toHaveLength(1);
});

it('that is not taken is no heartbeat', async () => {
  const { look, state, health, log } = await bench();
  state.status = 404;
  await look();
  expect(health.sight()).toEqual({ faults: [], lastBeatAt: undefined });
  expect(log).toEqual([{ detail: 'HTTP 404' }]);
});

it('a disk with little room is a trouble of its own, before it is full', async () => {
  const { look, state, store, settle, sent, pipeline } = await bench();
  pipeline.policy = { ...pipeline.policy, operators: ['ops'] };
  state.freeBytes = 1e9;
  await look();
  await look(30 * SECOND);
  await look(MINUTE);
  await settle();
  expect(sent.map((s) => s.briefing.title.untrusted)).toEqual([
    'Little room is left: the disk of the data folder',
  ]);

  state.freeBytes = 1e12;
  await look(30 * SECOND);
  expect(await store.ask('listIncarnations', { limit: 5, state: 'open' })).toEqual([]);
});

it('what the store says is handed to the last resort with each look', async () => {
  const { look, state, clock } = await bench();
  state.fault = 'full';
  await look();
  expect(state.followed).toEqual(['full']);
  expect(after(clock.now(), 0)).toBe(clock.now());
});
