/** Matchers: patterns on a label, written as globs or `/regular expressions/`, compared NFC and case-folded. */
import { foldValue, type LabelName } from './labels.ts';
import type { Matcher } from '../policy.ts';

/** Compiles a linear-time regular expression that must fit a whole (folded) value; comes in from outside. */
export type CompileRegex = (
  source: string,
) =>
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly fault: string };

export type CompiledMatcher =
  | { readonly ok: true; readonly matcher: Matcher }
  | { readonly ok: false; readonly fault: string };

/** Longer patterns are a mistake, and matching costs pattern times value. */
const LONGEST_PATTERN = 500;

/** Any of the patterns, on any of the label's values. A fault is a sentence about the pattern, for people. */
export function compileMatcher(
  label: LabelName,
  patterns: readonly string[],
  compileRegex: CompileRegex,
): CompiledMatcher {
  const tests: ((folded: string) => boolean)[] = [];
  for (const pattern of patterns) {
    const compiled = compilePattern(label, pattern, compileRegex);
    if (!compiled.ok) return compiled;
    tests.push(compiled.test);
  }
  const fits = (values: readonly string[]) =>
    values.some((value) => {
      const folded = foldValue(value);
      return tests.some((test) => test(folded));
    });
  return { ok: true, matcher: { label, patterns, fits } };
}

/** Whatever fits the narrow pattern fits the wide one: certain cases only. Both are patterns without fault. */
export function coversPattern(label: LabelName, wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide.startsWith('/') || narrow.startsWith('/')) return false;
  const [wides, narrows] = [wide, narrow].map((pattern) => waysOf(foldValue(pattern), label === 'project'));
  // A star of the narrow one is a character like another: only a star that takes all that it may be covers it.
  return (narrows ?? []).every((way) => (wides ?? []).some((w) => fitsGlob(w, way)));
}

function compilePattern(label: LabelName, pattern: string, compileRegex: CompileRegex) {
  if (pattern === '') return fault('is empty and would fit nothing; write * for anything');
  if (pattern.length > LONGEST_PATTERN) return fault(`is longer than ${LONGEST_PATTERN} characters`);
  if (pattern.startsWith('/')) {
    if (pattern.length < 3 || !pattern.endsWith('/'))
      return fault(
        'begins with / as a regular expression does, but does not end with /; write \\/ for a plain /',
      );
    return compileRegex(pattern.slice(1, -1).normalize('NFC'));
  }
  return compileGlob(foldValue(pattern), label === 'project');
}

/** A literal character, `*` within a segment, or `**` over anything. */
type Token = string | typeof ONE | typeof ANY;
const ONE = Symbol('*');
const ANY = Symbol('**');

function compileGlob(pattern: string, segmented: boolean) {
  const ways = waysOf(pattern, segmented);
  if (ways === undefined) return fault('ends with a lone \\; write \\\\ for a plain \\');
  // Most patterns are plain words.
  const [word] = ways.every((tokens) => tokens.every((token) => typeof token === 'string'))
    ? ways.map((tokens) => tokens.join(''))
    : [];
  if (word !== undefined) return { ok: true as const, test: (folded: string) => folded === word };
  const test = (folded: string) => ways.some((tokens) => fitsGlob(tokens, folded));
  return { ok: true as const, test };
}

/** What a glob may look like, any of which counts; `undefined` when it ends within an escape. */
function waysOf(pattern: string, segmented: boolean): readonly (readonly Token[])[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const c = pattern.charAt(at);
    if (c === '\\') {
      at += 1;
      if (at === pattern.length) return undefined;
      tokens.push(pattern.charAt(at));
    } else if (c !== '*') tokens.push(c);
    else if (!segmented) tokens.push(ANY);
    else if (pattern.charAt(at + 1) === '*') {
      at += 1;
      tokens.push(ANY);
    } else tokens.push(ONE);
  }
  // Content may lie directly in a project: Finance/** takes that of Finance itself as well.
  const hasItself = segmented && tokens.at(-1) === ANY && tokens.at(-2) === '/';
  return hasItself ? [tokens, tokens.slice(0, -2)] : [tokens];
}

/** All positions of the pattern at once, so that no pattern makes it slower than pattern times value. */
function fitsGlob(tokens: readonly Token[], value: string | readonly Token[]): boolean {
  let reached = closure(tokens, new Set([0]));
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i];
    const next = new Set<number>();
    for (const at of reached) {
      const token = tokens[at];
      if (token === ANY || (token === ONE && c !== '/' && c !== ANY)) next.add(at);
      else if (token === c) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reached = closure(tokens, next);
  }
  return reached.has(tokens.length);
}

/** A star may stand for nothing. */
function closure(tokens: readonly Token[], reached: Set<number>): Set<number> {
  for (const at of reached) if (typeof tokens[at] === 'symbol') reached.add(at + 1);
  return reached;
}

function fault(sentence: string) {
  return { ok: false as const, fault: sentence };
}
