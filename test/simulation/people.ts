/** The people of a simulated team: they acknowledge, escalate, resolve and silence, and what they were answered. */
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../src/app/hand/hand-alert.ts';
import { addSilence } from '../../src/app/hand/add-silence.ts';
import { after, HOUR, type Millis, MINUTE } from '../../src/domain/time/instant.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import type { Chance } from './chance.ts';
import type { Program } from './program.ts';
import type { Stage } from './stage.ts';

export type Done = {
  readonly act: 'ack' | 'escalate' | 'resolve' | 'silence';
  readonly alertId: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** When they were told that it is done. */
  readonly at: number;
};

export class People {
  readonly done: Done[] = [];
  /** Who silences for long. */
  patient = false;
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #program: () => Program | undefined;
  #silences = 0;

  constructor(stage: Stage, chance: Chance, program: () => Program | undefined) {
    this.#stage = stage;
    this.#chance = chance;
    this.#program = program;
  }

  /** To an alert that is open now, if there is one. */
  act(act: Done['act']): void {
    const program = this.#program();
    if (program?.ready !== true) return;
    // What is over by the time they press is refused, which is no fault.
    this.#actBy(program, act).catch(() => undefined);
  }

  async #actBy(program: Program, act: Done['act']): Promise<void> {
    const { deps } = program;
    const open = (await deps.store.ask('openAlerts', { limit: 20 })).filter((a) => a.source === 'acme');
    if (open.length === 0) return;
    const { id, name } = this.#chance.one(open);
    const groups = (await deps.store.ask('membersOfIncarnation', { id })).map((m) => m.groupId);
    if (await this.#carryOut(program, act, id, name))
      this.done.push({ act, alertId: id, name, groups, at: this.#stage.now });
  }

  async #carryOut(program: Program, act: Done['act'], id: string, name: string): Promise<boolean> {
    const { deps } = program;
    switch (act) {
      case 'ack':
        return (await acknowledgeAlert(deps, id, 'cli', this.#chance.one(['ana', undefined]))).done;
      case 'escalate':
        return (await escalateAlert(deps, id, 'cli')).done;
      case 'resolve':
        return (await resolveAlert(deps, id, 'cli')).done;
      case 'silence': {
        const until = after(deps.clock.now(), this.#silenceFor());
        const wanted = {
          match: { name },
          from: undefined,
          until,
          reason: `maintenance ${++this.#silences}`,
          author: 'ana',
        };
        const more = { everything: true, dryRun: false };
        await addSilence(
          { ...deps, silences: program.silences, regexes: re2Regexes },
          { ...wanted, ...more },
        );
        return true;
      }
    }
  }

  /** Of one of an hour and more it is told before its end, too. */
  #silenceFor(): Millis {
    return this.#chance.int(1, 6) * MINUTE + (this.patient ? HOUR : 0);
  }
}
