import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../test/fixtures/policy.ts';
import { deriveLabels } from './labelling.ts';
import type { LabelMapping } from '../policy.ts';

const name = fc.constantFrom('severity', 'team', 'room');
const value = fc.constantFrom('critical', 'a', 'b');
const mapping = fc
  .record({ label: fc.oneof(name, fc.constant('name')), is: value, to: name, set: value, not: fc.boolean() })
  .map(({ label, is, to, set, not }): LabelMapping => {
    const test = [equals(label, is)];
    return {
      place: { path: 'labels[0]', line: 1 },
      ...{ match: not ? [] : test, except: not ? test : [], set: { [to]: [set] } },
    };
  });
const alert = fc
  .record({ name: value })
  .map((of) => ({ kind: 'alert' as const, labels: { name: [of.name] } }));

it('labels that are derived again are the same: they follow from the facts alone', () => {
  fc.assert(
    fc.property(fc.array(mapping, { maxLength: 8 }), alert, (labels, of) => {
      const once = deriveLabels({ labels }, of).labels;
      expect(deriveLabels({ labels }, { ...of, labels: once }).labels).toEqual(once);
      expect(once.name).toEqual(of.labels.name);
    }),
  );
});

it('the last mapping that fits has the last word', () => {
  fc.assert(
    fc.property(fc.array(mapping, { maxLength: 8 }), alert, value, (labels, of, set) => {
      const all: LabelMapping = {
        place: { path: 'labels[9]', line: 9 },
        ...{ match: [], except: [], set: { team: [set] } },
      };
      expect(deriveLabels({ labels: [...labels, all] }, of).labels['team']).toEqual([set]);
    }),
  );
});
