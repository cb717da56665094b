/** Answers the endpoints of people. */
import type { PersonalSwitch } from '../../domain/people-records.ts';
import * as api from '../../api/people.ts';
import type { DestinationRegistry } from '../../app/ports/destination.ts';
import { type PeopleDeps, setPerson } from '../../app/on-call/set-person.ts';
import { durationText, isoOf } from '../../domain/time/instant.ts';
import { type Person, type Policy, waysReceiver } from '../../domain/policy.ts';
import { handler, type Handler } from '../handler.ts';

type Deps = PeopleDeps & { readonly registry: DestinationRegistry };

export function peopleHandlers(deps: Deps): readonly Handler[] {
  const { store, policy, registry } = deps;
  return [
    handler(api.listPeople, async () => {
      const set = new Map((await store.ask('switches', {})).map((s) => [s.id, s]));
      const current = policy.current();
      const people = [...current.people.values()];
      return { people: people.map((p) => viewOf(p, set.get(p.slug), current, registry)) };
    }),
    handler(api.setPerson, async ({ person, when, severity, notUntil }, { actor }) => {
      const row = await setPerson(deps, { person, when, severity, notUntil }, actor);
      const current = policy.current();
      return { person: viewOf(current.people.get(person) as Person, row, current, registry) };
    }),
  ];
}

function viewOf(
  person: Person,
  set: PersonalSwitch | undefined,
  policy: Policy,
  registry: DestinationRegistry,
): api.PersonView {
  const destinations = policy.receivers.get(waysReceiver(person.slug))?.destinations ?? [];
  return {
    person: person.slug,
    name: person.name,
    active: person.active,
    ways: person.ways.map((way) => ({
      destination: way.destinationId,
      after: way.after === 0 ? 'at once' : durationText(way.after),
    })),
    rings: destinations.some((d) => registry.get(d.type)?.rings === true),
    when: set?.when ?? 'on-call',
    bySeverity: set?.bySeverity ?? {},
    ...(set?.notUntil === undefined ? {} : { notUntil: isoOf(set.notUntil) }),
  };
}
