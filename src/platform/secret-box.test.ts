import { describe, expect, it } from 'vitest';
import { keyRing } from './key-file.ts';
import { secretBox } from './secret-box.ts';

const box = secretBox(keyRing(Buffer.alloc(32, 1)));

describe('the secret box', () => {
  it('opens what it sealed, at the same place', () => {
    expect(box.open('secrets/acme', box.seal('secrets/acme', 'grün € 🔑'))).toBe('grün € 🔑');
  });

  it('refuses another place, another key and a changed byte', () => {
    const sealed = box.seal('secrets/acme', 'token');
    const changed = Uint8Array.from(sealed, (b, i) => (i === sealed.length - 1 ? b ^ 1 : b));

    expect(() => box.open('secrets/other', sealed)).toThrow(/cannot be opened/);
    expect(() => secretBox(keyRing(Buffer.alloc(32, 2))).open('secrets/acme', sealed)).toThrow(
      /cannot be opened/,
    );
    expect(() => box.open('secrets/acme', changed)).toThrow(/cannot be opened/);
  });
});
