/** How often somebody else's sign-in with the same token has ended our session, and when we leave them in peace. */
import { after, HOUR, type Instant, MINUTE, type Millis } from '../domain/time/instant.ts';

/** A restart of Tableau ends a session too; nobody restarts it so often. */
const FIGHT = 3;
const WITHIN = 15 * MINUTE;
const PEACE = 10 * MINUTE;

export class Displacements {
  #times: readonly Instant[] = [];

  get lastAt(): Instant | undefined {
    return this.#times.at(-1);
  }

  add(at: Instant): void {
    this.#times = [...this.#times.filter((t) => t <= at && t > after(at, -HOUR)), at];
  }

  /** Two programs that sign in whenever they were displaced would end each other's work for ever. */
  peaceLeft(at: Instant): Millis {
    const [first] = this.#times.slice(-FIGHT);
    const { lastAt } = this;
    if (first === undefined || lastAt === undefined || this.#times.length < FIGHT) return 0;
    // A clock that was set back must not make the peace longer.
    if (lastAt - first > WITHIN || at < lastAt) return 0;
    return Math.max(0, lastAt + PEACE - at);
  }

  isContested(at: Instant): boolean {
    return this.#times.filter((t) => t > after(at, -HOUR)).length >= FIGHT;
  }
}
