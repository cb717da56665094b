import { expect, it } from 'vitest';
import { aPolicy, aRoute } from '../test/fixtures/policy.ts';
import { startPipeline, tableauBody } from '../test/harness/pipeline.ts';
import { createDeliverer } from './app/pipeline/deliver.ts';
import { update } from './domain/change.ts';
import { MINUTE } from './domain/time/instant.ts';
import { pipelineLoops } from './pipeline-loops.ts';

it('a group that others change without a pause is told while they rest', async () => {
  const p = await startPipeline(aPolicy({ routes: [aRoute({ groupWait: MINUTE })] }));
  await p.post(tableauBody());
  await p.settle();
  p.clock.advance(MINUTE);
  const { store } = p;
  const changeGroup = async () => {
    const { rows } = await store.ask('dueGroups', { at: p.clock.now(), limit: 1, most: 1 });
    for (const { id, version } of rows.slice.groups)
      await store.commit([update('groups', id, { version: version + 1 })]);
  };
  let others: Promise<unknown> = Promise.resolve();
  // As soon as the group has been read another loop has its turn, if it may.
  const busy: typeof store = {
    ...store,
    async ask(question, args) {
      const answer = await store.ask(question, args);
      if (question === 'dueIncarnations') await changeGroup();
      if (question === 'dueGroups') {
        others = step('label');
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      }
      return answer;
    },
  };
  const deps = { ...p.deps(), store: busy, clock: Object.assign(p.clock, { step: () => 0 }) };
  const deliverer = createDeliverer(deps);
  const loops = pipelineLoops(deps as never, deliverer, (work) => work());
  const step = async (name: string) => loops.find((loop) => loop.name === name)?.step(p.clock.now());

  await step('flush');
  await others;
  const first = p.sent.length;
  await step('flush');
  await others;
  while (deliverer.underWay() > 0) await new Promise(setImmediate);

  expect([first, p.sent.length]).toEqual([0, 1]);
});
