import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPolicy, aReceiver } from '../../../test/fixtures/policy.ts';
import { aDelivery } from '../../../test/fixtures/records.ts';
import type { Severity } from '../routing/severity.ts';
import { limitOf, tooMany } from './storm.ts';

const CAP = { messages: 3, within: 600_000 };
const sentTo = (destinationId: string, of: readonly Severity[]) =>
  of.map((severity) => ({ destinationId, severity }));

describe('tooMany', () => {
  it('lets so many go as are left, oldest first, and all that follows from what was told', () => {
    const one = fc.record({ destinationId: fc.constantFrom('a', 'b'), known: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.nat({ max: 5 }), (all, before) => {
        const known = new Set(all.flatMap((o, i) => (o.known ? [String(i)] : [])));
        const capped = all.map(({ destinationId }, i) => ({
          delivery: aDelivery({ id: String(i), destinationId }),
          cap: CAP,
          pages: false,
          severity: 'error' as const,
        }));
        const over = tooMany(capped, sentTo('a', Array(before).fill('error')), ({ id }) =>
          known.has(id) ? 'told' : undefined,
        );
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

it('counts pages alone where a person is paged, and sums up the end of what was summed up', () => {
  const one = (id: string, page: boolean) => ({
    ...{ delivery: aDelivery({ id, page }), cap: CAP, pages: true, severity: 'error' as const },
  });
  const all = [
    one('ended', false),
    one('p1', true),
    one('again', true),
    one('p2', true),
    one('asked', false),
  ];
  const known = { ended: 'summed-up', again: 'told' } as const;

  const over = tooMany(
    all,
    sentTo('ops/teams', ['error', 'error']),
    ({ id }) => known[id as keyof typeof known],
  );

  expect([...over]).toEqual(['ended', 'p2']);
});

it('lets no page wait for such as are about something less bad', () => {
  const limited = (['critical', 'error', 'warning'] as const).map((severity) => ({
    ...{ delivery: aDelivery({ id: severity, page: true }), cap: CAP, pages: true, severity },
  }));
  const over = (...severities: readonly Severity[]) => [
    ...tooMany(limited, sentTo('ops/teams', severities), () => undefined),
  ];

  expect(over('warning', 'warning', 'warning')).toEqual(['warning']);
  expect(over('error', 'error', 'error')).toEqual(['error', 'warning']);
  expect(over('critical', 'critical', 'critical')).toEqual(['critical', 'error', 'warning']);
  const messages = limited.map((one) => ({ ...one, pages: false }));
  expect(tooMany(messages, sentTo('ops/teams', ['info', 'info', 'info']), () => undefined).size).toBe(3);
});

describe('limitOf', () => {
  const receiver = aReceiver('ops', [{ type: 'test', address: {} }]);
  const policy = aPolicy({
    receiverList: [{ ...receiver, destinations: receiver.destinations.map((d) => ({ ...d, atMost: CAP })) }],
  });
  const of = (over: object) =>
    limitOf(policy, aDelivery({ destinationId: 'ops/test', groupId: 'g', ...over }));

  it('is for messages of groups only: no page, nothing that was asked for or may have arrived', () => {
    expect(of({})).toEqual({ cap: CAP, pages: false });
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
