/** Troubles of the REST API that somebody asked for: wrong answers, slow ones, cut ones, or none at all. */
import type { Millis } from '../../domain/time/instant.ts';

/**
 * `not-xml` and `login-page` come from something in front of Tableau, as 502 and as 200. `cut` breaks the connection off in
 * the middle; `truncated` is half a document in an answer that seems whole. `half-page` lists half of the rows that its own
 * count promises.
 */
export const FAULT_KINDS = [
  'ip-filtered',
  'session-lost',
  'too-many',
  'server-error',
  'not-xml',
  'login-page',
  'slow',
  'cut',
  'truncated',
  'half-page',
  'hang',
  'status',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** Only calls whose path contains this; all when it is missing. */
  readonly path?: string;
  /** How many calls it strikes; until it is cleared when it is missing. */
  readonly times?: number;
  /** Seconds for `Retry-After` of `too-many`; no header when it is missing. */
  readonly retryAfter?: number;
  /** Milliseconds that `slow` waits. */
  readonly ms?: Millis;
  /** The HTTP status of `status`. */
  readonly status?: number;
};

export class Faults {
  down = false;
  #faults: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
    this.down = false;
  }

  /** The fault that strikes this call; it is used up by that. */
  strike(path: string): Fault | undefined {
    const found = this.#faults.find(({ fault }) => path.includes(fault.path ?? ''));
    if (found === undefined) return undefined;
    if (--found.left <= 0) this.#faults = this.#faults.filter((other) => other !== found);
    return found.fault;
  }

  list(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }
}
