import { describe, expect, it } from 'vitest';
import { re2Regexes } from './regexes.ts';

function fits(source: string, text: string): boolean {
  const compiled = re2Regexes.compile(source);
  if (!compiled.ok) throw new Error(compiled.fault);
  return compiled.test(text);
}

describe('re2Regexes', () => {
  it('fits whole values, whatever their case', () => {
    expect(fits('sales.*', 'SALES daily')).toBe(true);
    expect(fits('sales', 'sales daily')).toBe(false);
    expect(fits('a|b', 'ab')).toBe(false);
    expect(fits('É.x', 'é\nx')).toBe(true);
  });

  it.each([
    ['(a', 'missing closing )'],
    ['a(?=b)', 'invalid or unsupported Perl syntax'],
    ['(a)\\1', 'invalid escape sequence'],
    ['a{2000}', 'invalid repeat count'],
  ])('refuses %s with the reason', (source, reason) => {
    expect(re2Regexes.compile(source)).toEqual({
      ok: false,
      fault: `is not a regular expression that RE2 can run: ${reason}`,
    });
  });

  it('refuses what would be slow for its size', () => {
    expect(re2Regexes.compile('(abcdefgh){900}')).toEqual({
      ok: false,
      fault: 'is too large; repeat less in it',
    });
  });

  it('is not slowed down by what makes backtracking engines explode', () => {
    expect(fits('(a*)*b', 'a'.repeat(5000))).toBe(false);
  });
});
