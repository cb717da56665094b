/** Whose turn it is: handoffs by calendar arithmetic from the anchor, converted to instants one by one. */
import { addToDate, addWallHours, instantAt, type LocalTime, meaningOf } from '../time/civil.ts';
import { after, DAY, HOUR, type Instant, type Millis } from '../time/instant.ts';
import type { Pace, Rotation, Turn } from './schedule.ts';

/** The instant of handoff n. Turn n is [handoff n, handoff n + 1); it can be empty where a local day is skipped. */
export function handoff(rotation: Rotation, n: number): Instant {
  const { pace, anchor, zone } = rotation;
  if (pace.unit === 'elapsed-hour') return after(instantAt(anchor, zone), n * pace.every * HOUR);
  const wall = wallOfHandoff(rotation, n);
  if (pace.unit !== 'wall-hour') return instantAt(wall, zone);
  const meaning = meaningOf(wall, zone);
  if (meaning.kind === 'once') return meaning.at;
  if (meaning.kind === 'twice') return meaning.first;
  // A gap longer than a turn moves this handoff behind later ones: none may come after its successor.
  return Math.min(meaning.movedTo, instantAtEndOfGap(rotation, n)) as Instant;
}

/** The number of the turn at an instant; `undefined` before the anchor. Of empty turns the last one counts. */
export function turnNumberAt(rotation: Rotation, at: Instant): number | undefined {
  if (at < handoff(rotation, 0)) return undefined;
  let n = Math.max(0, Math.floor((at - handoff(rotation, 0)) / roughly(rotation.pace)));
  while (n > 0 && handoff(rotation, n) > at) n -= 1;
  while (handoff(rotation, n + 1) <= at) n += 1;
  return n;
}

export function turnOf({ turns, shift }: Rotation, n: number): Turn {
  const { length } = turns;
  return length === 0 ? [] : (turns[(((n + shift) % length) + length) % length] ?? []);
}

/** Handoffs within (from, to), in order. */
export function handoffsBetween(rotation: Rotation, from: Instant, to: Instant): readonly Instant[] {
  const found: Instant[] = [];
  let n = (turnNumberAt(rotation, from) ?? -1) + 1;
  for (let at = handoff(rotation, n); at < to; at = handoff(rotation, n)) {
    if (at > from) found.push(at);
    n += 1;
  }
  return found;
}

function wallOfHandoff({ anchor, pace }: Rotation, n: number): LocalTime {
  const count = n * pace.every;
  if (pace.unit === 'wall-hour' || pace.unit === 'elapsed-hour') return addWallHours(anchor, count);
  return { date: addToDate(anchor.date, count, pace.unit), minute: anchor.minute };
}

/** The first handoff after n whose wall time exists. No zone skips more than a day. */
function instantAtEndOfGap(rotation: Rotation, n: number): Instant {
  for (let next = n + 1; ; next += 1) {
    const meaning = meaningOf(wallOfHandoff(rotation, next), rotation.zone);
    if (meaning.kind === 'once') return meaning.at;
    if (meaning.kind === 'twice') return meaning.first;
  }
}

const ROUGH_LENGTH: Readonly<Record<Pace['unit'], Millis>> = {
  'elapsed-hour': HOUR,
  'wall-hour': HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30.44 * DAY,
};

function roughly({ unit, every }: Pace): Millis {
  return ROUGH_LENGTH[unit] * every;
}
