/** An edit of a rotation's list keeps the person who is on call now: the order goes on from there. */
import type { Instant } from '../time/instant.ts';
import { turnNumberAt, turnOf } from './rotation.ts';
import type { Rotation, Turn } from './schedule.ts';

/** What is remembered of a rotation with a revision. */
export type RotationState = { readonly turns: readonly Turn[]; readonly shift: number };

/**
 * The shift under which the new list goes on from the old one at an instant. Who is on call stays so; if they are
 * gone from the list, the next in the old order who is still in it takes over.
 */
export function carryOver(after: Rotation, before: RotationState, at: Instant): number {
  const n = turnNumberAt(after, at);
  if (isSameList(after.turns, before.turns)) return before.shift;
  if (n === undefined || after.turns.length === 0) return 0;
  const old: Rotation = { ...after, ...before };
  for (let ahead = 0; ahead < before.turns.length; ahead += 1) {
    const found = placeIn(after.turns, turnOf(old, n + ahead));
    if (found !== undefined) return modulo(found - n, after.turns.length);
  }
  return modulo(-n, after.turns.length);
}

/** The same turn, else one that shares somebody with it. */
function placeIn(turns: readonly Turn[], wanted: Turn): number | undefined {
  const same = turns.findIndex((turn) => isSameTurn(turn, wanted));
  if (same >= 0) return same;
  const shared = turns.findIndex((turn) => turn.some((person) => wanted.includes(person)));
  return shared >= 0 ? shared : undefined;
}

function isSameList(a: readonly Turn[], b: readonly Turn[]): boolean {
  return a.length === b.length && a.every((turn, i) => isSameTurn(turn, b[i] ?? []));
}

function isSameTurn(a: Turn, b: Turn): boolean {
  return a.length === b.length && a.every((person, i) => person === b[i]);
}

function modulo(n: number, length: number): number {
  return ((n % length) + length) % length;
}
