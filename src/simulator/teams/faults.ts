/** Faults that are laid in the way of requests: for the next few, for all until cleared, or by chance. */
import type { Chance } from '../shared/seed.ts';

export const FAULT_KINDS = [
  // The card is posted and the answer never comes: the sender cannot know.
  'timeout-after-posting',
  'reset-after-posting',
  'duplicate-post',
  'slow',
  'reset',
  'status',
  'redirect',
  'hang',
  'trickle',
  'huge-answer',
  'gzip-bomb',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** Only requests to this channel; all channels without it. */
  readonly channel?: string;
  /** For `status`. */
  readonly status?: number;
  readonly retryAfter?: string;
  /** For `slow`. */
  readonly delayMs?: number;
  /** Ends after so many requests; until cleared without it. */
  readonly next?: number;
  /** Strikes this share of requests, 0 to 1. */
  readonly probability?: number;
};

export type Faults = {
  set(fault: Fault): void;
  clear(channel?: string): void;
  list(): readonly Fault[];
};

export type FaultBox = Faults & { take(channel: string): Fault | undefined };

export function faultBox(chance: Chance): FaultBox {
  let laid: { fault: Fault; left: number }[] = [];
  return {
    set(fault) {
      laid.push({ fault, left: fault.next ?? Number.POSITIVE_INFINITY });
    },
    clear(channel) {
      laid = channel === undefined ? [] : laid.filter((one) => one.fault.channel !== channel);
    },
    list: () => laid.map((one) => one.fault),
    take(channel) {
      const found = laid.find(
        ({ fault }) =>
          (fault.channel === undefined || fault.channel === channel) &&
          (fault.probability === undefined || chance.hit(fault.probability)),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) laid = laid.filter((one) => one !== found);
      return found.fault;
    },
  };
}
