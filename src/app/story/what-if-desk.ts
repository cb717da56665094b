/** One what-if at a time: it is begun, looked at while it runs, and kept until the next one. */
import { AppError, notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Progress, WhatIf, WhatIfWish } from './what-if.ts';

export type WhatIfState =
  | { readonly state: 'running'; readonly done: number; readonly of: number }
  | { readonly state: 'done'; readonly answer: WhatIf };

/** Runs one beside everything else; ends early when it is told to. */
export type WhatIfRun = (wish: WhatIfWish, progress: Progress, signal: AbortSignal) => Promise<WhatIf>;

export interface WhatIfDesk {
  begin(wish: Omit<WhatIfWish, 'to'>): string;
  look(id: string): WhatIfState;
  close(): Promise<void>;
}

type Run = {
  readonly id: string;
  state: WhatIfState | { readonly state: 'failed'; readonly error: unknown };
  readonly ended: Promise<void>;
};

type Deps = { readonly ids: Ids; readonly clock: Pick<Clock, 'now'>; readonly run: WhatIfRun };

export function whatIfDesk({ ids, clock, run }: Deps): WhatIfDesk {
  let last: Run | undefined;
  const stop = new AbortController();
  return {
    begin(wish) {
      if (last?.state.state === 'running')
        throw new AppError('conflict', 'another what-if is running', { remedy: 'wait for its end' });
      const progress: Progress = (done, of) => (own.state = { state: 'running', done, of });
      const running = run({ ...wish, to: clock.now() }, progress, stop.signal);
      const ended = running.then(
        (answer) => void (own.state = { state: 'done', answer }),
        (error: unknown) => void (own.state = { state: 'failed', error }),
      );
      const own: Run = { id: ids.next(), state: { state: 'running', done: 0, of: 0 }, ended };
      last = own;
      return own.id;
    },
    look(id) {
      if (last?.id !== id) throw notFound('what-if', id);
      if (last.state.state === 'failed') throw last.state.error;
      return last.state;
    },
    async close() {
      stop.abort();
      await last?.ended;
    },
  };
}
