/** Clean-up: what is over and old goes with all that hangs on it; what is open stays whole, whatever its age. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { remove } from '../../src/domain/change.ts';
import { CLEAN_UP_FACT } from '../../src/app/ports/fact-names.ts';
import { examineClock } from '../../src/app/upkeep/doctor-clock.ts';
import { createCleanUp } from '../../src/app/upkeep/clean-up.ts';
import { notKept } from '../../src/app/story/kept-history.ts';
import { storyOfEvent } from '../../src/app/story/tell-story.ts';
import { DAY, HOUR, isoOf } from '../../src/domain/time/instant.ts';
import { KEEP } from '../../src/domain/health/retention.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

async function say(pipeline: Pipeline, item: string, outcome: 'Failed' | 'Succeeded'): Promise<void> {
  await pipeline.post(
    tableauBody({
      event_type: `DatasourceRefresh${outcome}`,
      resource_name: item,
      resource_luid: item,
      created_at: isoOf(pipeline.clock.now()),
    }),
  );
  await pipeline.settle();
}

/** Runs until nothing old is left, as where Tabduty has run all the time. */
async function cleanUp(pipeline: Pipeline): Promise<void> {
  await pipeline.store.commit([remove('facts', CLEAN_UP_FACT)]);
  const round = createCleanUp(pipeline.deps());
  const at = pipeline.clock.now();
  for (let i = 0; i < 1000; i++) if (((await round(at)).nextDue ?? 0) - at >= HOUR) return;
  throw new Error('it never ends');
}

async function all(pipeline: Pipeline) {
  const { store } = pipeline;
  return {
    calls: await store.ask('listCalls', { limit: 500 }),
    events: await store.ask('listEvents', { limit: 500 }),
    incarnations: await store.ask('listIncarnations', { limit: 500 }),
    deliveries: await store.ask('listDeliveries', { limit: 500 }),
    audit: await store.ask('audit', { limit: 500 }),
  };
}

it('an alert that ended goes after its time with all that belongs to it, one that is open stays whole', async () => {
  const pipeline = await startPipeline();
  await say(pipeline, 'over', 'Failed');
  await say(pipeline, 'open', 'Failed');
  pipeline.clock.advance(HOUR);
  await say(pipeline, 'over', 'Succeeded');
  const [event] = await pipeline.store.ask('listEvents', { limit: 1, name: 'open' });
  const before = event && (await storyOfEvent(pipeline.deps(), event));

  pipeline.clock.advance(KEEP.history - HOUR);
  await cleanUp(pipeline);
  expect((await all(pipeline)).incarnations).toHaveLength(2);

  pipeline.clock.advance(2 * HOUR);
  await cleanUp(pipeline);
  const left = await all(pipeline);
  expect(left.incarnations.map((i) => i.name)).toEqual(['open']);
  expect([left.calls.length, left.events.length, left.deliveries.length]).toEqual([1, 1, 1]);
  const after = event && (await storyOfEvent(pipeline.deps(), event));
  expect(after?.filter((line) => !line.text.includes('has been removed'))).toEqual(before);
  expect(after?.some((line) => line.text.includes('has been removed'))).toBe(true);
});

it('says of what is not there that it may be too old', async () => {
  const pipeline = await startPipeline();
  await say(pipeline, 'over', 'Failed');
  await say(pipeline, 'over', 'Succeeded');
  const [event] = (await all(pipeline)).events;
  expect((await notKept(pipeline, 'event', 'x')).remedy).toBe('what there is: tabduty events list');

  pipeline.clock.advance(KEEP.history + DAY);
  await cleanUp(pipeline);

  expect((await notKept(pipeline, 'event', event?.id ?? '')).remedy).toContain('has been removed');
  expect((await notKept(pipeline, 'event', pipeline.deps().ids.next())).remedy).toBe(
    'what there is: tabduty events list',
  );
});

it('calls may go before their events, and the story says so', async () => {
  const keep = { ...KEEP, calls: 10 * DAY };
  const pipeline = await startPipeline(aPolicy({ keep }));
  await say(pipeline, 'over', 'Failed');
  await say(pipeline, 'over', 'Succeeded');
  pipeline.clock.advance(11 * DAY);
  await cleanUp(pipeline);

  const { calls, events } = await all(pipeline);
  expect([calls.length, events.length]).toEqual([0, 2]);
  const story = events[0] && (await storyOfEvent(pipeline.deps(), events[0]));
  expect(story?.[0]?.text).toMatch(/^call .* is no longer kept$/);
});

it('whatever happened, every open alert keeps its events, members, messages and decisions', async () => {
  const steps = fc.array(
    fc.record({
      item: fc.constantFrom('a', 'b', 'c'),
      outcome: fc.constantFrom('Failed' as const, 'Succeeded' as const),
      days: fc.integer({ min: 0, max: 40 }),
      clean: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const pipeline = await startPipeline();
      for (const { item, outcome, days, clean } of given) {
        pipeline.clock.advance(days * DAY + HOUR);
        const before = await openThings(pipeline);
        if (clean) await cleanUp(pipeline);
        expect(await openThings(pipeline)).toEqual(before);
        await say(pipeline, item, outcome);
      }
      expect(pipeline.errors).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('removes nothing for a week when the clock leaps, says so, and goes on when it is set back', async () => {
  const pipeline = await startPipeline();
  const warned: string[] = [];
  const log = { ...pipeline.deps().log, warn: (_fields: unknown, text: string) => void warned.push(text) };
  const round = createCleanUp({ ...pipeline.deps(), log });
  const { clock, store } = pipeline;
  const look = () => round(clock.now());
  await say(pipeline, 'over', 'Failed');
  await say(pipeline, 'over', 'Succeeded');
  await look();

  clock.step(3650 * DAY);
  for (let day = 0; day < 6; day++) {
    await look();
    clock.advance(DAY);
  }

  expect((await all(pipeline)).events).toHaveLength(2);
  expect(warned).toEqual([
    'the time went on by 3650 d at once: old records are kept a week longer, in case it is wrong',
  ]);
  const [, finding] = await examineClock(store, clock.now());
  expect(finding?.text).toMatch(
    /^the time went on by more than a week at once; old records are kept until 2036-/,
  );
  clock.step(-3650 * DAY);
  await look();
  expect(await examineClock(store, clock.now())).toHaveLength(1);
  expect((await all(pipeline)).events).toHaveLength(2);
});

it('removes what is old when the time that leapt is still there a week later', async () => {
  const pipeline = await startPipeline();
  const round = createCleanUp(pipeline.deps());
  await say(pipeline, 'over', 'Failed');
  await say(pipeline, 'over', 'Succeeded');
  await round(pipeline.clock.now());

  pipeline.clock.step(400 * DAY);
  await round(pipeline.clock.now());
  pipeline.clock.advance(6.5 * DAY);
  await round(pipeline.clock.now());
  expect((await all(pipeline)).events).toHaveLength(2);
  pipeline.clock.advance(DAY);
  for (let i = 0; i < 5; i++) await round(pipeline.clock.now());

  expect((await all(pipeline)).events).toEqual([]);
});

async function openThings({ store }: Pipeline) {
  const open = await store.ask('listIncarnations', { limit: 500, state: 'open' });
  return Promise.all(
    open.map(async (incarnation) => {
      const members = await store.ask('membersOfIncarnation', { id: incarnation.id });
      const groups = members.map((m) => m.groupId);
      return {
        incarnation,
        members,
        events: await store.ask('eventsOfIncarnation', { id: incarnation.id, limit: 500 }),
        decisions: await store.ask('decisionsAbout', { subjectIds: [incarnation.id, ...groups], limit: 500 }),
        slice: await store.ask('groupSlice', { ids: groups }),
      };
    }),
  );
}
