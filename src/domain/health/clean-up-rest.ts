/** When nothing old is removed because the time itself may be wrong: what is gone does not come back when the clock does. */
import { after, DAY, type Instant, instant, type Millis } from '../time/instant.ts';

export type CleanUpNote = {
  /** When it was looked at last. */
  readonly seenAt: Instant;
  /** Until when it rests after a leap of the time. */
  readonly restsUntil?: Instant | undefined;
};

/** A clock that was set, a machine that started with a wrong one, and a long time out of service look alike. */
const LEAP: Millis = 7 * DAY;
/** By then somebody has seen that the time is wrong, and the leap is undone. */
const REST: Millis = 7 * DAY;

export function cleanUpNote(before: CleanUpNote | undefined, at: Instant): CleanUpNote {
  if (before === undefined) return { seenAt: at };
  const { seenAt, restsUntil } = before;
  if (at - seenAt > LEAP) return { seenAt: at, restsUntil: after(at, REST) };
  // A rest that is further away than it can be was begun by a time that was wrong.
  const isOver = restsUntil === undefined || at >= restsUntil || restsUntil - at > REST;
  return isOver ? { seenAt: at } : { seenAt: at, restsUntil };
}

export function readCleanUpNote(text: string | undefined): CleanUpNote | undefined {
  if (text === undefined) return undefined;
  const { seenAt, restsUntil } = JSON.parse(text) as CleanUpNote;
  return {
    seenAt: instant(seenAt),
    ...(restsUntil === undefined ? {} : { restsUntil: instant(restsUntil) }),
  };
}
