import { expect, it } from 'vitest';
import { aBriefing } from '../../../test/fixtures/briefings.ts';
import { aPolicy, aReceiver } from '../../../test/fixtures/policy.ts';
import { aDelivery, NOON } from '../../../test/fixtures/records.ts';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { limitKeeper } from './hold-back.ts';

const CAP = { messages: 3, within: 600_000 };

it('counts what has passed and is not in the store yet, whoever is done in between', async () => {
  const receiver = aReceiver('ops', [{ type: 'test', address: {} }]);
  const destinations = receiver.destinations.map((d) => ({ ...d, atMost: CAP }));
  const p = await startPipeline(aPolicy({ receiverList: [{ ...receiver, destinations }] }));
  const judge = limitKeeper(p.deps());
  let n = 0;
  const one = () => ({
    delivery: aDelivery({ id: String((n += 1)), destinationId: 'ops/test', groupId: `g${n}` }),
    notification: { briefing: aBriefing() },
  });

  const [first, second] = await Promise.all([judge([one(), one()], NOON), judge([one(), one()], NOON)]);
  expect([...first.over, ...second.over]).toEqual(['4']);

  second.done();
  // The third was committed by now; the store of this test has not heard of it.
  const third = await judge([one(), one()], NOON);
  expect([...third.over]).toEqual(['6']);
  third.done();
  first.done();
  expect((await judge([one()], NOON)).over.size).toBe(0);
});
