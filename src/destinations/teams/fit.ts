/** Makes a card fit: Teams refuses more than about 28 KB after having answered 202, so we stay well below. */
import type { Rendered } from '../../app/ports/destination.ts';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { cardOf, FULL_ROOM, type Room } from './card.ts';
import { envelope } from './elements.ts';

/** Bytes of UTF-8 JSON of the whole envelope. */
export const BUDGET = 20_000;

/** Tried in order; what each takes away, in words. */
const STEPS: readonly { readonly room: Room; readonly dropped: readonly string[] }[] = [
  { room: FULL_ROOM, dropped: [] },
  { room: { ...FULL_ROOM, reason: 500, note: 500 }, dropped: ['part of the reason and the note'] },
  {
    room: { ...FULL_ROOM, items: 5, name: 120, reason: 300, note: 0 },
    dropped: ['the note', 'part of the reason', 'some of the list'],
  },
  {
    room: { items: 3, name: 80, reason: 0, note: 0, facts: true },
    dropped: ['the note', 'the reason', 'most of the list'],
  },
  {
    room: { items: 1, name: 60, reason: 0, note: 0, facts: false },
    dropped: ['the note', 'the reason', 'the list', 'the facts'],
  },
];

export function fitCard(briefing: Briefing): Rendered {
  let last: Rendered = { payload: '', dropped: [] };
  for (const { room, dropped } of STEPS) {
    last = { payload: JSON.stringify(envelope(cardOf(briefing, room))), dropped };
    if (Buffer.byteLength(last.payload) <= BUDGET) return last;
  }
  // Only links can be so long; without them the smallest card is a few KB.
  const bare = { ...briefing, actions: [], people: [] };
  const smallest = STEPS[STEPS.length - 1] as (typeof STEPS)[number];
  return {
    payload: JSON.stringify(envelope(cardOf(bare, smallest.room))),
    dropped: [...smallest.dropped, 'the buttons'],
  };
}
