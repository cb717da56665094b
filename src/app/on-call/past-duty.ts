/** Who would have been on call under a policy, for replays: its schedules with the overrides that there are. */
import type { PersonalSwitch } from '../../domain/people-records.ts';
import type { Duty } from '../../domain/paging/duty.ts';
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import type { StoredOverride } from '../../domain/on-call/records.ts';
import { peopleOf } from '../../domain/on-call/resolve.ts';
import { compileTable, lookUp, type ShiftTable } from '../../domain/on-call/table.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Store } from '../ports/store.ts';
import { withOverrides } from './on-call-book.ts';

const MOST_OVERRIDES = 10_000;

export async function pastDuty(
  { store }: { readonly store: Pick<Store, 'ask'> },
  policy: Policy,
  span: Span,
): Promise<Duty> {
  const overrides = await store.ask('overrides', { endingAfter: span.from, limit: MOST_OVERRIDES });
  return dutyUnder(policy, overrides, await store.ask('switches', {}), span);
}

type Span = { readonly from: Instant; readonly to: Instant };

export function dutyUnder(
  policy: Policy,
  overrides: readonly StoredOverride[],
  set: readonly PersonalSwitch[],
  { from, to }: Span,
): Duty {
  const switches = new Map(set.map((s) => [s.id, s]));
  const schedules = new Map([...policy.schedules].map(([name, s]) => [name, withOverrides(s, overrides)]));
  const tables = new Map<string, ShiftTable>();
  const tableOf = (name: string) => {
    const schedule = schedules.get(name);
    if (schedule !== undefined && !tables.has(name))
      tables.set(name, compileTable(schedule, after(from, -DAY), after(to, DAY)));
    return tables.get(name);
  };
  return {
    onCall(name, at) {
      const table = tableOf(name);
      return table === undefined ? undefined : lookUp(table, at);
    },
    inSchedule(name) {
      const schedule = schedules.get(name);
      return schedule === undefined ? new Set() : peopleOf(schedule);
    },
    switchOf(person) {
      const set = switches.get(person);
      // "Not now" is of today.
      return set === undefined ? undefined : { ...set, notUntil: undefined };
    },
  };
}
