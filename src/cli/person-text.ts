/** One person in a line. */
import type { PersonView } from '../api/people.ts';
import { printable } from './output.ts';
import { localTime } from './times.ts';

export function personText({ person, name, active, ways, rings, ...set }: PersonView, zone: string): string {
  const by = ways.map((w) => (w.after === 'at once' ? w.destination : `${w.destination} after ${w.after}`));
  const some = Object.entries(set.bySeverity).map(([severity, when]) => `${severity}: ${when}`);
  const parts = [
    active ? set.when : 'not active',
    ...some,
    ...(set.notUntil === undefined ? [] : [`not until ${localTime(set.notUntil, zone)}`]),
    by.length === 0 ? 'no ways' : by.join(', '),
    ...(rings ? [] : ['nothing rings at night']),
  ];
  return `${person}  ${printable(name)}  ${parts.join('; ')}`;
}
