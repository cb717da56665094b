/** Simulated time: one heap of events by time and sequence, and processes whose waiting ends with them. */
import type { Clock } from '../../src/app/ports/clock.ts';
import { type Instant, instant, type Millis } from '../../src/domain/time/instant.ts';
import type { Timer } from '../../src/platform/loop.ts';

type Happening = {
  readonly at: number;
  readonly sequence: number;
  /** Of the process that waits for it; it does not happen when that one is gone. */
  readonly life: number | undefined;
  readonly run: () => void;
};

export class Stage {
  /** Milliseconds since the beginning, as they truly pass. */
  now = 0;
  /** By how much the machine's clock is wrong. */
  clockError = 0;
  /** When the machine was started, and how often. */
  machineSince = 0;
  machineStarts = 0;
  /** Which start of the process this is. */
  life = 0;
  /** What is called at the k-th boundary between two effects. */
  readonly atBoundary = new Map<number, () => void>();
  boundaries = 0;
  readonly #begin: Instant;
  readonly #heap: Happening[] = [];
  #sequence = 0;

  constructor(begin: Instant) {
    this.#begin = begin;
  }

  /** What everybody's watch but the machine's says. */
  trueTime(): Instant {
    return instant(this.#begin + this.now);
  }

  /** As one start of the machine has it. */
  machineClock(): Clock {
    const since = this.machineSince;
    return {
      now: () => instant(this.#begin + this.now + this.clockError),
      mono: () => this.now - since,
      machine: `machine-${this.machineStarts}`,
    };
  }

  restartMachine(): void {
    this.machineSince = this.now;
    this.machineStarts += 1;
  }

  after(wait: Millis, run: () => void, life?: number): void {
    this.#push({ at: this.now + Math.max(0, wait), sequence: this.#sequence++, life, run });
  }

  timerOf(life: number): Timer {
    return {
      after: (ms, then) => {
        let off = false;
        this.after(Math.ceil(ms), () => off || then(), life);
        return () => void (off = true);
      },
      turn: () => new Promise((resolve) => this.after(0, resolve, life)),
    };
  }

  /** An effect has happened: here the process may end, and people may act. */
  boundary(): void {
    const due = this.atBoundary.get(this.boundaries++);
    if (due !== undefined) this.after(0, due);
  }

  /** Lets everything happen that happens until then, or until it is over. */
  async runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > end) break;
      this.#pop();
      if (next.life !== undefined && next.life !== this.life) continue;
      this.now = Math.max(this.now, next.at);
      next.run();
      // All that follows at once, before anything else happens.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (isOver()) return;
    }
    this.now = Math.max(this.now, end);
  }

  #push(one: Happening): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(one);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(one, heap[parent] as Happening)) break;
      heap[i] = heap[parent] as Happening;
      i = parent;
    }
    heap[i] = one;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Happening;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const [left, right] = [heap[child] as Happening, heap[child + 1]];
      if (right !== undefined && isBefore(right, left)) child += 1;
      if (!isBefore(heap[child] as Happening, last)) break;
      heap[i] = heap[child] as Happening;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
