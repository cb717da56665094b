/** What a replay has still to do, and when: of what can be put off only the last time counts. */
import type { Instant } from '../time/instant.ts';
import { dueQueue } from './due-queue.ts';

export type Kind = 'route' | 'group' | 'storm' | 'digest' | 'resolve';

export type Due = { readonly kind: Kind; readonly id: string; readonly at: Instant };

/** At one time: what waits for facts, then groups, what sums up, and what people did. */
const RANK: Readonly<Record<Kind, number>> = { route: 0, group: 1, storm: 2, digest: 3, resolve: 4 };

export class Agenda {
  readonly #queue = dueQueue<Due>();
  readonly #planned: Readonly<Record<Kind, Map<string, Instant>>> = {
    ...{ route: new Map(), group: new Map(), storm: new Map(), digest: new Map(), resolve: new Map() },
  };
  readonly nextAt: () => Instant | undefined = this.#queue.nextAt;

  /** In the place of what was planned for it before. */
  plan(kind: Kind, id: string, at: Instant): void {
    if (this.#planned[kind].get(id) === at) return;
    this.#planned[kind].set(id, at);
    this.#queue.put(at, { kind, id, at }, RANK[kind]);
  }

  drop(kind: Kind, id: string): void {
    this.#planned[kind].delete(id);
  }

  /** `undefined` also when another time has taken the place of this one. */
  take(): Due | undefined {
    const due = this.#queue.take();
    if (due === undefined || this.#planned[due.kind].get(due.id) !== due.at) return undefined;
    this.#planned[due.kind].delete(due.id);
    return due;
  }
}
