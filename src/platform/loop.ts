/** One pump for all loops: step until idle, then wait for the earliest of the next due time, a wake, and a minute. */
import type { Clock } from '../app/ports/clock.ts';
import type { Log } from '../app/ports/log.ts';
import type { LoopResult } from '../app/ports/loop.ts';
import { type Instant, MINUTE } from '../domain/time/instant.ts';

export type Loop = {
  readonly name: string;
  /** Bounded work; it may be called again at once. */
  readonly step: (at: Instant) => Promise<LoopResult>;
};

/** How a loop waits; a simulation passes time of its own. */
export type Timer = {
  /** Calls back after so many milliseconds; returns the way to call it off. */
  after(ms: number, then: () => void): () => void;
  /** Resolves when other work has had its turn. */
  turn(): Promise<void>;
};

const systemTimer: Timer = {
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};

export type LoopDeps = { readonly clock: Clock; readonly log: Log; readonly timer?: Timer | undefined };

export type RunningLoop = {
  readonly name: string;
  wake(): void;
  /** Like `wake`, also after steps that threw: what made them throw is over. */
  retry(): void;
  /** Resolves when the step under way has ended; none begins afterwards. */
  stop(): Promise<void>;
  /** When the last step ended, on the monotonic clock; tells whether the loop is alive. */
  readonly lastStepAt: () => number;
  /** How many steps in a row have thrown. */
  readonly failures: () => number;
};

/** After a step that threw: 1, 2, 4 … seconds, at most 30. */
const WAIT_AFTER_ERROR = 1000;

export function startLoop(loop: Loop, deps: LoopDeps): RunningLoop {
  const { timer = systemTimer } = deps;
  let stopped = false;
  let woken = false;
  let rouse: (() => void) | undefined;
  let errors = 0;
  let lastStep = deps.clock.mono();

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const callOff = timer.after(ms, done);
      rouse = done;
      function done() {
        callOff();
        rouse = undefined;
        resolve();
      }
    });

  const round = async (): Promise<number> => {
    try {
      const { did, more = did > 0, nextDue } = await loop.step(deps.clock.now());
      errors = 0;
      if (more) return 0;
      return nextDue === undefined ? MINUTE : Math.min(MINUTE, Math.max(0, nextDue - deps.clock.now()));
    } catch (error) {
      errors += 1;
      deps.log.error({ error, loop: loop.name, errors }, 'a loop failed and goes on');
      return Math.min(30_000, WAIT_AFTER_ERROR * 2 ** (errors - 1));
    } finally {
      lastStep = deps.clock.mono();
    }
  };

  const run = async () => {
    while (!stopped) {
      woken = false;
      const pause = await round();
      // Other work gets its turn between two steps of a busy loop.
      if (pause === 0) await timer.turn();
      else if (errors > 0 || (!woken && !stopped)) await wait(pause);
    }
  };
  const ended = run();

  return {
    name: loop.name,
    wake() {
      woken = true;
      if (errors === 0) rouse?.();
    },
    retry() {
      woken = true;
      rouse?.();
    },
    async stop() {
      stopped = true;
      rouse?.();
      await ended;
    },
    lastStepAt: () => lastStep,
    failures: () => errors,
  };
}
