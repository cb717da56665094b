/** Handoffs that are told: who hands over to whom, when, and at which time of the day before it that is said. */
import type { HandoffMark } from './records.ts';
import { addToDate, instantAt, localOf, type WallMinute } from '../time/civil.ts';
import type { Instant } from '../time/instant.ts';
import { onCallBetween } from './resolve.ts';
import type { PersonId, Schedule } from './schedule.ts';

/** Other people are on call from `at`. A gap in between is no handoff: who comes back after a night hands over to nobody. */
export type Handoff = {
  readonly at: Instant;
  readonly from: readonly PersonId[];
  readonly to: readonly PersonId[];
};

/** Those after what was told, up to `until`. What is different already at what was told counts from now. */
export function handoffsAfter(
  schedule: Schedule,
  told: Pick<HandoffMark, 'toldUntil' | 'people'>,
  now: Instant,
  until: Instant,
): readonly Handoff[] {
  const found: Handoff[] = [];
  let before = told.people;
  for (const { from: start, who } of onCallBetween(schedule, told.toldUntil, until)) {
    if (who.kind === 'gap') continue;
    const to = peopleIn(who.people);
    if (to.join() === before.join()) continue;
    const changed = start === told.toldUntil && start < now ? now : start;
    found.push({ at: changed, from: before, to });
    before = to;
  }
  return found;
}

/** Whoever is on call, in an order that does not depend on where they come from. */
function peopleIn(people: readonly { readonly person: PersonId }[]): readonly PersonId[] {
  return [...new Set(people.map((o) => o.person))].sort();
}

/** The last time before the handoff at which the wall shows it; without one the handoff itself. */
export function noticeDue(handoff: Instant, minute: WallMinute | undefined, zone: string): Instant {
  if (minute === undefined) return handoff;
  // A zone may skip a day, and a time that the clock skips comes later than it is written.
  let date = localOf(handoff, zone).date;
  for (let i = 0; i < 4; i++) {
    const at = instantAt({ date, minute }, zone);
    if (at <= handoff) return at;
    date = addToDate(date, -1, 'day');
  }
  return handoff;
}
