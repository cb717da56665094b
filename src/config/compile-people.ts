/** `people`: who can be on call, as the policy has them. */
import type { Person } from '../domain/policy.ts';
import { type Checking, entriesOf, placeOf } from './checking.ts';
import { checked } from './schema-faults.ts';
import { personSchema } from './schedule-schema.ts';

export function compilePeople(value: unknown, { findings }: Checking): ReadonlyMap<string, Person> {
  const people = new Map<string, Person>();
  for (const [slug, given] of entriesOf(value, ['people'], findings)) {
    const at = ['people', slug];
    const person = checked<typeof personSchema._output>(personSchema, given, at, { findings });
    if (person === undefined) continue;
    people.set(slug, {
      slug,
      name: person.name,
      email: person.email,
      teamsUpn: person.teams_upn,
      timeZone: person.time_zone,
      active: person.active ?? true,
      place: placeOf(at, findings),
    });
  }
  return people;
}
