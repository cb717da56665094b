/** Overrides that stand in the document: exceptions that a team has decided. */
import { createHash } from 'node:crypto';
import { localText } from '../domain/time/civil.ts';
import { DAY, instant } from '../domain/time/instant.ts';
import { readMoment } from '../domain/time/moment.ts';
import type { Override, OverrideAct } from '../domain/on-call/schedule.ts';
import { type Checking, isMap } from './checking.ts';
import type { ScheduleNames } from './compile-layers.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { overrideSchema } from './schedule-schema.ts';

type Within = { readonly zone: string | undefined; readonly names: ScheduleNames };

const LONG = 366 * DAY;

export function compileOverrides(
  value: unknown,
  at: Path,
  within: Within,
  checking: Checking,
): readonly Override[] {
  if (!Array.isArray(value)) return [];
  const overrides: Override[] = [];
  value.forEach((given: unknown, i) => {
    const here = [...at, i];
    const override = compileOverride(given, here, within, checking);
    if (override === undefined) return;
    warnOf(override, overrides, here, within.zone ?? 'UTC', checking);
    overrides.push(override);
  });
  return overrides;
}

function compileOverride(
  given: unknown,
  at: Path,
  { zone, names }: Within,
  checking: Checking,
): Override | undefined {
  const { findings } = checking;
  if (isMap(given))
    for (const key of ['add', 'remove', 'replace', 'by'] as const) {
      const name = given[key];
      if (typeof name === 'string' && !names.people.includes(name))
        findings.fault([...at, key], `there is no person "${name}"`, hint(name, names.people));
    }
  const own = checked<typeof overrideSchema._output>(overrideSchema, given, at, { findings });
  if (own === undefined || zone === undefined) return undefined;
  const act = actOf(own);
  if (act === undefined)
    findings.fault(at, 'must say one thing: add: X, remove: X, or replace: X with by: Y', { aim: 'key' });
  const [from, to] = (['from', 'to'] as const).map((key) => {
    const read = readMoment(own[key], zone);
    return read.ok ? read.at : findings.fault([...at, key], read.fault, { remedy: read.remedy });
  });
  if (act === undefined || from === undefined || to === undefined) return undefined;
  if (to <= from) return findings.fault([...at, 'to'], 'must be after from');
  return { id: idOf(at, own), from, to, act, madeAt: instant(0) };
}

function actOf(own: typeof overrideSchema._output): OverrideAct | undefined {
  const { add, remove, replace, by } = own;
  if ([add, remove, replace].filter((name) => name !== undefined).length !== 1) return undefined;
  if ((replace === undefined) !== (by === undefined)) return undefined;
  if (add !== undefined) return { kind: 'add', add };
  if (remove !== undefined) return { kind: 'remove', remove };
  return replace === undefined || by === undefined
    ? undefined
    : { kind: 'replace', remove: replace, add: by };
}

function warnOf(
  override: Override,
  earlier: readonly Override[],
  at: Path,
  zone: string,
  { findings }: Checking,
): void {
  if (override.to - override.from > LONG)
    findings.warn(at, 'lasts longer than a year', 'change the layers instead, if it is meant to stay');
  const { act } = override;
  if (act.kind === 'add') return;
  const twin = earlier.find(
    (e) =>
      e.act.kind !== 'add' && e.act.remove === act.remove && e.from < override.to && override.from < e.to,
  );
  if (twin !== undefined)
    findings.warn(
      at,
      `overlaps another override of ${act.remove}, from ${localText(twin.from, zone)}`,
      'where both replace, only one of the two stands in: let one end where the other begins',
    );
}

/** The same override keeps its id wherever it stands in the list. */
function idOf(at: Path, own: typeof overrideSchema._output): string {
  const text = JSON.stringify([at[1], own.from, own.to, own.add, own.remove, own.replace, own.by]);
  return `document-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
