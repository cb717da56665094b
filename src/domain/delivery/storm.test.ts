import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPolicy, aReceiver } from '../../../test/fixtures/policy.ts';
import { aDelivery } from '../../../test/fixtures/records.ts';
import { capOf, tooMany } from './storm.ts';

const CAP = { messages: 3, within: 600_000 };

describe('tooMany', () => {
  it('lets so many go as are left, oldest first, and all that follows from what was told', () => {
    const one = fc.record({ destinationId: fc.constantFrom('a', 'b'), known: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.nat({ max: 5 }), (all, before) => {
        const known = new Set(all.flatMap((o, i) => (o.known ? [String(i)] : [])));
        const capped = all.map(({ destinationId }, i) => ({
          delivery: aDelivery({ id: String(i), destinationId }),
          cap: CAP,
        }));
        const over = tooMany(capped, new Map([['a', before]]), ({ id }) => known.has(id));
        for (const destination of ['a', 'b']) {
          const own = capped.filter(({ delivery }) => delivery.destinationId === destination);
          const gone = own.filter(({ delivery }) => !over.has(delivery.id));
          const fresh = gone.filter(({ delivery }) => !known.has(delivery.id));
          const sent = destination === 'a' ? before : 0;
          expect(fresh.length).toBeLessThanOrEqual(Math.max(0, CAP.messages - sent));
          expect(own.every(({ delivery }) => !(known.has(delivery.id) && over.has(delivery.id)))).toBe(true);
          if (sent + own.length <= CAP.messages) expect(gone).toEqual(own);
        }
      }),
    );
  });
});

describe('capOf', () => {
  const receiver = aReceiver('ops', [{ type: 'test', address: {} }]);
  const policy = aPolicy({
    receiverList: [{ ...receiver, destinations: receiver.destinations.map((d) => ({ ...d, atMost: CAP })) }],
  });
  const of = (over: object) => capOf(policy, aDelivery({ destinationId: 'ops/test', groupId: 'g', ...over }));

  it('is for messages of groups only: no page, nothing that was asked for or may have arrived', () => {
    expect(of({})).toEqual(CAP);
    for (const over of [
      { page: true },
      { groupId: undefined },
      { resendOf: 'other' },
      { attempts: 1 },
      { lane: 'shadow:ops' },
      { destinationId: 'other/test' },
    ])
      expect(of(over)).toBeUndefined();
  });
});
