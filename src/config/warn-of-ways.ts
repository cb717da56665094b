/** Warns of what nobody would be woken by: a page of somebody without a way, or whose ways make no sound at night. */
import { peopleOf } from '../domain/on-call/resolve.ts';
import type { EscalationPolicy, Person, Receiver, SchedulePolicy } from '../domain/policy.ts';
import { waysReceiver } from '../domain/policy.ts';
import { type Checking, valueAt } from './checking.ts';

type Who = {
  readonly people: ReadonlyMap<string, Person>;
  readonly schedules: ReadonlyMap<string, SchedulePolicy>;
  readonly escalations: ReadonlyMap<string, EscalationPolicy>;
  readonly receivers: ReadonlyMap<string, Receiver>;
};

/** Only of who can be paged: a schedule that no policy names wakes nobody. */
export function warnOfWays(who: Who, { registry, findings, written }: Checking): void {
  for (const slug of pagedBy(who)) {
    const person = who.people.get(slug);
    if (person === undefined || !person.active) continue;
    const destinations = who.receivers.get(waysReceiver(slug))?.destinations ?? [];
    const rings = destinations.some((d) => registry.get(d.type)?.rings === true);
    if (rings) continue;
    // What could not be read, such as a secret that is not at hand, is said by itself, and may well ring.
    const ways = valueAt(written, ['people', slug, 'ways']);
    if (Array.isArray(ways) && destinations.length < ways.length) continue;
    const kinds = [...registry.values()].filter((t) => t.rings === true).map((t) => t.type);
    const said =
      destinations.length === 0
        ? 'can be paged, and has no way to be reached'
        : 'can be paged, and no way of theirs rings at night';
    findings.warn(['people', slug], said, `add one of ${kinds.join(', ')} to ways: of people.${slug}`);
  }
}

function pagedBy({ schedules, escalations }: Who): ReadonlySet<string> {
  const paged = new Set<string>();
  for (const { steps, fallback } of escalations.values())
    for (const { kind, name } of [...steps.flatMap((s) => s.tell), ...fallback]) {
      if (kind === 'person') paged.add(name);
      const schedule = kind === 'schedule' ? schedules.get(name) : undefined;
      for (const person of schedule === undefined ? [] : peopleOf(schedule)) paged.add(person);
      for (const target of schedule?.fallback ?? []) if (target.kind === 'person') paged.add(target.name);
    }
  return paged;
}
