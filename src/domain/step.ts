/** What every decision is given besides the records, and what it gives back. */
import type { Change } from './change.ts';
import type { Instant } from './time/instant.ts';
import type { Policy } from './policy.ts';
import type { Duty } from './paging/duty.ts';
import type { ReadySilence } from './quiet/silence.ts';
import type { Incarnation } from './records.ts';
import { applyChanges, type World } from './world.ts';

/** Nothing here reads a clock or throws dice by itself: a replay gives the same answers. */
export type Circumstances = {
  readonly at: Instant;
  readonly policy: Policy;
  /** All that are not over. */
  readonly silences: readonly ReadySilence[];
  /** Who can be reached; without it no call of an escalation goes out. */
  readonly duty?: Duty | undefined;
  readonly nextId: () => string;
  /** [0, 1) */
  readonly chance: () => number;
  /** Whether a failure of this content can wait, in words, when it is known. */
  readonly outlook?:
    | ((of: Pick<Incarnation, 'source' | 'luid'>, at: Instant) => string | undefined)
    | undefined;
  /** Liquid; `undefined` when a template fails. */
  readonly applyTemplate: (template: string, values: Readonly<Record<string, unknown>>) => string | undefined;
};

/** Collects changes and applies each to the world at once, so that later parts of a step see earlier ones. */
export class Draft {
  readonly changes: Change[] = [];
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  add(...changes: readonly Change[]): void {
    this.changes.push(...changes);
    applyChanges(this.world, changes);
  }
}
