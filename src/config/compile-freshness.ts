/** `freshness`: by when which content must have been refreshed. */
import { hasSignIn, type FreshnessRule } from '../domain/policy.ts';
import { parseWallTime } from '../domain/time/civil.ts';
import { HOUR } from '../domain/time/instant.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { compileDays } from './calendar-words.ts';
import { type Checking, isMap, placeOf } from './checking.ts';
import { compileMatchers } from './compile-matchers.ts';
import type { Path } from './fault.ts';
import { checked } from './schema-faults.ts';
import { freshnessSchema } from './schema.ts';

const WITHIN = 12 * HOUR;

export function compileFreshness(
  value: unknown,
  sites: ReadonlyMap<string, SitePolicy>,
  checking: Checking,
): readonly FreshnessRule[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    checking.findings.fault(['freshness'], 'must be a list', { remedy: 'begin each with "- "' });
    return [];
  }
  return value.flatMap((given, i) => compileRule(given, ['freshness', i], sites, checking) ?? []);
}

function compileRule(
  given: unknown,
  at: Path,
  sites: ReadonlyMap<string, SitePolicy>,
  checking: Checking,
): FreshnessRule | undefined {
  const { findings } = checking;
  const rule = checked<typeof freshnessSchema._output>(freshnessSchema, given, at, { findings });
  const written = isMap(given) ? given['match'] : undefined;
  const match = compileMatchers(
    written,
    [...at, 'match'],
    { sites: [...sites.keys()], declared: new Map() },
    checking,
  );
  if (rule === undefined) return undefined;
  const by = parseWallTime(rule.by);
  const days = compileDays(rule.days, [...at, 'days'], checking);
  if (by === undefined)
    return findings.fault([...at, 'by'], 'must be a time such as "07:30", in quotes') ?? undefined;
  if (days === undefined) return undefined;
  for (const label of ['event', 'condition', 'cause', 'severity'])
    if (match.some((m) => m.label === label))
      findings.fault([...at, 'match', label], 'is nothing that a content has', { aim: 'key' });
  if ([...sites.values()].every((site) => !hasSignIn(site)))
    findings.warn(
      at,
      'no site has a sign-in (pat), so that nothing can be asked of Tableau',
      'add pat: { name, secret } to the site',
    );
  return {
    match,
    by,
    days,
    timeZone: rule.time_zone ?? [...sites.values()][0]?.timeZone ?? 'UTC',
    within: rule.within ?? WITHIN,
    place: placeOf(at, findings),
  };
}
