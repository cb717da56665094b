/** `schedules`: who is on call, in the short form for one layer or with several. */
import { isTimeZone, parseWallTime } from '../domain/time/civil.ts';
import type { Person, SchedulePolicy } from '../domain/policy.ts';
import type { FallbackTarget, Layer, HandoffNotice } from '../domain/on-call/schedule.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import { compileLayer, compileWindows, type ScheduleNames } from './compile-layers.ts';
import { compileOverrides } from './compile-overrides.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { longSchedule, PACES, shortSchedule } from './schedule-schema.ts';

export function compileSchedules(
  value: unknown,
  people: ReadonlyMap<string, Person>,
  names: ScheduleNames,
  checking: Checking,
): ReadonlyMap<string, SchedulePolicy> {
  const inactive = new Set([...people.values()].filter((p) => !p.active).map((p) => p.slug));
  const schedules = new Map<string, SchedulePolicy>();
  for (const [name, given] of entriesOf(value, ['schedules'], checking.findings)) {
    const schedule = compileSchedule(name, given, names, checking);
    if (schedule !== undefined) schedules.set(name, { ...schedule, inactive });
  }
  return schedules;
}

function compileSchedule(
  name: string,
  given: unknown,
  names: ScheduleNames,
  checking: Checking,
): SchedulePolicy | undefined {
  const { findings } = checking;
  const at = ['schedules', name];
  const raw = isMap(given) ? given : {};
  const isLong = 'layers' in raw;
  if (isLong) refuseMixing(raw, at, checking);
  const own = isLong
    ? checked<typeof longSchedule._output>(longSchedule, given, at, { findings })
    : checked<typeof shortSchedule._output>(shortSchedule, given, at, { findings });
  // Without a zone no time in it means anything; everything else is looked at all the same.
  const zone = zoneIn(raw);
  const layers = isLong
    ? compileLayers(raw['layers'], [...at, 'layers'], zone, names, checking)
    : compact([compileLayer({ given: shortLayer(raw), at, fallbackName: 'layer 1', zone, names }, checking)]);
  const fallback = compileFallback(raw['fallback'], [...at, 'fallback'], names, checking);
  const overrides = compileOverrides(raw['overrides'], [...at, 'overrides'], { zone, names }, checking);
  const gapsOk = compileWindows(own?.gaps_ok, [...at, 'gaps_ok'], checking);
  const handoffNotice = compileHandoff(own?.handoff_notice, [...at, 'handoff_notice'], names, checking);
  if (own === undefined || zone === undefined || gapsOk === undefined) return undefined;
  const place = placeOf(at, findings);
  return {
    ...{ name, zone, layers: distinct(layers), overrides, fallback, gapsOk, inactive: new Set(), place },
    ...(handoffNotice === undefined ? {} : { handoffNotice }),
  };
}

function compileLayers(
  value: unknown,
  at: Path,
  zone: string | undefined,
  names: ScheduleNames,
  checking: Checking,
): readonly Layer[] {
  if (!Array.isArray(value)) return [];
  if (value.length === 0)
    checking.findings.fault(at, 'must have at least one layer', { remedy: 'add one that begins with "- "' });
  return compact(
    value.map((given: unknown, i) =>
      compileLayer({ given, at: [...at, i], fallbackName: `layer ${i + 1}`, zone, names }, checking),
    ),
  );
}

/** The keys of the schedule that are those of its one layer. */
function shortLayer(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { time_zone: _z, fallback: _f, gaps_ok: _g, handoff_notice: _h, overrides: _o, ...layer } = raw;
  return layer;
}

function zoneIn({ time_zone: zone }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof zone === 'string' && isTimeZone(zone) ? zone : undefined;
}

function refuseMixing(raw: Readonly<Record<string, unknown>>, at: Path, { findings }: Checking): void {
  const key = PACES.find((pace) => pace in raw);
  if (key === undefined) return;
  findings.fault([...at, key], 'cannot stand beside layers:', {
    remedy: 'make it a layer of its own, under layers:',
    aim: 'key',
  });
  findings.spoil([...at, key]);
}

function compileFallback(
  value: unknown,
  at: Path,
  names: ScheduleNames,
  { findings }: Checking,
): readonly FallbackTarget[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((written: unknown, i): readonly FallbackTarget[] => {
    const [, kind, name = ''] = /^(person|receiver):(.+)$/.exec(String(written)) ?? [];
    if (kind !== 'person' && kind !== 'receiver')
      return (
        findings.fault([...at, i], 'must be person:NAME or receiver:NAME', {
          remedy: `write receiver:${names.receivers[0] ?? 'NAME'}`,
        }) ?? []
      );
    const known = kind === 'person' ? names.people : names.receivers;
    if (!known.includes(name))
      return findings.fault([...at, i], `there is no ${kind} "${name}"`, hint(name, known)) ?? [];
    return [{ kind, name }];
  });
}

function compileHandoff(
  given: { readonly tell: readonly string[]; readonly at?: string | undefined } | undefined,
  at: Path,
  { receivers }: ScheduleNames,
  { findings }: Checking,
): HandoffNotice | undefined {
  if (given === undefined) return undefined;
  const minute = given.at === undefined ? undefined : parseWallTime(given.at);
  if (given.at !== undefined && (minute === undefined || minute === 1440))
    findings.fault([...at, 'at'], 'must be a time such as "17:00"');
  const tell = given.tell.flatMap((written, i): HandoffNotice['tell'] => {
    if (written === 'next') return [{ kind: 'next' }];
    const [, name] = /^receiver:(.+)$/.exec(written) ?? [];
    if (name === undefined)
      findings.fault([...at, 'tell', i], 'must be receiver:NAME, or next for whoever comes on call');
    else if (!receivers.includes(name))
      findings.fault([...at, 'tell', i], `there is no receiver "${name}"`, hint(name, receivers));
    else return [{ kind: 'receiver', name }];
    return [];
  });
  return { tell, at: minute };
}

/** Layers that hand off at the same times and have no names are told apart by their order. */
function distinct(layers: readonly Layer[]): readonly Layer[] {
  const seen = new Map<string, number>();
  return layers.map((layer) => {
    const twins = (seen.get(layer.id) ?? 0) + 1;
    seen.set(layer.id, twins);
    return twins === 1 ? layer : { ...layer, id: `${layer.id} #${twins}` };
  });
}

function compact<T>(list: readonly (T | undefined)[]): readonly T[] {
  return list.filter((item) => item !== undefined);
}
