/** The machine's clocks, and one that tests and simulations set by hand. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../app/ports/clock.ts';
import { type Instant, type Millis, instant } from '../domain/time/instant.ts';

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  mono: () => performance.now(),
};

/** A clock that stands still until it is told to move. `step` moves the wall alone, as NTP does. */
export class ManualClock implements Clock {
  #wall: number;
  #mono = 0;

  constructor(start: Instant) {
    this.#wall = start;
  }

  now(): Instant {
    return instant(this.#wall);
  }

  mono(): number {
    return this.#mono;
  }

  advance(by: Millis): void {
    this.#wall += by;
    this.#mono += by;
  }

  step(by: Millis): void {
    this.#wall += by;
  }
}
