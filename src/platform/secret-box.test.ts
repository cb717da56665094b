import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from './key-file.ts';
import { createSecretBox } from './secret-box.ts';

const box = createSecretBox(keyRing(new Uint8Array(32).fill(1)));
const place = { table: 'secrets', row: 'teams', column: 'sealed' };

describe('the secret box', () => {
  it('opens what it sealed, and seals the same value differently each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const [one, two] = [box.seal(value, place), box.seal(value, place)];

        return box.open(one, place) === value && Buffer.compare(one, two) !== 0;
      }),
    );
  });

  it.each([
    { ...place, row: 'slack' },
    { ...place, column: 'other' },
    { ...place, table: 'audit' },
    { table: 'secrets","teams', row: '', column: 'sealed' },
  ])('does not open at another place: %j', (other) => {
    expect(box.open(box.seal('value', place), other)).toBeUndefined();
  });

  it('does not open with another key', () => {
    const other = createSecretBox(keyRing(new Uint8Array(32).fill(2)));

    expect(other.open(box.seal('value', place), place)).toBeUndefined();
  });

  it('does not open when a single bit has changed or something is missing', () => {
    const sealed = box.seal('value', place);
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = sealed.map((byte, j) => (i === j ? byte ^ 1 : byte));

      expect(box.open(changed, place)).toBeUndefined();
      expect(box.open(sealed.subarray(0, i), place)).toBeUndefined();
    }
  });

  it('shows nothing of the value', () => {
    expect(Buffer.from(box.seal('hunter2', place)).toString('latin1')).not.toContain('hunter2');
  });
});
