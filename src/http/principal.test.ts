import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimedUser, tokenPrincipal } from './principal.ts';

const principalOf = tokenPrincipal('right');

describe('who asks the API', () => {
  it('is the user that the command line says, marked as said by it', () => {
    expect(principalOf('right', 'ana')?.actor).toBe('ana (cli)');
    expect(principalOf('right', encodeURIComponent('Zoë Ångström'))?.actor).toBe('Zoë Ångström (cli)');
  });

  it('is the token where nobody says anything', () => {
    for (const nothing of [undefined, '', ' ', '%20%00%E2%80%AE'])
      expect(principalOf('right', nothing)?.actor).toBe('run.json token');
  });

  it('is nobody with another token, whatever the name', () => {
    expect(principalOf('wrong', 'ana')).toBeUndefined();
  });

  it('has a name that cannot break a line, hide, turn text around, or be long', () => {
    expect(claimedUser('a%0D%0Ab%E2%80%AEc%00%1B[31m')).toBe('a bc [31m');
    expect(claimedUser('%')).toBe('%');
    expect(claimedUser('x'.repeat(5000))).toBe('x'.repeat(64));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.boolean(), (text, encode) => {
        const name = claimedUser(encode ? encodeURIComponent(text.toWellFormed()) : text);
        if (name === undefined) return;
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(name.isWellFormed()).toBe(true);
        expect([...name].length).toBeLessThanOrEqual(64);
        expect(name.trim()).toBe(name);
        expect(name).not.toBe('');
      }),
    );
  });
});
