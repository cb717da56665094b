/** What a story says of an alert during which the clock was set back: all of it, in the order in which it happened. */
import { expect, it } from 'vitest';
import { shiftDeadlines } from '../../src/app/upkeep/shift-deadlines.ts';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { steadyClock } from '../../src/platform/steady-clock.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { fail, pass } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

/** As the loop does that looks for it. */
async function setBy(p: Pipeline, by: number): Promise<void> {
  const clock = steadyClock(p.clock);
  p.clock.step(by);
  await shiftDeadlines({ ...p.deps(), clock }, clock.now());
}

async function story(p: Pipeline, number: number): Promise<readonly string[]> {
  const alert = await p.store.ask('incarnation', { number });
  return (await storyOfIncarnation(p, alert ?? expect.fail('no alert'))).map(({ text }) => text);
}

it('has the steps after a clock that was set back, behind those before it', async () => {
  const p = await startPipeline(aPagingPolicy());
  await fail(p, 'Sales');
  await pass(p, MINUTE);
  const before = await story(p, 1);

  await setBy(p, -DAY);
  await pass(p, HOUR);

  const after = await story(p, 1);
  expect(after.slice(0, before.length)).toEqual(before);
  const rest = after.slice(before.length);
  expect(rest).toEqual([
    "the machine's clock was set back by 1 d",
    'told @ben/test: step 2 of 3 wakes Ben (routes[0], line 1, revision 1)',
    'attempt 1 to @ben/test: accepted',
    'told bosses/test: step 3 of 3 wakes bosses/test (routes[0], line 1, revision 1)',
    'attempt 1 to bosses/test: accepted',
  ]);
});

it('leaves out what its group decided before it joined, also after that', async () => {
  const p = await startPipeline(aPagingPolicy());
  await fail(p, 'Sales');
  await setBy(p, -DAY);
  await pass(p, MINUTE);
  await fail(p, 'Stock');
  await pass(p, HOUR);

  const texts = await story(p, 2);

  // All of it is of after: its times tell all.
  expect(texts[0]).toBe('DatasourceRefreshFailed: opened the alert');
  expect(texts.filter((text) => text.includes('step 1 of 3'))).toEqual([]);
});
