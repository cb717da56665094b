/** Makes a message fit: less and less is said until it does, and what was left out is told. */
import type { Rendered } from '../../app/ports/destination.ts';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { type Message, messageOf, type Room } from './message.ts';

const STEPS: readonly { readonly room: Room; readonly dropped: readonly string[] }[] = [
  { room: { items: 10, name: 300, reason: 1000, note: 500 }, dropped: [] },
  {
    room: { items: 5, name: 150, reason: 300, note: 200 },
    dropped: ['part of the list and of long texts'],
  },
  {
    room: { items: 3, name: 80, reason: 100, note: 0 },
    dropped: ['the note', 'most of the list and of long texts'],
  },
  { room: { items: 1, name: 60, reason: 0, note: 0 }, dropped: ['the note', 'the reason', 'the list'] },
];

/** `sizeOf` in the unit of the limit; the last step is taken as it is. */
export function fitMessage<T>(
  briefing: Briefing,
  most: number,
  make: (message: Message) => T,
  sizeOf: (made: T) => number = (made) => Buffer.byteLength(JSON.stringify(made)),
): Rendered {
  let rendered: Rendered = { payload: '', dropped: [] };
  for (const { room, dropped } of STEPS) {
    const made = make(messageOf(briefing, room));
    rendered = { payload: JSON.stringify(made), dropped };
    if (sizeOf(made) <= most) break;
  }
  return rendered;
}
