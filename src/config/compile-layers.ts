/** One layer of a schedule: whose turn it is, from when, and in which windows. */
import { instantAt, type LocalTime, WEEKDAYS, wallText, weekdayOf } from '../domain/time/civil.ts';
import type { Fixed, Layer, Pace, Rotation, Turn, Window } from '../domain/on-call/schedule.ts';
import { parseDays, parseHandoff, parseHours } from './calendar-words.ts';
import { type Checking, isMap } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { layerSchema, PACES } from './schedule-schema.ts';

export type ScheduleNames = {
  /** Names count even where what they name has faults of its own. */
  readonly people: readonly string[];
  readonly receivers: readonly string[];
};

export type GivenLayer = {
  readonly given: unknown;
  readonly at: Path;
  /** Its name when it has none. */
  readonly fallbackName: string;
  /** Zone of the schedule, when it is a good one. */
  readonly zone: string | undefined;
  readonly names: ScheduleNames;
};

type Written = typeof layerSchema._output;

export function compileLayer(layer: GivenLayer, checking: Checking): Layer | undefined {
  const { given, at, names } = layer;
  const { findings } = checking;
  checkPeople(given, at, names, checking);
  // The short form has been checked with its schedule; a fault is not told twice.
  const isShort = at.length === 2;
  const parsed = isShort ? layerSchema.safeParse(given) : undefined;
  const own = isShort
    ? parsed?.success === true
      ? parsed.data
      : undefined
    : checked<Written>(layerSchema, given, at, { findings });
  if (own === undefined) return undefined;
  const zone = own.time_zone ?? layer.zone;
  const who = compileWho(own, at, zone, checking);
  const windows = compileWindows(own.only, [...at, 'only'], checking);
  if (who === undefined || zone === undefined || windows === undefined) return undefined;
  const start = who.kind === 'rotation' ? who.anchor.minute : 0;
  const bound = (date: string | undefined) =>
    date === undefined ? undefined : instantAt({ date, minute: start }, zone);
  if (own.from !== undefined && own.until !== undefined && own.until <= own.from)
    return findings.fault([...at, 'until'], `must be after from: ${own.from}`);
  const name = own.name ?? layer.fallbackName;
  const times = who.kind === 'rotation' ? timesOf(who) : 'always';
  return {
    ...{ id: own.name === undefined ? times : `${own.name}: ${times}`, name, who, zone, windows },
    from: bound(own.from),
    until: bound(own.until),
  };
}

function compileWho(
  own: Written,
  at: Path,
  zone: string | undefined,
  { findings }: Checking,
): Rotation | Fixed | undefined {
  const used = PACES.filter((pace) => own[pace] !== undefined);
  const [pace, second] = used;
  if (pace === undefined)
    return findings.fault(at, 'says not who is on call', {
      remedy: 'add weekly: [ana, ben], or daily:, monthly:, hourly:, always:',
      aim: 'key',
    });
  if (second !== undefined)
    return findings.fault([...at, second], `cannot stand beside ${pace}:`, {
      remedy: 'make two layers of it, under layers:',
      aim: 'key',
    });
  if (pace === 'always') {
    for (const key of ['every', 'handoff', 'elapsed'] as const)
      if (own[key] !== undefined)
        findings.fault([...at, key], 'means nothing beside always:', { remedy: 'remove it', aim: 'key' });
    return { kind: 'fixed', people: own.always ?? [] };
  }
  const anchor = anchorOf(own, pace, at, findings);
  const speed = paceOf(own, pace, at, findings);
  if (anchor === undefined || speed === undefined || zone === undefined) return undefined;
  const turns = (own[pace] ?? []).map((turn): Turn => (typeof turn === 'string' ? [turn] : turn));
  return { kind: 'rotation', zone, anchor, pace: speed, turns, shift: 0 };
}

type Findings = Checking['findings'];
type Turning = Exclude<(typeof PACES)[number], 'always'>;

function paceOf(own: Written, pace: Turning, at: Path, findings: Findings): Pace | undefined {
  const every = own.every ?? 1;
  if (pace !== 'hourly') {
    if (own.elapsed !== undefined)
      return findings.fault([...at, 'elapsed'], 'is for hourly: only', {
        remedy: 'remove it: days, weeks and months are those of the calendar',
        aim: 'key',
      });
    return { unit: pace === 'daily' ? 'day' : pace === 'weekly' ? 'week' : 'month', every };
  }
  if (own.elapsed === true) return { unit: 'elapsed-hour', every };
  if (24 % every === 0) return { unit: 'wall-hour', every };
  return findings.fault([...at, 'every'], `does not divide a day: turns of ${every} h drift over the clock`, {
    remedy: 'write 1, 2, 3, 4, 6, 8, 12 or 24, or add elapsed: true',
  });
}

function anchorOf(own: Written, pace: Turning, at: Path, findings: Findings): LocalTime | undefined {
  const form = pace === 'weekly' ? '"mon 09:00"' : '"09:00"';
  const time = own.handoff === undefined ? undefined : parseHandoff(own.handoff);
  const isFormed = time !== undefined && (time.weekday !== undefined) === (pace === 'weekly');
  if (own.handoff === undefined)
    findings.fault([...at, 'handoff'], 'is missing', { remedy: `add handoff: ${form}` });
  else if (!isFormed) findings.fault([...at, 'handoff'], `must be a time such as ${form} for ${pace}:`);
  if (own.from === undefined)
    findings.fault([...at, 'from'], 'is missing', {
      remedy: 'add the day of the first handoff, such as from: 2026-11-02',
    });
  if (time === undefined || !isFormed || own.from === undefined) return undefined;
  const weekday = weekdayOf(own.from);
  if (time.weekday !== undefined && weekday !== time.weekday)
    return findings.fault([...at, 'from'], `is a ${weekday}, but the handoff is on ${time.weekday}`, {
      remedy: 'write the day of the first handoff',
    });
  return { date: own.from, minute: time.minute };
}

/** `undefined` when one of them is not good. */
export function compileWindows(
  given: Written['only'],
  at: Path,
  { findings }: Checking,
): readonly Window[] | undefined {
  let good = true;
  const windows = (given ?? []).map((written, i): Window => {
    const days = parseDays(written.days ?? WEEKDAYS);
    const hours = parseHours(written.hours ?? '00:00-24:00');
    if (days === undefined)
      findings.fault([...at, i, 'days'], 'must be days such as [mon..fri] or [sat, sun]');
    if (hours === undefined) findings.fault([...at, i, 'hours'], 'must be hours such as "22:00-06:00"');
    good &&= days !== undefined && hours !== undefined;
    return { days: days ?? new Set(), ...(hours ?? { start: 0, end: 0 }) };
  });
  return good ? windows : undefined;
}

function checkPeople(given: unknown, at: Path, { people }: ScheduleNames, { findings }: Checking): void {
  if (!isMap(given)) return;
  const look = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) value.forEach((inside, i) => look(inside, [...path, i]));
    else if (typeof value === 'string' && !people.includes(value))
      findings.fault(path, `there is no person "${value}"`, hint(value, people));
  };
  for (const pace of PACES) look(given[pace], [...at, pace]);
}

/** What makes two rotations hand off at the same times. */
function timesOf({ zone, anchor, pace }: Rotation): string {
  return `every ${pace.every} ${pace.unit} from ${anchor.date} ${wallText(anchor.minute)} ${zone}`;
}
