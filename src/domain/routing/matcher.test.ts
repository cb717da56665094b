import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelName } from './labels.ts';
import { type CompileRegex, compileMatcher } from './matcher.ts';

/** The test's own engine: what comes in from outside is not under test here. */
const regex: CompileRegex = (source) => {
  try {
    const compiled = new RegExp(`^(?:${source})$`, 'iu');
    return { ok: true, test: (text) => compiled.test(text) };
  } catch {
    return { ok: false, fault: 'is no regular expression' };
  }
};

function fits(label: LabelName, pattern: string | readonly string[], ...values: string[]): boolean {
  const compiled = compileMatcher(label, typeof pattern === 'string' ? [pattern] : pattern, regex);
  if (!compiled.ok) throw new Error(compiled.fault);
  return compiled.matcher.fits(values);
}

function faultOf(pattern: string): string | undefined {
  const compiled = compileMatcher('name', [pattern], regex);
  return compiled.ok ? undefined : compiled.fault;
}

/** Slow and plain: every way in which a star could be filled. */
function slowly(pattern: string, value: string, segmented: boolean): boolean {
  if (pattern === '') return value === '';
  if (pattern.startsWith('\\'))
    return value[0] === pattern[1] && slowly(pattern.slice(2), value.slice(1), segmented);
  if (!pattern.startsWith('*'))
    return value[0] === pattern[0] && slowly(pattern.slice(1), value.slice(1), segmented);
  const double = segmented && pattern.startsWith('**');
  for (let n = 0; n <= value.length; n += 1) {
    if (segmented && !double && value.slice(0, n).includes('/')) return false;
    if (slowly(pattern.slice(double ? 2 : 1), value.slice(n), segmented)) return true;
  }
  return false;
}

describe('compileMatcher', () => {
  it.each<[LabelName, string, string, boolean]>([
    ['project', 'Finance/*', 'Finance/Daily', true],
    ['project', 'Finance/*', 'Finance/Daily/Raw', false],
    ['project', 'Finance/**', 'Finance/Daily/Raw', true],
    ['project', 'Finance/**', 'Finance', true],
    ['project', 'Finance/**', 'Finances', false],
    ['project', '**/Raw', 'Finance/Daily/Raw', true],
    ['name', 'Sales*', 'Sales/North', true],
    ['name', 'Sales', 'Sales Daily', false],
    ['name', '*', '', true],
    ['name', 'a\\*b', 'a*b', true],
    ['name', 'a\\*b', 'axb', false],
    ['name', '/sales (daily|weekly)/', 'Sales Weekly', true],
    ['name', '/sales/', 'Sales Weekly', false],
    ['name', '\\/path\\/', '/path/', true],
    ['name', 'ÉTÉ', 'e\u0301te\u0301', true],
    ['name', '*😀*', 'a😀b', true],
  ])('%s %s against %s is %s', (label, pattern, value, expected) => {
    const answer = fits(label, pattern, value);

    expect(answer).toBe(expected);
  });

  it('is satisfied by any pattern on any value, and by no value at all never', () => {
    expect(fits('tag', ['gold', 'silver'], 'bronze', 'SILVER')).toBe(true);
    expect(fits('tag', ['gold', 'silver'], 'bronze')).toBe(false);
    expect(fits('tag', '*')).toBe(false);
  });

  it.each([
    ['', 'is empty and would fit nothing; write * for anything'],
    ['/open', 'begins with / as a regular expression does, but does not end with /; write \\/ for a plain /'],
    ['/', 'begins with / as a regular expression does, but does not end with /; write \\/ for a plain /'],
    ['back\\', 'ends with a lone \\; write \\\\ for a plain \\'],
    ['/(/', 'is no regular expression'],
    ['x'.repeat(501), 'is longer than 500 characters'],
  ])('refuses %j', (pattern, sentence) => {
    expect(faultOf(pattern)).toBe(sentence);
  });

  const pattern = fc
    .array(fc.constantFrom('a', 'b', '/', '*', '**', '\\*'), { minLength: 1, maxLength: 7 })
    .map((parts) => `a${parts.join('')}`);
  const value = fc
    .array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 8 })
    .map((parts) => parts.join(''));

  it.each([true, false])('agrees with the slow and plain reading (project: %s)', (segmented) => {
    fc.assert(
      fc.property(pattern, value, (p, v) => {
        const own = p.endsWith('/**') && segmented ? slowly(p.slice(0, -3), v, true) : false;

        return fits(segmented ? 'project' : 'name', p, v) === (own || slowly(p, v, segmented));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not care for case or for how accents are composed', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'É', 'ß', 'Ω', 'ü', 'x', '1'), minLength: 1 });
    fc.assert(
      fc.property(text, (t) => {
        const pattern = t.normalize('NFD').toUpperCase().toLowerCase();

        return fits('name', pattern, t.toLowerCase()) === fits('name', pattern.normalize('NFC'), t);
      }),
    );
  });

  it('takes a value of any length in time that does not explode', () => {
    const answer = fits('name', `${'*a'.repeat(200)}b`, 'a'.repeat(2000));

    expect(answer).toBe(false);
  });
});
