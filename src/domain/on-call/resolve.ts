/** The one evaluator of "who is on call": paging, previews, calendars, handoff notices and history all ask it. */
import type { Instant } from '../time/instant.ts';
import { applyOverrides } from './overrides.ts';
import { handoffsBetween, turnNumberAt, turnOf } from './rotation.ts';
import type { Layer, PersonId, Schedule, OnDuty } from './schedule.ts';
import { isWithin, windowEdges } from './windows.ts';

/** Nobody is on call: a value with its reason, never an absence. */
export type GapReason =
  | 'no layer is active'
  | 'those whose turn it is are inactive'
  | 'an override takes them off call'
  /** In recorded history alone. */
  | 'the schedule was removed';

export type OnCall =
  | { readonly kind: 'people'; readonly people: readonly OnDuty[] }
  | { readonly kind: 'gap'; readonly reason: GapReason };

/** [from, to) */
export type Shift = { readonly from: Instant; readonly to: Instant; readonly who: OnCall };

export function onCallAt(schedule: Schedule, at: Instant): OnCall {
  const winning = winnersAt(schedule, at);
  const people = applyOverrides(winning.people, schedule.overrides, at).filter(
    (o) => !schedule.inactive.has(o.person),
  );
  if (people.length > 0) return { kind: 'people', people };
  if (winning.people.length > 0) return { kind: 'gap', reason: 'an override takes them off call' };
  return {
    kind: 'gap',
    reason: winning.someoneInactive ? 'those whose turn it is are inactive' : 'no layer is active',
  };
}

/** The shifts that fill [from, to), with no two alike in a row. */
export function onCallBetween(schedule: Schedule, from: Instant, to: Instant): readonly Shift[] {
  if (from >= to) return [];
  const starts = [from, ...changesBetween(schedule, from, to)];
  const shifts: Shift[] = [];
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? to;
    const who = onCallAt(schedule, start);
    const last = shifts.at(-1);
    if (last !== undefined && isSame(last.who, who)) shifts[shifts.length - 1] = { ...last, to: end };
    else shifts.push({ from: start, to: end, who });
  });
  return shifts;
}

export function isSame(a: OnCall, b: OnCall): boolean {
  if (a.kind === 'gap' || b.kind === 'gap')
    return a.kind === 'gap' && b.kind === 'gap' && a.reason === b.reason;
  return (
    a.people.length === b.people.length &&
    a.people.every((o, i) => o.person === b.people[i]?.person && isSameOrigin(o.by, b.people[i].by))
  );
}

/** Everyone who can ever be on call in a schedule. */
export function peopleOf({ layers, overrides }: Schedule): ReadonlySet<PersonId> {
  return new Set([
    ...layers.flatMap(({ who }) => (who.kind === 'fixed' ? who.people : who.turns.flat())),
    ...overrides.flatMap(({ act }) => (act.kind === 'remove' ? [] : [act.add])),
  ]);
}

function winnersAt(
  { layers, inactive }: Schedule,
  at: Instant,
): { readonly people: readonly OnDuty[]; readonly someoneInactive: boolean } {
  let someoneInactive = false;
  for (const layer of layers) {
    const turn = turnAt(layer, at);
    const people = turn.filter((person) => !inactive.has(person));
    if (people.length > 0) {
      const by = { kind: 'layer', layer: layer.name } as const;
      return { people: people.map((person) => ({ person, by })), someoneInactive };
    }
    someoneInactive ||= turn.length > 0;
  }
  return { people: [], someoneInactive };
}

/** Who the layer has at an instant; a layer that has nobody lets the next one through. */
function turnAt({ who, from, until, windows, zone }: Layer, at: Instant): readonly PersonId[] {
  if ((from !== undefined && at < from) || (until !== undefined && at >= until)) return [];
  if (!isWithin(windows, zone, at)) return [];
  if (who.kind === 'fixed') return who.people;
  const n = turnNumberAt(who, at);
  return n === undefined ? [] : turnOf(who, n);
}

/** Every instant within (from, to) at which the answer may change, in order. */
function changesBetween({ layers, overrides }: Schedule, from: Instant, to: Instant): readonly Instant[] {
  const bounds = [
    ...layers.flatMap((l) => [l.from, l.until]),
    ...overrides.flatMap((o) => [o.from, o.to]),
  ].filter((at) => at !== undefined && at > from && at < to);
  const moving = layers.flatMap(({ who, windows, zone }) => [
    ...(who.kind === 'rotation' ? handoffsBetween(who, from, to) : []),
    ...windowEdges(windows, zone, from, to),
  ]);
  return [...new Set([...bounds, ...moving] as Instant[])].toSorted((a, b) => a - b);
}

function isSameOrigin(a: OnDuty['by'], b: OnDuty['by']): boolean {
  if (a.kind === 'layer') return b.kind === 'layer' && a.layer === b.layer;
  return b.kind === 'override' && a.id === b.id && a.inFor === b.inFor;
}
