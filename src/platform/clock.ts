/** The machine's clocks, and one that tests and simulations set by hand. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Clock } from '../app/ports/clock.ts';
import { type Instant, type Millis, instant } from '../domain/time/instant.ts';

/** The counter of the machine, not of this process: what one process noted of it another one can compare. */
const SINCE = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  mono: () => SINCE + performance.now(),
  machine: bootOfMachine(),
};

/** Linux says it; elsewhere each start of Tabduty counts as one of the machine. */
function bootOfMachine(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** A clock that stands still until it is told to move. `step` moves the wall alone, as NTP does. */
export class ManualClock implements Clock {
  #wall: number;
  #mono = 0;
  machine = 'machine-1';

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

  /** The machine is started anew. */
  restart(): void {
    this.#mono = 0;
    this.machine += '+';
  }
}
