/** What waits for its time, the earliest first: a replay jumps from one to the next and never scans what waits. */
import type { Instant } from '../time/instant.ts';

type Entry<T> = { readonly at: Instant; readonly rank: number; readonly turn: number; readonly what: T };

export type DueQueue<T> = {
  /** Of two with the same time the lower rank comes first, then who was put in first. */
  put(at: Instant, what: T, rank?: number): void;
  /** The time of the first. */
  readonly nextAt: () => Instant | undefined;
  take(): T | undefined;
};

/** A binary heap: each put and take costs the logarithm of how many wait. */
export function dueQueue<T>(): DueQueue<T> {
  const heap: Entry<T>[] = [];
  let turns = 0;
  return {
    put(at, what, rank = 0) {
      heap.push({ at, rank, turn: turns++, what });
      rise(heap);
    },
    nextAt: () => heap[0]?.at,
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first.what;
    },
  };
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.turn < b.turn;
}

function rise<T>(heap: Entry<T>[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!swapIfBefore(heap, at, above)) return;
    at = above;
  }
}

function sink<T>(heap: Entry<T>[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) return;
    const below = b !== undefined && isBefore(b, a) ? left + 1 : left;
    if (!swapIfBefore(heap, below, at)) return;
    at = below;
  }
}

/** Puts the lower one in the place of the upper when it comes before it. */
function swapIfBefore<T>(heap: Entry<T>[], lower: number, upper: number): boolean {
  const [low, up] = [heap[lower], heap[upper]];
  if (low === undefined || up === undefined || !isBefore(low, up)) return false;
  heap[lower] = up;
  heap[upper] = low;
  return true;
}
