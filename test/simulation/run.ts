/** One simulated history from a seed: what happens, what goes wrong, and what is noted of it. */
import type { Change } from '../../src/domain/change.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import { StorageFault } from '../../src/storage/storage-fault.ts';
import { Chance } from './chance.ts';
import { type Disk, wipe } from './disk.ts';
import { Network } from './network.ts';
import { People } from './people.ts';
import { drawFaults, type FaultKind } from './faults.ts';
import { type Program, startProgram } from './program.ts';
import { Stage } from './stage.ts';
import { Tableau } from './tableau.ts';
import type { DestinationRegistry } from '../../src/app/ports/destination.ts';

export type Written = { readonly at: number; readonly changes: readonly Change[] };

export type History = {
  readonly seed: number;
  readonly stage: Stage;
  readonly disk: Disk;
  readonly network: Network;
  readonly tableau: Tableau;
  readonly people: People;
  readonly written: Written[];
  readonly errors: unknown[];
  readonly crashes: number[];
  readonly faults: ReadonlySet<FaultKind>;
  /** In force at the end. */
  policy: Policy;
  readonly trace: string[];
};

export type Trial = {
  readonly seed: number;
  readonly disk: Disk;
  readonly policies: readonly Policy[];
  readonly faults?: readonly FaultKind[];
  readonly spoil?: (deps: PipelineDeps) => PipelineDeps;
  /** Writes down what happens, for people. */
  readonly traced?: boolean;
};

const BEGIN = instant(Date.UTC(2026, 8, 21, 12, 0, 0));
/** How long faults happen. */
const TROUBLED = 6 * MINUTE;

export class World {
  readonly stage = new Stage(BEGIN);
  readonly history: History;
  readonly #trial: Trial;
  readonly #chance: Chance;
  readonly #registry: DestinationRegistry;
  #program: Program | undefined;
  #healed = false;

  constructor(trial: Trial) {
    this.#trial = trial;
    const chance = new Chance(trial.seed);
    this.#chance = chance;
    const { stage } = this;
    wipe(trial.disk);
    const network = new Network(stage, chance.fork());
    this.#registry = network.registry();
    const program = () => this.#program;
    this.history = {
      ...{ seed: trial.seed, stage, disk: trial.disk, network },
      tableau: new Tableau(stage, chance.fork(), program),
      people: new People(stage, chance.fork(), program),
      ...{ written: [], errors: [], crashes: [], trace: [] },
      faults: new Set(trial.faults ?? drawFaults(chance)),
      policy: trial.policies[0] as Policy,
    };
    this.#listen();
  }

  #listen(): void {
    const { disk, network, tableau, written } = this.history;
    disk.onWritten = (changes) => void written.push({ at: this.stage.now, changes });
    network.onTaken = (r) =>
      this.#note(() => `${r.to} takes ${r.briefing.kind} "${r.briefing.title.untrusted}" (${r.deliveryId})`);
    tableau.onAcked = (s) => this.#note(() => `answered: ${s.item} ${s.outcome}`);
  }

  #note(line: () => string): void {
    if (this.#trial.traced === true)
      this.history.trace.push(`${(this.stage.now / SECOND).toFixed(3).padStart(9)} ${line()}`);
  }

  /** Faults for a while, then none. */
  async runThroughTrouble(): Promise<void> {
    this.#plan();
    this.#boot();
    await this.stage.runUntil(TROUBLED);
    this.#heal();
  }

  async runOn(untilHealedFor: number): Promise<void> {
    await this.stage.runUntil(TROUBLED + untilHealedFor);
  }

  #boot(): void {
    const { stage } = this;
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: Readonly<Record<string, unknown>>, message: string) => {
        this.#note(() => `error: ${message}: ${String(fields['error'])}`);
        if (!(fields['error'] instanceof StorageFault)) this.history.errors.push(fields['error']);
        if (message === 'the start failed') this.#crash(5 * SECOND);
      },
    };
    this.#note(() => `start ${stage.life}`);
    this.#program = startProgram({
      ...{ stage, disk: this.history.disk, chance: this.#chance.fork(), registry: this.#registry, log },
      policy: this.history.policy,
      watches: this.history.faults.has('own-troubles'),
      spoil: this.#trial.spoil ?? ((deps) => deps),
    });
  }

  #crash(downFor: number): void {
    if (this.#program === undefined) return;
    const { stage, history } = this;
    this.#note(() => `crash, for ${downFor / SECOND} s`);
    history.crashes.push(stage.now);
    for (const effect of [...history.disk.underWay]) if (this.#chance.happens(0.5)) effect();
    history.disk.underWay.clear();
    history.network.cutOff();
    stage.life += 1;
    this.#program = undefined;
    stage.after(downFor, () => this.#boot());
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
        this.stage.after(at, () => {
          this.#note(() => `${item} ${said}`);
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
    if (this.#chance.happens(0.5)) this.stage.after(this.#chance.int(0, TROUBLED), inTime);
    else this.stage.atBoundary.set(this.#chance.int(5, 250), inTime);
  }

  #times(most: number, run: () => void): void {
    for (let i = this.#chance.int(1, most); i > 0; i--) this.#sometime(run);
  }

  #planFault(fault: FaultKind): void {
    const chance = this.#chance;
    const { network, disk, people, faults } = this.history;
    switch (fault) {
      case 'crash':
        return this.#times(4, () => this.#crash(chance.one([0, SECOND, 20 * SECOND, 3 * MINUTE])));
      case 'weather':
        return this.#times(4, () => this.#turnWeather());
      case 'refusals':
        network.refusals = 0.1;
        return;
      case 'clock':
        return this.#times(2, () => {
          // One that is set back while it does not run is not noticed, and what waits waits for that much longer.
          const back = faults.has('crash') ? [] : [-HOUR, -3 * SECOND, -24 * HOUR];
          const by = chance.one([HOUR, 5 * MINUTE, 3 * SECOND, ...back]);
          this.#note(() => `the clock is set by ${by / SECOND} s`);
          this.stage.clockError += by;
        });
      case 'slow-disk':
        disk.slowness = 400;
        return;
      case 'full-disk':
        return this.#times(2, () => {
          this.#note(() => 'the disk is full');
          disk.full = true;
          this.stage.after(chance.int(SECOND, 30 * SECOND), () => (disk.full = false));
        });
      case 'config':
        return this.#times(2, () => {
          this.history.policy = chance.one(this.#trial.policies);
          this.#note(() => `configuration ${this.history.policy.revision}`);
          this.#program?.holder.replace(this.history.policy);
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

  #turnWeather(): void {
    const chance = this.#chance;
    const lane = chance.one(LANES);
    const weather = chance.one(WEATHERS);
    this.#note(() => `${lane} is ${weather}`);
    this.history.network.weather.set(lane, weather);
    this.stage.after(chance.int(5 * SECOND, 6 * MINUTE), () =>
      this.history.network.weather.set(lane, 'fine'),
    );
  }

  #heal(): void {
    this.#healed = true;
    this.#note(() => 'all is mended');
    const { network, disk } = this.history;
    network.weather.clear();
    network.refusals = 0;
    Object.assign(disk, { slowness: 4, full: false });
  }
}

const LANES = ['chat:ops', 'board:wall', 'push:ana', 'push:ben', 'push:olga', 'chat:bosses', 'board:spare'];
const WEATHERS = ['slow', 'refused-connection', 'busy', 'lost', 'hang', 'broken', 'mixed'] as const;
