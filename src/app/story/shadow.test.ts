import { expect, it } from 'vitest';
import { aPolicy, aReceiver } from '../../../test/fixtures/policy.ts';
import { startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { after, HOUR, MINUTE } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import { reportShadow } from './report-shadow.ts';

const real = aPolicy();

function inShadow(): Policy {
  const receiver = aReceiver('ops', [{ type: 'test', address: {} }]);
  const destinations = receiver.destinations.map((d) => ({ ...d, shadow: true }));
  return aPolicy({ receiverList: [{ ...receiver, destinations }] });
}

const succeeded = { event_type: 'DatasourceRefreshSucceeded', created_at: '2026-09-21T12:30:00Z' };

it('makes failure and recovery of a receiver in shadow, keeps what they say, and sends nothing', async () => {
  const p = await startPipeline(inShadow());

  await p.post(tableauBody());
  await p.settle();
  p.clock.advance(30 * MINUTE);
  await p.post(tableauBody(succeeded));
  await p.settle();

  const deliveries = await p.store.ask('listDeliveries', { limit: 10 });
  expect(p.sent).toEqual([]);
  expect(deliveries).toMatchObject([
    { state: 'suppressed', detail: 'shadow', attempts: 0, payload: expect.stringContaining('Recovered') },
    { state: 'suppressed', detail: 'shadow', attempts: 0, payload: expect.stringContaining('Sales Daily') },
  ]);
  expect(
    await p.store.ask('dueGroups', { at: after(p.clock.now(), 100 * HOUR), limit: 9, most: 9 }),
  ).toMatchObject({
    rows: { slice: { groups: [] } },
  });
  expect(await reportShadow(p, p.clock.now())).toMatchObject({ receivers: [{ total: 1 }] });
  expect(await reportShadow(p, after(p.clock.now(), -HOUR))).toMatchObject({
    receivers: [
      {
        receiver: 'ops',
        total: 2,
        kinds: [
          { kind: 'firing', count: 1 },
          { kind: 'recovered', count: 1 },
        ],
        examples: [{ title: 'Recovered: Sales Daily' }, { title: 'Failed: Sales Daily' }],
      },
    ],
  });
});

it('sends from the end of shadow mode on, and nothing of before', async () => {
  const p = await startPipeline(inShadow());
  await p.post(tableauBody());
  await p.settle();

  p.policy = real;
  await p.settle();
  expect(p.sent).toEqual([]);
  await p.post(tableauBody({ resource_luid: 'another', resource_name: 'Stock' }));
  await p.settle();

  expect(p.sent.map(({ briefing }) => briefing.title.untrusted)).toEqual(['Failed: Stock']);
});

it('holds back what waited for an address when its receiver is put into shadow', async () => {
  const p = await startPipeline(real);
  p.answer = () => ({ kind: 'notNow', detail: 'busy', until: after(p.clock.now(), MINUTE) });
  await p.post(tableauBody());
  await p.settle();

  p.policy = inShadow();
  p.clock.advance(2 * MINUTE);
  await p.settle();

  expect(p.sent).toHaveLength(1);
  expect(await p.store.ask('listDeliveries', { limit: 10 })).toMatchObject([{ state: 'suppressed' }]);
});
