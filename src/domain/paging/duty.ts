/** Who can be reached for a page: who is on call, and each person's own switches. */
import type { WakeWhen, PersonalSwitch } from '../people-records.ts';
import type { Severity } from '../routing/severity.ts';
import type { Instant, Millis } from '../time/instant.ts';
import { isGapOk } from '../on-call/gaps.ts';
import type { OnCall } from '../on-call/resolve.ts';
import type { PersonId } from '../on-call/schedule.ts';
import type { EscalationTarget, Policy } from '../policy.ts';

/** What the engine is told about people; without it no call goes out. */
export type Duty = {
  onCall(schedule: string, at: Instant): OnCall | undefined;
  /** Everybody that a schedule can have. */
  inSchedule(schedule: string): ReadonlySet<PersonId>;
  switchOf(person: PersonId): PersonalSwitch | undefined;
};

/** One way out of a call: which destination, whose, and how long after the call. */
export type Reached = {
  readonly destinationId: string;
  readonly person: PersonId | undefined;
  readonly after: Millis;
  /** The schedule in whose gap they stand in as its fallback. */
  readonly inGapOf?: string | undefined;
};

/** `nobodyNeeded`: that some have no way is all by intent (`gaps_ok`), so that it is no trouble. */
export type Found = {
  readonly ways: readonly Reached[];
  readonly nobody: readonly string[];
  readonly nobodyNeeded: boolean;
};

/** The destinations of a call's targets at an instant, and why those that have none have none. */
export function findTargets(
  targets: readonly EscalationTarget[],
  severity: Severity,
  policy: Policy,
  duty: Duty,
  at: Instant,
): Found {
  const search: Search = { policy, duty, at, severity, ways: [], nobody: [], intended: [] };
  for (const { kind, name } of targets) {
    if (kind === 'receiver') takeReceiver(search, name);
    else if (kind === 'person') takePerson(search, name, true);
    else takeSchedule(search, name);
  }
  const { ways, nobody, intended } = search;
  const seen = new Set<string>();
  return {
    ways: ways.filter((w) => !seen.has(w.destinationId) && seen.add(w.destinationId)),
    nobody: [...nobody, ...intended],
    nobodyNeeded: nobody.length === 0 && intended.length > 0,
  };
}

type Search = {
  readonly policy: Policy;
  readonly duty: Duty;
  readonly at: Instant;
  readonly severity: Severity;
  readonly ways: Reached[];
  readonly nobody: string[];
  /** Gaps that the configuration says are to be. */
  readonly intended: string[];
};

function takePerson(search: Search, person: PersonId, onCall: boolean, inGapOf?: string): void {
  const found = waysOf(person, onCall, search);
  if (typeof found === 'string') search.nobody.push(found);
  else search.ways.push(...found.map((way) => ({ ...way, inGapOf })));
}

function takeReceiver({ policy, ways, nobody }: Search, name: string, inGapOf?: string): void {
  const destinations = policy.receivers.get(name)?.destinations ?? [];
  if (destinations.length === 0) nobody.push(`receiver ${name} is no longer in the configuration`);
  ways.push(...destinations.map(({ id }) => ({ destinationId: id, person: undefined, after: 0, inGapOf })));
}

function takeSchedule(search: Search, name: string): void {
  const { policy, duty, at, severity, nobody, intended } = search;
  const who = duty.onCall(name, at);
  const onDuty = who?.kind === 'people' ? who.people.map((p) => p.person) : [];
  for (const person of onDuty) takePerson(search, person, true);
  for (const person of duty.inSchedule(name))
    if (!onDuty.includes(person) && wishOf(duty.switchOf(person), severity) === 'always')
      takePerson(search, person, false);
  const schedule = policy.schedules.get(name);
  if (who === undefined || schedule === undefined)
    nobody.push(`schedule ${name} is no longer in the configuration`);
  if (who?.kind !== 'gap') return;
  const said = `nobody is on call in ${name}: ${who.reason}`;
  if (schedule !== undefined && isGapOk(schedule, at)) intended.push(`${said}, as intended (gaps_ok)`);
  else nobody.push(said);
  for (const target of schedule?.fallback ?? []) {
    if (target.kind === 'receiver') takeReceiver(search, target.name, name);
    else takePerson(search, target.name, true, name);
  }
}

function wishOf(set: PersonalSwitch | undefined, severity: Severity): WakeWhen {
  return set?.bySeverity[severity] ?? set?.when ?? 'on-call';
}

/** A person's ways, or why there is none. */
function waysOf(
  slug: PersonId,
  onCall: boolean,
  { policy, duty, at, severity }: Search,
): readonly Reached[] | string {
  const person = policy.people.get(slug);
  if (person === undefined) return `${slug} is no longer in the configuration`;
  if (!person.active) return `${person.name} is not active`;
  const set = duty.switchOf(slug);
  if (set?.notUntil !== undefined && at < set.notUntil) return `${person.name} said not now`;
  const wish = wishOf(set, severity);
  if (wish === 'never' || (wish === 'on-call' && !onCall))
    return `${person.name} wants not to be woken by what is of severity ${severity}`;
  if (person.ways.length === 0) return `${person.name} has no way to be reached (ways: in people)`;
  return person.ways.map((way) => ({ ...way, person: slug }));
}
