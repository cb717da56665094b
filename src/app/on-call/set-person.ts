/** What a person sets for themselves: when they want to be woken, and "not now". */
import type { PersonalSwitch, WakeWhen } from '../../domain/people-records.ts';
import { insert, put } from '../../domain/change.ts';
import type { Severity } from '../../domain/routing/severity.ts';
import { localText } from '../../domain/time/civil.ts';
import type { Person, Policy } from '../../domain/policy.ts';
import { momentIn } from './add-override.ts';
import { AppError, named } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

export type PeopleDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly policy: { current(): Policy };
};

export type WantedSwitch = {
  readonly person: string;
  readonly when: WakeWhen | undefined;
  readonly severity: Severity | undefined;
  /** "" ends it. */
  readonly notUntil: string | undefined;
};

export async function setPerson(
  { store, clock, ids, policy }: PeopleDeps,
  wanted: WantedSwitch,
  author: string,
): Promise<PersonalSwitch> {
  const person = named('person', wanted.person, policy.current().people);
  if (wanted.when === undefined && wanted.notUntil === undefined)
    throw new AppError('wrong-use', 'nothing is to be set', { remedy: 'give when or notUntil' });
  const at = clock.now();
  const before = (await store.ask('switches', {})).find((s) => s.id === person.slug);
  const row: PersonalSwitch = {
    id: person.slug,
    ...wishes(before, wanted),
    notUntil: wanted.notUntil === undefined ? before?.notUntil : endOf(wanted.notUntil, person, at),
    updatedAt: at,
    author,
  };
  await store.commit([
    put('switches', row),
    insert('audit', {
      id: ids.next(),
      at,
      actor: author,
      action: 'person set',
      subject: person.slug,
      detail: wordsOf(row, person),
    }),
  ]);
  return row;
}

function wishes(
  before: PersonalSwitch | undefined,
  { when, severity }: WantedSwitch,
): Pick<PersonalSwitch, 'when' | 'bySeverity'> {
  const had = { when: before?.when ?? 'on-call', bySeverity: before?.bySeverity ?? {} } as const;
  if (when === undefined) return had;
  // What is said for all takes back what was said for some.
  return severity === undefined
    ? { when, bySeverity: {} }
    : { ...had, bySeverity: { ...had.bySeverity, [severity]: when } };
}

function endOf(text: string, person: Person, at: number) {
  if (text === '') return undefined;
  const until = momentIn(text, person.timeZone ?? 'UTC', 'notUntil');
  if (until <= at)
    throw new AppError('wrong-use', 'that time is over already', { remedy: 'name a later one' });
  return until;
}

function wordsOf({ when, bySeverity, notUntil }: PersonalSwitch, person: Person): string {
  const some = Object.entries(bySeverity).map(([severity, wish]) => `${severity}: ${wish}`);
  const not = notUntil === undefined ? [] : [`not until ${localText(notUntil, person.timeZone ?? 'UTC')}`];
  return [when, ...some, ...not].join(', ');
}
