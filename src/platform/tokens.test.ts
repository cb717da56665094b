import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from './key-file.ts';
import { createTokens } from './tokens.ts';

const tokens = createTokens(keyRing(new Uint8Array(32).fill(1)));
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('capability tokens', () => {
  it('hold for their id and generation, and need no escaping in an address', () => {
    fc.assert(
      fc.property(ids, fc.nat(), (id, generation) => {
        const token = tokens.mint('hook', id, generation);
        const read = tokens.read('hook', token);

        return read?.id === id && read.isOf(generation) && encodeURIComponent(token) === token;
      }),
    );
  });

  it('do not hold for another generation, purpose, id or key', () => {
    const token = tokens.mint('hook', 'acme', 2);
    const others = createTokens(keyRing(new Uint8Array(32).fill(2)));

    expect(tokens.read('hook', token)?.isOf(1)).toBe(false);
    expect(tokens.read('alert-link', token)?.isOf(2)).toBe(false);
    expect(tokens.read('hook', token.replace('acme', 'acmf'))?.isOf(2)).toBe(false);
    expect(others.read('hook', token)?.isOf(2)).toBe(false);
  });

  it('do not hold with any character changed', () => {
    const token = tokens.mint('alert-link', 'a1', 1);
    for (let i = 0; i < token.length; i += 1) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      const read = tokens.read('alert-link', changed);

      expect(read?.id === 'a1' && read.isOf(1)).toBe(false);
    }
  });

  it.each(['', 'a', 'a.b', '.'.repeat(40), `a.${'x'.repeat(33)}`, `a b.${'x'.repeat(32)}`])(
    'takes no notice of %j',
    (text) => {
      expect(tokens.read('hook', text)).toBeUndefined();
    },
  );

  it('cannot be made of an id that would break the address', () => {
    expect(() => tokens.mint('hook', 'a/b', 1)).toThrow('no token can be made');
  });
});
