/** Tableau as it calls: items that fail and recover, calls that come late, twice, or again when nobody answered. */
import { receiveCall } from '../../src/app/pipeline/receive-call.ts';
import { type Instant, instant, isoOf, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Chance } from './chance.ts';
import type { Program } from './program.ts';
import type { Stage } from './stage.ts';

export type Said = {
  readonly item: string;
  readonly outcome: 'Failed' | 'Succeeded';
  readonly occurredAt: Instant;
  /** The calls of it that were answered, and when the first was. */
  readonly calls: string[];
  ackedAt: number | undefined;
};

/** Tableau tries four times in all. */
const AGAIN_AFTER = [10 * SECOND, MINUTE, 5 * MINUTE];
const PATIENCE = 10 * SECOND;

export class Tableau {
  readonly said: Said[] = [];
  onAcked: (said: Said) => void = () => {};
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #program: () => Program | undefined;

  constructor(stage: Stage, chance: Chance, program: () => Program | undefined) {
    this.#stage = stage;
    this.#chance = chance;
    this.#program = program;
  }

  /** Something happens to an item now, and is called soon, or late, or more than once. */
  say(item: string, outcome: Said['outcome'], disorder: number): Said {
    // Tableau rounds to seconds.
    const occurredAt = instant(Math.round(this.#stage.trueTime() / SECOND) * SECOND);
    const said: Said = { item, outcome, occurredAt, calls: [], ackedAt: undefined };
    this.said.push(said);
    const chance = this.#chance;
    const delay = () => (chance.happens(disorder) ? chance.int(0, 90 * SECOND) : chance.int(10, 300));
    this.#call(said, delay(), 0);
    while (chance.happens(disorder / 2)) this.#call(said, delay(), 0);
    return said;
  }

  #call(said: Said, delay: number, tried: number): void {
    this.#stage.after(delay, () => {
      let answered = false;
      const program = this.#program();
      if (program?.ready === true)
        receiveCall(program.deps, {
          ...{ source: 'acme', remote: '10.0.0.1', contentType: 'application/json' },
          userAgent: 'TableauWebhooks/1.0',
          body: bodyOf(said),
        }).then(
          (id) => {
            if (answered) return;
            answered = true;
            said.calls.push(id);
            said.ackedAt ??= this.#stage.now;
            this.onAcked(said);
          },
          () => undefined,
        );
      const again = AGAIN_AFTER[tried];
      if (again === undefined) return;
      this.#stage.after(PATIENCE, () => {
        if (!answered) this.#call(said, again, tried + 1);
        answered = true;
      });
    });
  }
}

function bodyOf({ item, outcome, occurredAt }: Said): Uint8Array {
  const body = {
    resource: 'EXTRACTS',
    event_type: `DatasourceRefresh${outcome}`,
    resource_name: item,
    site_luid: 'f8dbec1d-2217-42b0-868a-229a2ff090bb',
    resource_luid: item,
    created_at: isoOf(occurredAt),
  };
  return new TextEncoder().encode(JSON.stringify(body));
}
