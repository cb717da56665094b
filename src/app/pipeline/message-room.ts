/** Which messages a destination has room for, those included that are on their way into the store and not counted there yet. */
import { capOf, tooMany } from '../../domain/delivery/storm.ts';
import type { Delivery } from '../../domain/records.ts';
import { after, type Instant } from '../../domain/time/instant.ts';
import type { EngineDeps } from './decide.ts';
import type { Store } from '../ports/store.ts';

type Deps = Pick<EngineDeps, 'policy'> & { readonly store: Pick<Store, 'ask'> };

export type Room = {
  /** Too many by what is stored: they are told with others. */
  readonly over: ReadonlySet<string>;
  /** Too many if all that is under way is stored: they are looked at again. */
  readonly unsure: ReadonlySet<string>;
  /** Has to be called, with those that were stored as claimed. */
  close(claimed: readonly string[]): void;
};

const NONE: ReadonlySet<string> = new Set();
const ALL_FREE: Room = { over: NONE, unsure: NONE, close: () => undefined };

/** Groups that are told at one moment are committed beside each other: each would find the same room. */
export class MessageRooms {
  /** Delivery → destination, from when it was let go until that is stored or given up. */
  readonly #underWay = new Map<string, string>();
  /** By destination, how many were stored since the start. */
  readonly #stored = new Map<string, number>();

  /** Of those, oldest first; for those that it does not name there is room, which is taken. */
  async open(deps: Deps, deliveries: readonly Delivery[], at: Instant): Promise<Room> {
    const { store, policy } = deps;
    const capped = deliveries.flatMap((delivery) => {
      const cap = capOf(policy.current(), delivery);
      return cap === undefined ? [] : [{ delivery, cap }];
    });
    if (capped.length === 0) return ALL_FREE;
    const since = new Map(
      capped.map(({ delivery, cap }) => [delivery.destinationId, after(at, -cap.within)] as const),
    );
    const before = new Map(this.#stored);
    const board = await store.ask('messageBoard', {
      destinations: [...since].map(([destinationId, from]) => ({ destinationId, from })),
      groups: capped.map(({ delivery: { groupId = '', destinationId } }) => ({ groupId, destinationId })),
    });
    const known = new Set(board.known.map((k) => `${k.groupId}|${k.destinationId}`));
    const isKnown = ({ groupId, destinationId }: Delivery) => known.has(`${groupId}|${destinationId}`);
    const sent = new Map(board.sent.map((s) => [s.destinationId, s.count]));
    const withThese = new Map(
      [...since.keys()].map((id) => [id, (sent.get(id) ?? 0) + this.#uncounted(id, before)]),
    );
    const unsure = tooMany(capped, withThese, isKnown);
    const going = capped.flatMap(({ delivery }) => (unsure.has(delivery.id) ? [] : [delivery]));
    for (const { id, destinationId } of going) this.#underWay.set(id, destinationId);
    return {
      ...{ over: tooMany(capped, sent, isKnown), unsure },
      close: (claimed) => this.#close(going, new Set(claimed)),
    };
  }

  /** Some of it may be counted by the store already: it is never less than there is. */
  #uncounted(destinationId: string, before: ReadonlyMap<string, number>): number {
    let count = (this.#stored.get(destinationId) ?? 0) - (before.get(destinationId) ?? 0);
    for (const id of this.#underWay.values()) if (id === destinationId) count += 1;
    return count;
  }

  #close(going: readonly Delivery[], claimed: ReadonlySet<string>): void {
    for (const { id, destinationId } of going) {
      this.#underWay.delete(id);
      if (claimed.has(id)) this.#stored.set(destinationId, (this.#stored.get(destinationId) ?? 0) + 1);
    }
  }
}
