/** What the engine is told about people: who is on call, and what each has set for themselves. */
import type { PersonalSwitch } from '../../domain/people-records.ts';
import type { Duty } from '../../domain/paging/duty.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { peopleOf } from '../../domain/on-call/resolve.ts';
import type { OnCallBook } from './on-call-book.ts';
import type { Store } from '../ports/store.ts';

export interface DutyDesk {
  /** People as they are at this moment. */
  open(at: Instant): Promise<Duty>;
}

type Deps = { readonly store: Pick<Store, 'ask' | 'onCommit'>; readonly book: OnCallBook };

/** Switches are read again only after somebody has changed one. */
export function dutyDesk({ store, book }: Deps): DutyDesk {
  let kept: Promise<ReadonlyMap<string, PersonalSwitch>> | undefined;
  store.onCommit((tables) => {
    if (tables.has('switches')) kept = undefined;
  });
  const switches = () => {
    const read = (kept ??= store.ask('switches', {}).then((all) => new Map(all.map((s) => [s.id, s]))));
    read.catch(() => (kept = undefined));
    return read;
  };
  return {
    async open(at) {
      const [page, set] = await Promise.all([book.open(at), switches()]);
      return {
        onCall: (schedule, when) => page.at(schedule, when),
        inSchedule(name) {
          const schedule = page.schedules.get(name);
          return schedule === undefined ? new Set() : peopleOf(schedule);
        },
        switchOf: (person) => set.get(person),
      };
    },
  };
}
