/** The REST calls that were made, for tests that count them and for the page. */
import type { Instant } from '../../domain/time/instant.ts';

export type RestCall = {
  readonly at: Instant;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** 0 when the simulator did not answer at all. */
  readonly status: number;
  /** Tableau's code, when the answer was an error. */
  readonly code?: string;
  readonly user?: string;
};

/** Its place among all calls that there were, from 1. */
export type NumberedCall = RestCall & { readonly number: number };

const MAX_KEPT = 10_000;

export class CallLog {
  readonly #calls: RestCall[] = [];
  /** How many there were, forgotten ones included. */
  count = 0;

  add(call: RestCall): void {
    this.count++;
    this.#calls.push(call);
    if (this.#calls.length > MAX_KEPT) this.#calls.shift();
  }

  all(): readonly RestCall[] {
    return [...this.#calls];
  }

  /** Newest first. */
  newest(most: number): readonly NumberedCall[] {
    return this.#calls
      .slice(-most)
      .map((call, i, shown) => ({ ...call, number: this.count - shown.length + 1 + i }))
      .reverse();
  }

  clear(): void {
    this.#calls.length = 0;
  }
}
