/** Gathers what arrives while a batch is under way into the next one, so that one disk sync serves many. */

export class Batcher<Item, Result> {
  readonly #most: number;
  readonly #run: (batch: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  #queue: { item: Item; done: (result: Result) => void; fail: (error: unknown) => void }[] = [];
  #busy = false;
  #scheduled = false;
  #idle: (() => void)[] = [];

  /** `run` answers each item in order; an Error among the answers fails that item alone, a throw fails the batch. */
  constructor(most: number, run: (batch: readonly Item[]) => Promise<readonly (Result | Error)[]>) {
    this.#most = most;
    this.#run = run;
  }

  /** Items that wait or are under way. */
  get size(): number {
    return this.#queue.length + (this.#busy ? 1 : 0);
  }

  push(item: Item): Promise<Result> {
    return new Promise((done, fail) => {
      this.#queue.push({ item, done, fail });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#busy || this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    // After the poll phase: all requests that it brought share one batch.
    setImmediate(() => {
      this.#scheduled = false;
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    const batch = this.#queue.splice(0, this.#most);
    try {
      const results = await this.#run(batch.map((b) => b.item));
      for (const [i, b] of batch.entries()) {
        const result = results[i];
        if (result instanceof Error) b.fail(result);
        else b.done(result as Result);
      }
    } catch (error) {
      for (const b of batch) b.fail(error);
    } finally {
      this.#busy = false;
      if (this.#queue.length > 0) this.#schedule();
      else for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}
