/** How many questions about jobs a site may be asked: many at once in a storm, few when it goes on. */
import { MINUTE } from '../../domain/time/instant.ts';
import type { Clock } from '../ports/clock.ts';

/** Tableau Cloud is said to refuse more than 20 000 job queries in 24 hours, which is 13 a minute. */
const AT_ONCE = 45;
const EACH_MINUTE = 12;

export class CallBudget {
  readonly #clock: Pick<Clock, 'mono'>;
  #left = AT_ONCE;
  #countedAt: number;

  constructor(clock: Pick<Clock, 'mono'>) {
    this.#clock = clock;
    this.#countedAt = clock.mono();
  }

  get left(): number {
    const now = this.#clock.mono();
    this.#left = Math.min(AT_ONCE, this.#left + ((now - this.#countedAt) * EACH_MINUTE) / MINUTE);
    this.#countedAt = now;
    return Math.floor(this.#left);
  }

  /** False when there is nothing left; then it must not be asked. */
  take(calls = 1): boolean {
    if (this.left < calls) return false;
    this.#left -= calls;
    return true;
  }
}
