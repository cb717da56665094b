/** When the store does not work: which troubles are told of from memory, once each, and when their end is. */
import { type Millis, MINUTE, SECOND } from '../time/instant.ts';

export type StoreTrouble = {
  readonly kind: string;
  /** Monotonic milliseconds. */
  readonly since: Millis;
  readonly told: boolean;
  /** When the store was seen to work again. */
  readonly goodSince: Millis | undefined;
};

export type StoreIncidents = {
  readonly now: StoreTrouble | undefined;
  /** When one was last told of. */
  readonly toldAt: Millis | undefined;
};

export const NO_INCIDENT: StoreIncidents = { now: undefined, toldAt: undefined };

/** A lock that passes is nobody's trouble. */
const PATIENCE: Readonly<Record<string, Millis>> = { busy: 30 * SECOND };
/** A disk at its brim takes this row and refuses the next: it is over only when it has been well for so long. */
const WELL_FOR: Millis = MINUTE;
/** Between two that are told. */
export const TELL_EVERY: Millis = 15 * MINUTE;

export type Word = { readonly say: 'begun' | 'over'; readonly kind: string } | undefined;

/** `fault` is what the store says now; `mono` never goes back. */
export function followStore(
  before: StoreIncidents,
  fault: string | undefined,
  mono: Millis,
): { readonly after: StoreIncidents; readonly word: Word } {
  const { now, toldAt } = before;
  if (fault === undefined) {
    if (now === undefined) return { after: before, word: undefined };
    const goodSince = now.goodSince ?? mono;
    if (mono - goodSince < WELL_FOR)
      return { after: { now: { ...now, goodSince }, toldAt }, word: undefined };
    return {
      after: { now: undefined, toldAt },
      word: now.told ? { say: 'over', kind: now.kind } : undefined,
    };
  }
  const trouble = { ...(now ?? { kind: fault, since: mono, told: false }), goodSince: undefined };
  const waits = mono - trouble.since < (PATIENCE[fault] ?? 0);
  const tooSoon = toldAt !== undefined && mono - toldAt < TELL_EVERY;
  if (trouble.told || waits || tooSoon) return { after: { now: trouble, toldAt }, word: undefined };
  return {
    after: { now: { ...trouble, kind: fault, told: true }, toldAt: mono },
    word: { say: 'begun', kind: fault },
  };
}
