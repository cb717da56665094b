/** What follows from matchers alone, whatever the alerts: certain cases only, for warnings. */
import { coversPattern } from '../domain/routing/matcher.ts';
import type { Matcher } from '../domain/policy.ts';
import { possibleValues, type Matchable } from './compile-matchers.ts';

type Tested = { readonly match: readonly Matcher[]; readonly except: readonly Matcher[] };

/** Whatever fits the narrow one fits the wide one. */
export function isWider(wide: Matcher, narrow: Matcher, known: Matchable): boolean {
  const values = possibleValues(narrow.label, known);
  if (values !== undefined) return values.every((value) => !narrow.fits([value]) || wide.fits([value]));
  return narrow.patterns.every((pattern) =>
    isLiteral(pattern)
      ? wide.fits([unescaped(pattern)])
      : wide.patterns.some((w) => coversPattern(narrow.label, w, pattern)),
  );
}

/** Each test of the earlier one holds whenever the later one's do. */
export function takesAllOf(earlier: Tested, later: Tested, known: Matchable): boolean {
  return (
    earlier.match.every((e) => onLabel(later.match, e).some((l) => isWider(e, l, known))) &&
    earlier.except.every(
      (e) =>
        onLabel(later.except, e).some((l) => isWider(l, e, known)) ||
        onLabel(later.match, e).some((l) => isDisjoint(e, l, known)),
    )
  );
}

/** The label because of which it can never match, given what holds of all that comes to it. */
export function impossibleIn(
  tested: Tested,
  above: Tested,
  known: Matchable,
): { readonly label: string; readonly why: 'excepted' | 'excepted-above' | 'other-above' } | undefined {
  for (const m of tested.match) {
    if (onLabel(tested.except, m).some((e) => isWider(e, m, known)))
      return { label: m.label, why: 'excepted' };
    if (onLabel(above.except, m).some((e) => isWider(e, m, known)))
      return { label: m.label, why: 'excepted-above' };
    if (onLabel(above.match, m).some((a) => isDisjoint(a, m, known)))
      return { label: m.label, why: 'other-above' };
  }
  return undefined;
}

/** Labels that have one value at most. */
const SINGLE = ['source', 'site', 'event', 'condition', 'content_type', 'name', 'project', 'severity'];

/** No value fits both. */
function isDisjoint(a: Matcher, b: Matcher, known: Matchable): boolean {
  if (!SINGLE.includes(a.label)) return false;
  const values = possibleValues(a.label, known);
  if (values !== undefined) return !values.some((value) => a.fits([value]) && b.fits([value]));
  const misses = (one: Matcher, other: Matcher) =>
    one.patterns.every((pattern) => isLiteral(pattern) && !other.fits([unescaped(pattern)]));
  return misses(a, b) || misses(b, a);
}

function onLabel(matchers: readonly Matcher[], { label }: Matcher): readonly Matcher[] {
  return matchers.filter((m) => m.label === label);
}

function isLiteral(pattern: string): boolean {
  return !pattern.startsWith('/') && !/(^|[^\\])(\\\\)*\*/.test(pattern);
}

function unescaped(pattern: string): string {
  return pattern.replace(/\\(.)/g, '$1');
}
