/** `people`: who can be on call and how they are reached, as the policy has them. */
import type { Person, Receiver, SitePolicy } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import type { Accounts } from './compile-receivers.ts';
import { compileWays } from './compile-ways.ts';
import { checked } from './schema-faults.ts';
import { personSchema } from './schedule-schema.ts';

/** `receivers`: one for each person with ways, of which their destinations are. */
export type CompiledPeople = {
  readonly people: ReadonlyMap<string, Person>;
  readonly receivers: readonly Receiver[];
};

export function compilePeople(
  value: unknown,
  accounts: Accounts,
  sites: ReadonlyMap<string, SitePolicy>,
  checking: Checking,
): CompiledPeople {
  const { findings } = checking;
  const people = new Map<string, Person>();
  const receivers: Receiver[] = [];
  for (const [slug, given] of entriesOf(value, ['people'], findings)) {
    const at = ['people', slug];
    const person = checked<typeof personSchema._output>(personSchema, given, at, { findings });
    const zone = person?.time_zone;
    const list = isMap(given) && Array.isArray(given['ways']) ? given['ways'] : [];
    const { ways, receiver } = compileWays(
      { slug, timeZone: zone },
      list,
      [...at, 'ways'],
      accounts,
      sites,
      checking,
    );
    if (ways.length > 0) receivers.push(receiver);
    if (person === undefined) continue;
    people.set(slug, {
      slug,
      name: person.name,
      email: person.email,
      teamsUpn: person.teams_upn,
      slackId: person.slack_id,
      timeZone: zone,
      active: person.active ?? true,
      ways,
      place: placeOf(at, findings),
    });
  }
  return { people, receivers };
}
