/** Writes down who comes on call at each change, with the revision: history is read, and never worked out again. */
import { insert } from '../../domain/change.ts';
import { after, type Instant } from '../../domain/time/instant.ts';
import { isSame, onCallBetween, type Shift } from '../../domain/on-call/resolve.ts';
import { shiftIn } from '../../domain/on-call/table.ts';
import type { RecordedShift } from '../../domain/on-call/records.ts';
import type { OnCallBook, OnCallPage } from './on-call-book.ts';
import type { Ids } from '../ports/ids.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';

type Deps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly ids: Ids;
  readonly book: OnCallBook;
};

const MOST_SCHEDULES = 10_000;
/** A handoff is not missed by a process that was down for less than this; of a longer time only the end is known. */
const MOST_MISSED = 500;

export function recordShifts({ store, ids, book }: Deps): (at: Instant) => Promise<LoopResult> {
  /** When it last looked; what is edited later changes nothing before. `undefined`: this process has just begun. */
  let looked: Instant | undefined;

  return async (at) => {
    const page = await book.open(at);
    const last = new Map(
      (await store.ask('lastShifts', { at, limit: MOST_SCHEDULES })).map((s) => [s.schedule, s]),
    );
    const due = [...page.schedules.keys()].flatMap((name) =>
      newShifts(page, name, last.get(name), at, looked),
    );
    const ended = [...last.values()]
      .filter((s) => !page.schedules.has(s.schedule) && !isEnded(s))
      .map((s) => endOf(s, at));
    const rows = [...due, ...ended].map(({ schedule, from, who }): RecordedShift => {
      const id = ids.next();
      return { id, schedule, startsAt: from, who, revision: page.revision, recordedAt: at };
    });
    // Stale: a shift of that start is there already, written by another process.
    if (rows.length > 0) await store.commit(rows.map((row) => insert('shifts', row)));
    looked = at;
    return { did: 0, nextDue: nextChange(page, at) };
  };
}

type Due = Pick<Shift, 'from' | 'who'> & { readonly schedule: string };

function newShifts(
  page: OnCallPage,
  name: string,
  last: RecordedShift | undefined,
  at: Instant,
  looked: Instant | undefined,
): readonly Due[] {
  const schedule = page.schedules.get(name);
  const now = page.at(name, at);
  if (schedule === undefined || now === undefined) return [];
  if (last === undefined) return [{ schedule: name, from: at, who: now }];
  const since = looked !== undefined && looked > last.startsAt ? looked : last.startsAt;
  const [first, ...later] = onCallBetween(schedule, since, after(at, 1));
  // What went on as recorded has its changes at their true times, also those that nobody was there to write down.
  if (first !== undefined && isSame(first.who, last.who))
    return later.slice(-MOST_MISSED).map(({ from, who }) => ({ schedule: name, from, who }));
  // Otherwise somebody changed the schedule: that counts from now on.
  return isSame(now, last.who) || last.startsAt >= at ? [] : [{ schedule: name, from: at, who: now }];
}

function isEnded({ who }: RecordedShift): boolean {
  return who.kind === 'gap' && who.reason === 'the schedule was removed';
}

function endOf({ schedule }: RecordedShift, at: Instant): Due {
  return { schedule, from: at, who: { kind: 'gap', reason: 'the schedule was removed' } };
}

function nextChange(page: OnCallPage, at: Instant): Instant | undefined {
  const ends = [...page.schedules.keys()].flatMap(
    (name) => shiftIn(page.tableOf(name)?.shifts ?? [], at)?.to ?? [],
  );
  return ends.sort((a, b) => a - b)[0];
}
