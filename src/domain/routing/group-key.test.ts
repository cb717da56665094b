import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupKeyOf } from './group-key.ts';
import type { Labels } from './labels.ts';

const of = (labels: Labels, kind: 'alert' | 'notice' = 'alert') => ({
  kind,
  labels,
  source: 'acme',
  condition: 'refresh-failed',
  luid: 'd39a',
  name: 'Sales',
});

const key = (labels: Labels) => groupKeyOf(['site', 'cause'], of(labels));

it('tells together what shares the cause, whatever its project', () => {
  const one = key({ site: ['acme'], cause: ['Database'], project: ['Finance'] });

  expect(key({ site: ['acme'], cause: ['database'], project: ['Sales'] })).toBe(one);
  expect(key({ site: ['acme'], cause: ['Disk'], project: ['Finance'] })).not.toBe(one);
  expect(key({ site: ['globex'], cause: ['Database'] })).not.toBe(one);
});

it('takes the project where the cause is unknown, and the site alone where that is unknown too', () => {
  const finance = key({ site: ['acme'], cause: [], project: ['Finance'] });

  expect(key({ site: ['acme'], project: ['Finance'] })).toBe(finance);
  expect(key({ site: ['acme'], project: ['Sales'] })).not.toBe(finance);
  expect(key({ site: ['acme'] })).toBe(key({ site: ['acme'], name: ['other'] }));
  expect(key({ site: ['acme'] })).not.toBe(finance);
  // A project that is called as a cause is, is another group.
  expect(key({ site: ['acme'], project: ['Database'] })).not.toBe(
    key({ site: ['acme'], cause: ['Database'] }),
  );
});

it('keeps notices apart from alerts and from notices of other events', () => {
  const labels = { site: ['acme'] };

  expect(groupKeyOf([], of(labels, 'notice'))).not.toBe(groupKeyOf([], of(labels)));
  expect(groupKeyOf([], { ...of(labels, 'notice'), condition: 'workbook-deleted' })).not.toBe(
    groupKeyOf([], of(labels, 'notice')),
  );
});

it('does not depend on the order or the case of a label with several values', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), (tags) => {
      const shuffled = tags.toReversed().map((t) => t.normalize('NFD'));

      expect(groupKeyOf(['tag'], of({ tag: shuffled }))).toBe(groupKeyOf(['tag'], of({ tag: tags })));
    }),
  );
});
