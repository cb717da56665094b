/**
 * The order in which commits go to the one writer. Calls of Tableau wait for their answer, so they go first; everything
 * else goes when the writer is free, and has its share of it also while calls never end.
 */
import type { Committed, CommitRank } from '../app/ports/store.ts';
import type { Change } from '../domain/change.ts';

export type Commits = readonly (readonly Change[])[];
type Answers = readonly (Committed | Error)[];
type Waiting = {
  readonly changes: readonly Change[];
  readonly done: (result: Committed) => void;
  readonly fail: (error: unknown) => void;
};

/** Calls in one disk sync. */
const MOST_CALLS = 512;
/** Changes of other commits in one disk sync: a call that comes meanwhile waits some milliseconds for them. */
const MOST_CHANGES = 512;
/** The part of the writer's time that everything else has while calls keep coming, and how much it may save up. */
const SHARE = 0.25;
const MOST_SAVED = 100;
/** Calls are no longer coming when none came for so long, milliseconds. */
const CALM = 5;

export class CommitQueue {
  readonly #send: (commits: Commits) => Promise<Answers>;
  readonly #mono: () => number;
  readonly #calls: Waiting[] = [];
  readonly #others: Waiting[] = [];
  #busy = false;
  #scheduled = false;
  #idle: (() => void)[] = [];
  #lastCallAt = Number.NEGATIVE_INFINITY;
  #lastWasOther = false;
  /** Writer's time that the others may still use while calls come, milliseconds. */
  #saved = MOST_SAVED;
  #savedAt: number;

  /** `send` answers each commit in order; an Error among the answers fails that commit alone, a throw fails all of them. */
  constructor(send: (commits: Commits) => Promise<Answers>, mono: () => number) {
    this.#send = send;
    this.#mono = mono;
    this.#savedAt = mono();
  }

  push(changes: readonly Change[], rank: CommitRank): Promise<Committed> {
    return new Promise((done, fail) => {
      if (rank === 'call') this.#lastCallAt = this.#mono();
      (rank === 'call' ? this.#calls : this.#others).push({ changes, done, fail });
      this.#schedule();
    });
  }

  /** Commits that wait or are under way. */
  get size(): number {
    return this.#calls.length + this.#others.length + (this.#busy ? 1 : 0);
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#busy || this.#scheduled || this.#calls.length + this.#others.length === 0) return;
    this.#scheduled = true;
    // After the poll phase: all requests that it brought share one sync.
    setImmediate(() => {
      this.#scheduled = false;
      const turn = this.#turn();
      // A call that comes before that schedules its own turn.
      if (turn === 'wait') setTimeout(() => this.#schedule(), 1);
      else void this.#run(turn);
    });
  }

  #turn(): 'calls' | 'others' | 'wait' {
    const now = this.#mono();
    this.#saved = Math.min(MOST_SAVED, this.#saved + (now - this.#savedAt) * SHARE);
    this.#savedAt = now;
    if (this.#others.length === 0) return 'calls';
    const calm = this.#calls.length === 0 && now - this.#lastCallAt > CALM;
    if (calm) return 'others';
    if (this.#calls.length === 0) return this.#saved > 0 ? 'others' : 'wait';
    return this.#saved > 0 && !this.#lastWasOther ? 'others' : 'calls';
  }

  async #run(turn: 'calls' | 'others'): Promise<void> {
    this.#busy = true;
    this.#lastWasOther = turn === 'others';
    const batch = turn === 'calls' ? this.#calls.splice(0, MOST_CALLS) : takeOthers(this.#others);
    const begun = this.#mono();
    try {
      const answers = await this.#send(batch.map((b) => b.changes));
      for (const [i, b] of batch.entries()) {
        const answer = answers[i];
        if (answer instanceof Error) b.fail(answer);
        else b.done(answer as Committed);
      }
    } catch (error) {
      for (const b of batch) b.fail(error);
    } finally {
      if (turn === 'others') this.#saved = Math.max(-MOST_SAVED, this.#saved - (this.#mono() - begun));
      this.#busy = false;
      if (this.#calls.length + this.#others.length > 0) this.#schedule();
      else for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}

/** At least one, however large. */
function takeOthers(others: Waiting[]): readonly Waiting[] {
  let count = 0;
  let changes = 0;
  while (count < others.length) {
    changes += others[count]?.changes.length ?? 0;
    if (count > 0 && changes > MOST_CHANGES) break;
    count += 1;
  }
  return others.splice(0, count);
}
