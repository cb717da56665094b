/** A simulated installation and the world around it: what a script or dice let happen there, and what is noted of it. */
import type { DestinationRegistry } from '../../src/app/ports/destination.ts';
import type { Change } from '../../src/domain/change.ts';
import { type Instant, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import { StorageFault } from '../../src/storage/storage-fault.ts';
import type { Chance } from './chance.ts';
import { type Disk, wipe } from './disk.ts';
import { drawFaults, type FaultKind } from './faults.ts';
import { Network } from './network.ts';
import { People } from './people.ts';
import { type Program, startProgram } from './program.ts';
import { type Explains, simulatedSites } from './sites.ts';
import { Stage } from './stage.ts';
import { Tableau } from './tableau.ts';

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
  /** How much was planned to happen. */
  planned: number;
  /** In force at the end. */
  policy: Policy;
  readonly trace: string[];
};

export type Setting = {
  readonly seed: number;
  readonly disk: Disk;
  /** What goes wrong by itself; by the dice where nothing is said. */
  readonly faults?: readonly FaultKind[];
  /** Of what is planned to happen, by number: what does not. */
  readonly without?: readonly number[];
  /** What Tableau says when it is asked why a refresh failed. */
  readonly explains?: Explains;
  readonly spoil?: (deps: PipelineDeps) => PipelineDeps;
  /** Writes down what happens, for people. */
  readonly traced?: boolean;
};

export class Scene {
  readonly stage: Stage;
  readonly history: History;
  readonly #setting: Setting;
  readonly #chance: Chance;
  readonly #registry: DestinationRegistry;
  #program: Program | undefined;

  constructor(setting: Setting, begin: Instant, policy: Policy, chance: Chance) {
    this.#setting = setting;
    this.#chance = chance;
    const stage = new Stage(begin);
    this.stage = stage;
    wipe(setting.disk);
    const network = new Network(stage, chance.fork());
    this.#registry = network.registry();
    const program = () => this.#program;
    // The dice fall alike whether or not somebody says which faults there are.
    const drawn = drawFaults(chance);
    this.history = {
      ...{ seed: setting.seed, stage, disk: setting.disk, network },
      tableau: new Tableau(stage, chance.fork(), program),
      people: new People(stage, chance.fork(), program),
      ...{ written: [], errors: [], crashes: [], trace: [] },
      faults: new Set(setting.faults ?? drawn),
      planned: 0,
      policy,
    };
    this.#listen();
  }

  #listen(): void {
    const { disk, network, tableau, written } = this.history;
    disk.onWritten = (changes) => void written.push({ at: this.stage.now, changes });
    network.onTaken = (r) =>
      this.note(() => `${r.to} takes ${r.briefing.kind} "${r.briefing.title.untrusted}" (${r.deliveryId})`);
    tableau.onAcked = (s) => this.note(() => `answered: ${s.item} ${s.outcome}`);
  }

  note(line: () => string): void {
    if (this.#setting.traced === true)
      this.history.trace.push(`${(this.stage.now / SECOND).toFixed(3).padStart(9)} ${line()}`);
  }

  boot(): void {
    const { stage } = this;
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: Readonly<Record<string, unknown>>, message: string) => {
        this.note(() => `error: ${message}: ${String(fields['error'])}`);
        if (!(fields['error'] instanceof StorageFault)) this.history.errors.push(fields['error']);
        if (message === 'the start failed') this.crash(5 * SECOND);
      },
    };
    this.note(() => `start ${stage.life}`);
    this.#program = startProgram({
      ...{ stage, disk: this.history.disk, chance: this.#chance.fork(), registry: this.#registry, log },
      policy: this.history.policy,
      sites: this.#setting.explains && simulatedSites(stage, this.history.tableau, this.#setting.explains),
      watches: this.history.faults.has('own-troubles'),
      spoil: this.#setting.spoil ?? ((deps) => deps),
    });
  }

  crash(downFor: number): void {
    if (this.#program === undefined) return;
    const { stage, history } = this;
    this.note(() => `crash, for ${downFor / SECOND} s`);
    history.crashes.push(stage.now);
    for (const effect of [...history.disk.underWay]) if (this.#chance.happens(0.5)) effect();
    history.disk.underWay.clear();
    history.network.cutOff();
    stage.life += 1;
    // Sometimes it is the machine that ends.
    if (this.#chance.happens(0.5)) stage.restartMachine();
    this.#program = undefined;
    stage.after(downFor, () => this.boot());
  }

  /** The process, unless it is down. */
  running(): Program | undefined {
    return this.#program;
  }

  configure(policy: Policy): void {
    this.history.policy = policy;
    this.note(() => `configuration ${policy.revision}`);
    this.#program?.holder.replace(policy);
  }
}
