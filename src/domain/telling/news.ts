/** What one message tells a destination about a group. */
import type { Incarnation } from '../records.ts';

/** `added` and `recovered` are new to the destination; `firing` is all that fires and is not quiet, `added` included. */
export type News<T = string> = {
  readonly kind: 'firing' | 'update' | 'recovered' | 'notice' | 'acknowledged';
  readonly reason: string;
  readonly firing: readonly T[];
  readonly added: readonly T[];
  readonly recovered: readonly T[];
  /** It wakes somebody: by which step, and whether an acknowledge leaves it. */
  readonly page?: { readonly words: string; readonly kept: boolean };
  /** Of them, the ids of those that flap now. */
  readonly flapping?: ReadonlySet<string>;
  /** Who has acknowledged. */
  readonly hasIt?: string;
};

/** The same with the records instead of their ids, the worst of each part first. */
export type FullNews = News<Incarnation>;

export function withRecords(news: News, incarnations: ReadonlyMap<string, Incarnation>): FullNews {
  const of = (ids: readonly string[]) => ids.flatMap((id) => incarnations.get(id) ?? []).sort(worstFirst);
  const { firing, added, recovered } = news;
  return { ...news, firing: of(firing), added: of(added), recovered: of(recovered) };
}

/** Of it what is wanted. */
export function only<T>(news: News<T>, isWanted: (one: T) => boolean): News<T> {
  const { firing, added, recovered } = news;
  return {
    ...news,
    firing: firing.filter(isWanted),
    added: added.filter(isWanted),
    recovered: recovered.filter(isWanted),
  };
}

/** Everybody in the message: what is new first, then what fires on, then what recovered. */
export function everyoneIn<T>({ firing, added, recovered }: News<T>): readonly T[] {
  return [...new Set([...added, ...firing, ...recovered])];
}

/** Longest failing first. */
function worstFirst(a: Incarnation, b: Incarnation): number {
  return b.streak - a.streak || a.openedAt - b.openedAt;
}
