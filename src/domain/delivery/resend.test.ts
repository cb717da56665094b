import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aDelivery } from '../../../test/fixtures/records.ts';
import { type Resendable, whyLeaveOut } from './resend.ts';

function message(over: Partial<Resendable> = {}): Resendable {
  const standing = { ended: false, taken: false, newer: false, heard: false };
  return { delivery: aDelivery({ state: 'dead' }), kind: 'firing', ...standing, ...over };
}

it.each<[string, Partial<Resendable>, string | undefined]>([
  ['a failure that lasts is worth it', {}, undefined],
  ['a failure that is over is not', { ended: true }, 'over'],
  ['a notice is never over', { ended: true, kind: 'notice' }, undefined],
  [
    'a recovery is worth it for who heard of the failure',
    { ended: true, kind: 'recovered', heard: true },
    undefined,
  ],
  ['a recovery of what nobody heard of is not', { ended: true, kind: 'recovered' }, 'over'],
  ['one that a newer message follows is not', { newer: true }, 'newer'],
  ['a page that somebody has is not', { taken: true, delivery: aDelivery({ page: true }) }, 'acknowledged'],
  ['a message of a channel is, whoever has it', { taken: true }, undefined],
])('%s', (_what, over, why) => {
  expect(whyLeaveOut(message(over))).toBe(why);
});

it('leaves out no message that is about no group', () => {
  const kinds = fc.constantFrom<Resendable['kind'][]>('digest', 'handoff', 'notice', 'test', 'firing');
  const flag = fc.boolean();
  fc.assert(
    fc.property(kinds, flag, flag, flag, (kind, ended, newer, page) => {
      const delivery = aDelivery({ groupId: undefined, page });
      expect(whyLeaveOut(message({ delivery, kind, ended, newer }))).toBeUndefined();
    }),
  );
});
