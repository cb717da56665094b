/** Why a refresh failed: the notes of its job as a class, a fingerprint that equal causes share, and words fit to show. */
import { BOILERPLATE, CAUSE_SENTENCE, CAUSE_TABLE, type CauseClass } from './cause-table.ts';
import { maskText } from './mask.ts';
import type { Detail } from '../policy.ts';

export type Cause = {
  readonly class: CauseClass;
  /** "credentials-1f3a9c20": the same for the same fault, whatever host, login, table or time it names. */
  readonly fingerprint: string;
  /** What the notes say, without hosts, logins, queries and paths. */
  readonly excerpt: string;
};

/** How much of the notes is looked at: what is worth reading stands at the beginning. */
const LOOKED_AT = 4000;
const LONGEST_EXCERPT = 300;
const LONGEST_FULL = 2000;
/** Texts that begin alike so far are one cause. */
const COMPARED = 240;

/** `undefined` for a job that says nothing. */
export function causeOf(notes: string): Cause | undefined {
  const text = notes.slice(0, LOOKED_AT).trim();
  if (text === '') return undefined;
  const excerpt = maskText(text);
  const is = classOf(text);
  return {
    class: is,
    fingerprint: `${is}-${hashOf(comparable(excerpt))}`,
    excerpt: shortened(excerpt, LONGEST_EXCERPT),
  };
}

/** The label `cause`: a route tests the class, and a group is told apart by the fingerprint too. */
export function causeLabel(cause: Pick<Cause, 'class' | 'fingerprint'>): readonly string[] {
  return [cause.class, cause.fingerprint];
}

/** The reason as a receiver may see it; `undefined` for one that is given names alone, and where none is known. */
export function reasonFor(
  { cause, notes }: { readonly cause: Cause | undefined; readonly notes: string },
  detail: Detail,
): string | undefined {
  if (cause === undefined || detail === 'name') return undefined;
  if (detail === 'full' && notes !== '')
    return shortened(notes.slice(0, 2 * LONGEST_FULL).trim(), LONGEST_FULL);
  const sentence = CAUSE_SENTENCE[cause.class];
  return saysSomething(cause.excerpt) ? `${sentence}: ${cause.excerpt}` : sentence;
}

/**
 * Words that stand in the notes of all failures with this cause and of no other, to ask for those by; `undefined` when
 * the notes have none that are long enough.
 */
export function phraseOf(notes: string): string | undefined {
  const text = notes.slice(0, LOOKED_AT);
  const decisive = decisiveOf(text)?.word;
  const runs = text
    .split(/[^A-Za-z' ]+|\s{2,}/)
    .map((run) => run.trim().slice(0, 80))
    .filter(
      (run) => run.length >= SHORTEST_PHRASE && !BOILERPLATE.some((said) => said.includes(run.toLowerCase())),
    );
  if (decisive !== undefined) return runs.find((run) => run.toLowerCase().includes(decisive));
  const excerpt = maskText(text);
  return runs.filter((run) => excerpt.includes(run)).toSorted((a, b) => b.length - a.length)[0];
}

const SHORTEST_PHRASE = 12;

function classOf(text: string): CauseClass {
  return decisiveOf(text)?.is ?? 'unknown';
}

/** The first row of the table that fits, and by which of its words. */
function decisiveOf(text: string): { readonly is: CauseClass; readonly word: string } | undefined {
  let said = text.toLowerCase().replace(/\s+/g, ' ');
  for (const phrase of BOILERPLATE) said = said.replaceAll(phrase, ' ');
  for (const { is, words } of CAUSE_TABLE) {
    const word = words.find((one) => said.includes(one));
    if (word !== undefined) return { is, word };
  }
  return undefined;
}

/** Numbers, dates and holes say nothing about what the fault is. */
function comparable(excerpt: string): string {
  return excerpt
    .toLowerCase()
    .replace(/\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b/g, ' ')
    .replace(/(?<![-\w])\d+/g, ' ')
    .replace(/[^\p{L}\d-]+/gu, ' ')
    .trim()
    .slice(0, COMPARED);
}

/** FNV-1a: short, and the same everywhere. Nothing depends on its being hard to meet. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function saysSomething(excerpt: string): boolean {
  return /\p{L}{3,}/u.test(excerpt) && excerpt !== 'null';
}

/** Never within a surrogate pair. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
