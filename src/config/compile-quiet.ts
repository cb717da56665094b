/** `quiet_times` and `inhibitions`: when routes stay quiet, and which alerts keep others quiet. */
import type { CivilRange } from '../domain/time/civil-range.ts';
import { LABEL_NAMES, type LabelName } from '../domain/routing/labels.ts';
import type { Inhibition } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import { compileMatchers, type Matchable } from './compile-matchers.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { inhibitionSchema, rangeSchema } from './quiet-schema.ts';
import { checked } from './schema-faults.ts';

/** Each is one range or a list of them, any of which counts. */
export function compileQuietTimes(
  value: unknown,
  checking: Checking,
): ReadonlyMap<string, readonly CivilRange[]> {
  const times = new Map<string, readonly CivilRange[]>();
  for (const [name, given] of entriesOf(value, ['quiet_times'], checking.findings)) {
    const at = ['quiet_times', name];
    const ranges = Array.isArray(given)
      ? given.map((range, i) => compileRange(range, [...at, i], checking))
      : [compileRange(given, at, checking)];
    times.set(
      name,
      ranges.filter((range) => range !== undefined),
    );
  }
  return times;
}

function compileRange(given: unknown, at: Path, { findings }: Checking): CivilRange | undefined {
  const range = checked<typeof rangeSchema._output>(rangeSchema, given, at, { findings });
  if (range === undefined) return undefined;
  return {
    zone: range.time_zone,
    days: new Set((range.days ?? []).flat()),
    monthDays: range.month_days ?? [],
    months: new Set((range.months ?? []).flat()),
    hours: range.hours,
  };
}

export function compileInhibitions(
  value: unknown,
  known: Matchable,
  checking: Checking,
): readonly Inhibition[] {
  const { findings } = checking;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    return findings.fault(['inhibitions'], 'must be a list', { remedy: 'begin each with "- when:"' }) ?? [];
  return value.flatMap((given, i) => {
    const at = ['inhibitions', i];
    const rule = checked<typeof inhibitionSchema._output>(inhibitionSchema, given, at, { findings });
    const raw = isMap(given) ? given : {};
    const when = compileMatchers(raw['when'], [...at, 'when'], known, checking);
    const quiet = compileMatchers(raw['quiet'], [...at, 'quiet'], known, checking);
    if (rule === undefined) return [];
    for (const [key, matchers] of [
      ['when', rule.when],
      ['quiet', rule.quiet],
    ] as const)
      if (Object.keys(matchers).length === 0)
        findings.fault([...at, key], 'would fit every alert', { remedy: 'name at least one label' });
    const equal = labelsIn(rule.equal ?? [], at, known, checking);
    // Without a part of it more would be kept quiet than its author meant.
    return findings.isFaulty(at) ? [] : [{ place: placeOf(at, findings), when, quiet, equal }];
  });
}

function labelsIn(
  names: readonly string[],
  at: Path,
  { declared }: Matchable,
  { findings }: Checking,
): readonly LabelName[] {
  const all = [...LABEL_NAMES, ...declared.keys()];
  return names.flatMap((name, i): readonly LabelName[] => {
    const label = all.find((known) => known === name);
    if (label !== undefined) return [label];
    findings.fault([...at, 'equal', i], `"${name}" is no label`, hint(name, all));
    return [];
  });
}
