import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, type Millis } from '../../src/domain/time/instant.ts';
import type { Route } from '../../src/domain/policy.ts';
import { aPolicy, aRoute } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const FLAPPING = { changes: 3, within: 2 * HOUR, stableFor: HOUR };

async function start(over: Partial<Route> = {}): Promise<Pipeline> {
  return startPipeline(aPolicy({ routes: [aRoute({ flapping: FLAPPING, ...over })] }));
}

/** "f10" fails and then waits 10 minutes, "r10" recovers. */
async function play(p: Pipeline, steps: string, tableauIsAhead: Millis = 0): Promise<void> {
  for (const step of steps.split(' ')) {
    const event_type = step.startsWith('f') ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
    const created_at = new Date(p.clock.now() + tableauIsAhead).toISOString();
    await p.post(tableauBody({ event_type, created_at }));
    await p.settle();
    await wait(p, Number(step.slice(1)) * MINUTE);
  }
}

/** In steps, as time goes by. */
async function wait(p: Pipeline, by: Millis): Promise<void> {
  for (let left = by; left > 0; left -= 10 * MINUTE) {
    p.clock.advance(Math.min(left, 10 * MINUTE));
    await p.settle();
  }
}

const said = (p: Pipeline) => p.sent.map((s) => `${(s.at - NOON) / MINUTE} ${s.briefing.title.untrusted}`);
const flapFacts = (p: Pipeline, i: number) =>
  p.sent.at(i)?.briefing.facts.flatMap((f) => (f.title === 'Flapping' ? [f.value] : []));

it('what opens and recovers too often is told once as flapping, and once that it is well', async () => {
  const p = await start();
  await play(p, 'f10 r10 f10 r10 f10 r10');
  expect(said(p)).toEqual(['0 Failed: Sales Daily', '10 Recovered: Sales Daily', '20 Flapping: Sales Daily']);
  expect(flapFacts(p, -1)).toEqual([
    {
      untrusted: 'it opened or recovered 3 times within 2 h; told again once it has not changed for 1 h',
    },
  ]);

  await wait(p, 2 * HOUR);
  expect(said(p).slice(3)).toEqual(['110 Recovered: Sales Daily']);
  expect(flapFacts(p, -1)).toEqual([{ untrusted: 'over: well for 1 h' }]);
  expect(await p.store.ask('openGroupHeads', { limit: 9 })).toEqual([]);
});

it.each([
  ['fails', 'f10 r10 f10 r10 f10', '100 Failed: Sales Daily'],
  ['is well', 'f10 r10 f10 r10 f10 r10', '110 Recovered: Sales Daily'],
])('that it %s is told in time when the clock of this machine was set back', async (_how, steps, last) => {
  const p = await start();
  await play(p, steps, DAY);
  await wait(p, 2 * HOUR);

  expect(said(p)[2]).toBe('20 Flapping: Sales Daily');
  expect(said(p).slice(3)).toEqual([last]);
});

it('is told once that it fails steadily, and then recovers as any other', async () => {
  const p = await start();
  await play(p, 'f10 r10 f10 r10 f10');
  await p.restart();
  await wait(p, 2 * HOUR);
  expect(said(p).slice(2)).toEqual(['20 Flapping: Sales Daily', '100 Failed: Sales Daily']);
  expect(flapFacts(p, -1)).toEqual([{ untrusted: 'over: it has failed steadily for 1 h' }]);

  await play(p, 'r10');
  expect(said(p).slice(4)).toEqual(['170 Recovered: Sales Daily']);
  expect(await p.store.ask('openGroupHeads', { limit: 9 })).toEqual([]);
});

it('the story says why nothing is told', async () => {
  const p = await start();
  await play(p, 'f10 r10 f10 r10 f10');
  const third = await p.store.ask('incarnation', { number: 3 });
  const decisions = await p.store.ask('decisionsAbout', { subjectIds: [third?.id ?? ''], limit: 9 });
  expect(decisions.at(-1)?.reason).toBe(
    'kept quiet: held, flapping: it opened or recovered 5 times within 2 h; told again once it has not changed for 1 h',
  );
});

it('tells everything where it is off, and where it is rare', async () => {
  const off = await start({ flapping: undefined });
  await play(off, 'f10 r10 f10 r10 f10 r10');
  expect(off.sent).toHaveLength(6);

  const rare = await start();
  await play(rare, 'f70 r70 f70 r70 f70 r70');
  expect(rare.sent).toHaveLength(6);
});

it('whatever it does, the last that is told is how it is, and a time of flapping is two messages', async () => {
  const steps = fc.array(fc.constantFrom(1, 10, 30, 59, 60, 61, 130), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(steps, async (waits) => {
      const p = await start();
      await play(p, waits.map((w, i) => `${i % 2 === 0 ? 'f' : 'r'}${w}`).join(' '));
      await wait(p, 3 * HOUR);
      const isWell = waits.length % 2 === 0;
      expect(p.sent.at(-1)?.briefing.kind === 'recovered').toBe(isWell);
      expect(p.errors).toEqual([]);
      if (waits.every((w) => w < 60)) expect(p.sent.length).toBeLessThanOrEqual(4);
      if (isWell) expect(await p.store.ask('openGroupHeads', { limit: 9 })).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
