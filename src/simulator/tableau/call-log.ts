/** The REST calls that were made, for tests that count them and for the page. */
import type { Instant } from '../../domain/instant.ts';

export type RestCall = {
  readonly at: Instant;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly status: number;
  /** Tableau's code, when the answer was an error. */
  readonly code?: string;
  readonly user?: string;
};

const MAX_KEPT = 10_000;

export class CallLog {
  readonly #calls: RestCall[] = [];

  add(call: RestCall): void {
    this.#calls.push(call);
    if (this.#calls.length > MAX_KEPT) this.#calls.shift();
  }

  all(): readonly RestCall[] {
    return [...this.#calls];
  }

  clear(): void {
    this.#calls.length = 0;
  }
}
