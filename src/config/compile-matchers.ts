/** `match` and `except`: tests on labels, with patterns that can never fit anything refused. */
import { ALL_EVENTS } from '../domain/events/event-catalog.ts';
import { LABEL_NAMES, type LabelName } from '../domain/routing/labels.ts';
import { compileMatcher } from '../domain/routing/matcher.ts';
import { OWN_CONDITIONS, OWN_SOURCE } from '../domain/health/own-conditions.ts';
import type { Matcher } from '../domain/policy.ts';
import { SEVERITIES } from '../domain/routing/severity.ts';
import { WATCH_CONDITIONS } from '../domain/sites/watch-conditions.ts';
import { type Checking, isMap } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';

/** What matchers may speak of. */
export type Matchable = {
  readonly sites: readonly string[];
  readonly declared: DeclaredLabels;
  /** Labels that this mapping or one below it sets, which it cannot see. */
  readonly later?: readonly string[];
};

/** What has to fit, and what must not; where the second cannot be read, nothing fits, for it may have been excepted. */
export function compileTests(
  raw: Readonly<Record<string, unknown>>,
  at: Path,
  known: Matchable,
  checking: Checking,
): { readonly match: readonly Matcher[]; readonly except: readonly Matcher[] } {
  const match = compileMatchers(raw['match'], [...at, 'match'], known, checking);
  const except = compileMatchers(raw['except'], [...at, 'except'], known, checking);
  const isMisread = checking.findings.isFaulty([...at, 'except']);
  return { match: isMisread ? [...match, unreadable('source')] : match, except };
}

/** A label that cannot be read fits nothing: what has a fault never takes more than its author meant. */
export function compileMatchers(
  value: unknown,
  at: Path,
  known: Matchable,
  checking: Checking,
): readonly Matcher[] {
  if (!isMap(value)) return [];
  const { findings } = checking;
  const matchers: Matcher[] = [];
  for (const [label, given] of Object.entries(value)) {
    const place = [...at, label];
    const names = [...LABEL_NAMES, ...known.declared.keys()];
    if (!names.includes(label)) {
      if (known.later?.includes(label))
        findings.fault(place, 'is set by no mapping above this one', {
          remedy: `put this one below the mapping that sets ${label}`,
          aim: 'key',
        });
      else findings.fault(place, 'is no label', { ...hint(label, names), aim: 'key' });
      matchers.push(unreadable(label));
      continue;
    }
    const written: readonly unknown[] = Array.isArray(given) ? given : [given];
    const patterns = written.flatMap((pattern, i) => {
      const where = Array.isArray(given) ? [...place, i] : place;
      return typeof pattern === 'string' && usable(label, pattern, where, known, checking) ? [pattern] : [];
    });
    const compiled = compileMatcher(label, patterns, checking.regexes.compile);
    if (compiled.ok) matchers.push(compiled.matcher);
  }
  return matchers;
}

function unreadable(label: LabelName): Matcher {
  return { label, patterns: [], fits: () => false };
}

/** A pattern alone, so that a fault stands where the pattern does. */
function usable(
  label: LabelName,
  pattern: string,
  at: Path,
  known: Matchable,
  { findings, regexes }: Checking,
): boolean {
  const compiled = compileMatcher(label, [pattern], regexes.compile);
  if (!compiled.ok) {
    findings.fault(at, compiled.fault);
    return false;
  }
  const possible = possibleValues(label, known);
  if (possible === undefined || possible.some((value) => compiled.matcher.fits([value]))) return true;
  findings.fault(
    at,
    `"${pattern}" fits no ${label.replace('_', ' ')} that there is`,
    hint(pattern, possible),
  );
  return false;
}

/** All values that a label can have, where that is known. */
export function possibleValues(
  label: LabelName,
  { sites, declared }: Matchable,
): readonly string[] | undefined {
  const events = [...new Set(ALL_EVENTS.map((e) => e.event))];
  if (label === 'site') return sites;
  if (label === 'source') return [...sites, OWN_SOURCE];
  if (label === 'event') return events;
  // Of failures the condition is told; a notice has its event as its condition.
  if (label === 'condition')
    return [...events, ...Object.keys(OWN_CONDITIONS), ...Object.keys(WATCH_CONDITIONS)];
  if (label === 'content_type') return [...new Set(ALL_EVENTS.map((e) => e.contentType))];
  if (label === 'severity') return SEVERITIES;
  return declared.get(label);
}

/** What labels there are beside Tabduty's own, with all values that mappings give them. */
export type DeclaredLabels = ReadonlyMap<string, readonly string[]>;
