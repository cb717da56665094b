/** What every part of the check shares, and small helpers to walk a document that may be wrong anywhere. */
import type { DestinationRegistry } from '../app/ports/destination.ts';
import type { Regexes } from '../app/ports/regex.ts';
import type { Templates } from '../app/ports/templates.ts';
import type { ConfigPlace } from '../domain/policy.ts';
import { type Findings, type Path, pathText } from './fault.ts';
import { SLUG, SLUG_SENTENCE } from './schema.ts';

export type Checking = {
  readonly findings: Findings;
  readonly registry: DestinationRegistry;
  readonly regexes: Regexes;
  readonly templates: Templates;
  /** The document before secrets were filled in. */
  readonly written: unknown;
};

/** The entries of a map of slugs; anything else is a fault and gives none. */
export function entriesOf(
  value: unknown,
  at: Path,
  findings: Findings,
): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (!isMap(value)) {
    findings.fault(at, 'must be a map of names');
    return [];
  }
  const entries = Object.entries(value);
  for (const [name] of entries)
    if (!SLUG.test(name)) findings.fault([...at, name], SLUG_SENTENCE, { aim: 'key' });
  return entries;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of the document at a path; `undefined` when it is not there. */
export function valueAt(document: unknown, path: Path): unknown {
  let inside = document;
  for (const part of path) {
    if (typeof inside !== 'object' || inside === null) return undefined;
    inside = (inside as Readonly<Record<string | number, unknown>>)[part];
  }
  return inside;
}

export function placeOf(path: Path, findings: Findings): ConfigPlace {
  return { path: pathText(path), line: findings.lineOf(path) };
}
