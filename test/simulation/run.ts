/** One simulated history from a seed: what happens, what goes wrong, and what is noted of it. */
import { HOUR, instant, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { Chance } from './chance.ts';
import type { FaultKind } from './faults.ts';
import { type History, Scene, type Setting } from './scene.ts';
import type { Stage } from './stage.ts';

/** The configurations of an ordinary day, and of the night in which winter time begins. */
export type Policies = { readonly day: readonly Policy[]; readonly autumn: readonly Policy[] };

export type Trial = Setting & {
  readonly policies: Policies;
  /** By the dice where nothing is said. */
  readonly autumn?: boolean;
};

const BEGIN = instant(Date.UTC(2026, 8, 21, 12, 0, 0));
/** In Paris the hour from two to three is an hour old, and comes again in half an hour. */
const AUTUMN_BEGIN = instant(Date.UTC(2026, 9, 25, 0, 30, 0));
/** How long faults happen. */
const TROUBLED = 6 * MINUTE;

export class World {
  readonly history: History;
  readonly #scene: Scene;
  /** Winter time begins in this night, which is looked at until each time of the day has come twice. */
  readonly isAutumn: boolean;
  readonly #policies: readonly Policy[];
  readonly #chance: Chance;
  #healed = false;

  constructor(trial: Trial) {
    this.#chance = new Chance(trial.seed);
    this.isAutumn = trial.autumn ?? new Chance(-trial.seed).happens(0.03);
    this.#policies = this.isAutumn ? trial.policies.autumn : trial.policies.day;
    const begin = this.isAutumn ? AUTUMN_BEGIN : BEGIN;
    this.#scene = new Scene(trial, begin, this.#policies[0] as Policy, this.#chance);
    this.#scene.history.people.patient = this.isAutumn;
    this.history = this.#scene.history;
  }

  get #stage(): Stage {
    return this.#scene.stage;
  }

  /** Faults for a while, then none. */
  async runThroughTrouble(): Promise<void> {
    this.#plan();
    this.#scene.boot();
    await this.#stage.runUntil(TROUBLED);
    this.#heal();
  }

  async runOn(untilHealedFor: number): Promise<void> {
    await this.#stage.runUntil(TROUBLED + untilHealedFor);
  }

  #plan(): void {
    const chance = this.#chance;
    const { faults, tableau } = this.history;
    const items = Array.from({ length: chance.int(1, 4) }, (_, i) => `Item ${i + 1}`);
    const disorder = faults.has('disorder') ? 0.4 : 0;
    for (const item of items) {
      let at = chance.int(0, 2 * MINUTE);
      let outcome: 'Failed' | 'Succeeded' = chance.happens(0.85) ? 'Failed' : 'Succeeded';
      while (at < TROUBLED - 10 * SECOND) {
        const said = outcome;
        this.#stage.after(at, () => {
          this.#scene.note(() => `${item} ${said}`);
          tableau.say(item, said, disorder);
        });
        at += chance.happens(0.3) ? chance.int(4 * SECOND, 20 * SECOND) : chance.int(MINUTE, 8 * MINUTE);
        outcome = chance.happens(0.7) === (said === 'Failed') ? 'Succeeded' : 'Failed';
      }
    }
    for (const fault of faults) this.#planFault(fault);
  }

  /** Half of what happens, happens at a time; the other half between two effects of the program. */
  #sometime(run: () => void): void {
    const inTime = () => {
      if (!this.#healed) run();
    };
    if (this.#chance.happens(0.5)) this.#stage.after(this.#chance.int(0, TROUBLED), inTime);
    else this.#stage.atBoundary.set(this.#chance.int(5, 250), inTime);
  }

  #times(most: number, run: () => void): void {
    for (let i = this.#chance.int(1, most); i > 0; i--) this.#sometime(run);
  }

  #planFault(fault: FaultKind): void {
    const chance = this.#chance;
    const { network, disk, people, faults } = this.history;
    switch (fault) {
      case 'crash':
        return this.#times(4, () => {
          this.#scene.crash(chance.one([0, SECOND, 20 * SECOND, 3 * MINUTE]));
          // While it is down, too.
          if (faults.has('clock') && chance.happens(0.3)) this.#setClock();
        });
      case 'weather':
        return this.#times(4, () => this.#turnWeather());
      case 'refusals':
        network.refusals = 0.1;
        return;
      case 'clock':
        return this.#times(2, () => this.#setClock());
      case 'slow-disk':
        disk.slowness = 400;
        return;
      case 'full-disk':
        return this.#times(2, () => {
          this.#scene.note(() => 'the disk is full');
          disk.full = true;
          this.#stage.after(chance.int(SECOND, 30 * SECOND), () => (disk.full = false));
        });
      case 'config':
        return this.#times(2, () => {
          this.#scene.configure(chance.one(this.#policies));
        });
      case 'acks':
        return this.#times(4, () => people.act('ack'));
      case 'hands':
        return this.#times(3, () => people.act(chance.one(['escalate', 'resolve', 'ack'])));
      case 'silences':
        return this.#times(2, () => people.act('silence'));
      case 'disorder':
      case 'own-troubles':
        return;
    }
  }

  #setClock(): void {
    const by = this.#chance.one([HOUR, 5 * MINUTE, 3 * SECOND, -HOUR, -3 * SECOND, -24 * HOUR]);
    this.#scene.note(() => `the clock is set by ${by / SECOND} s`);
    this.#stage.clockError += by;
  }

  #turnWeather(): void {
    const chance = this.#chance;
    const lane = chance.one(LANES);
    const weather = chance.one(WEATHERS);
    this.#scene.note(() => `${lane} is ${weather}`);
    this.history.network.weather.set(lane, weather);
    this.#stage.after(chance.int(5 * SECOND, 6 * MINUTE), () =>
      this.history.network.weather.set(lane, 'fine'),
    );
  }

  #heal(): void {
    this.#healed = true;
    this.#scene.note(() => 'all is mended');
    const { network, disk } = this.history;
    network.weather.clear();
    network.refusals = 0;
    Object.assign(disk, { slowness: 4, full: false });
  }
}

const LANES = ['chat:ops', 'board:wall', 'push:ana', 'push:ben', 'push:olga', 'chat:bosses', 'board:spare'];
const WEATHERS = ['slow', 'refused-connection', 'busy', 'lost', 'hang', 'broken', 'mixed'] as const;
