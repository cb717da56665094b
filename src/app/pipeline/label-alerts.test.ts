import { expect, it } from 'vitest';
import { startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { routeAgain } from '../../domain/sites/reason.ts';
import { labelAlerts } from './label-alerts.ts';

it('what somebody was told of is not routed again, and its group is not read for that', async () => {
  const p = await startPipeline();
  await p.post(tableauBody());
  await p.settle();
  const [alert] = await p.store.ask('listIncarnations', { limit: 1 });
  if (alert === undefined) throw new Error('no alert');
  await p.store.commit([routeAgain(alert, p.clock.now())]);
  const read: string[] = [];
  const store: typeof p.store = {
    ...p.store,
    ask(question, args) {
      if (question === 'groupSlice') read.push(...(args as { readonly ids: readonly string[] }).ids);
      return p.store.ask(question, args);
    },
  };

  await labelAlerts({ ...p.deps(), store }, p.clock.now());

  const now = await p.store.ask('incarnation', { id: alert.id });
  expect([now?.dueAt, now?.stage, p.sent.length, read]).toEqual([undefined, 'routed', 1, []]);
});
