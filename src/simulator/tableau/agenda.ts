/** The one queue of what happens when: runs, retries and delays are entries with a due time on the given clock. */
import type { Clock } from '../../app/ports/clock.ts';
import { type Instant, type Millis, instant } from '../../domain/time/instant.ts';
import { ManualClock } from '../../platform/clock.ts';

export type Entry = { readonly due: Instant; readonly order: number; readonly run: () => void };

/**
 * With the machine's clock one timer waits for the earliest entry. With a ManualClock nothing happens by itself:
 * `tick` does what is due now and `advance` moves the clock from entry to entry.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #order = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  at(due: Instant, run: () => void): Entry {
    const entry = { due, order: this.#order++, run };
    const where = this.#entries.findLastIndex((other) => other.due <= due) + 1;
    this.#entries.splice(where, 0, entry);
    this.#arm();
    return entry;
  }

  cancel(entry: Entry): void {
    const where = this.#entries.indexOf(entry);
    if (where >= 0) this.#entries.splice(where, 1);
  }

  /** Work that takes real time, such as a POST; `tick` and `advance` wait for it. */
  track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  /** Does everything that is due now, and waits for what that sets off. */
  async tick(): Promise<void> {
    do {
      this.#runDue();
      await this.idle();
    } while (this.#isDue(this.#clock.now()));
  }

  /** Moves a ManualClock forward, stopping at each entry on the way. */
  async advance(by: Millis): Promise<void> {
    if (!(this.#clock instanceof ManualClock)) {
      throw new Error('only a ManualClock can be advanced: pass one as `clock` when you start the simulator');
    }
    const target = instant(this.#clock.now() + by);
    await this.tick();
    for (let next = this.#entries[0]; next !== undefined && next.due <= target; next = this.#entries[0]) {
      this.#clock.advance(next.due - this.#clock.now());
      await this.tick();
    }
    this.#clock.advance(target - this.#clock.now());
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Whether time stands still until somebody moves it. */
  get isManual(): boolean {
    return this.#clock instanceof ManualClock;
  }

  close(): void {
    this.#closed = true;
    this.#entries.length = 0;
    clearTimeout(this.#timer);
  }

  #isDue(now: Instant): boolean {
    const first = this.#entries[0];
    return first !== undefined && first.due <= now;
  }

  #runDue(): void {
    const now = this.#clock.now();
    while (this.#isDue(now)) this.#entries.shift()?.run();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const first = this.#entries[0];
    if (this.#closed || first === undefined || this.#clock instanceof ManualClock) return;
    const wait = Math.min(Math.max(0, first.due - this.#clock.now()), 60_000);
    this.#timer = setTimeout(() => {
      this.#runDue();
      this.#arm();
    }, wait);
    this.#timer.unref();
  }
}
