/** One what-if at a time: it is begun, looked at while it runs, and kept until the next one. */
import { AppError, notFound } from '../errors.ts';
import type { Ids } from '../ports/ids.ts';
import { type WhatIf, whatIf, type WhatIfDeps } from './what-if.ts';
import type { Instant } from '../../domain/time/instant.ts';

export type WhatIfState =
  | { readonly state: 'running'; readonly done: number; readonly of: number }
  | { readonly state: 'done'; readonly answer: WhatIf };

export interface WhatIfDesk {
  begin(wish: { readonly text: string; readonly since: Instant }): string;
  look(id: string): WhatIfState;
}

type Run = {
  readonly id: string;
  state: WhatIfState | { readonly state: 'failed'; readonly error: unknown };
};

export function whatIfDesk(deps: WhatIfDeps & { readonly ids: Ids }): WhatIfDesk {
  let run: Run | undefined;
  return {
    begin(wish) {
      if (run?.state.state === 'running')
        throw new AppError('conflict', 'another what-if is running', { remedy: 'wait for its end' });
      const own: Run = { id: deps.ids.next(), state: { state: 'running', done: 0, of: 0 } };
      run = own;
      whatIf(deps, wish, (done, of) => (own.state = { state: 'running', done, of })).then(
        (answer) => (own.state = { state: 'done', answer }),
        (error: unknown) => (own.state = { state: 'failed', error }),
      );
      return own.id;
    },
    look(id) {
      if (run?.id !== id) throw notFound('what-if', id);
      if (run.state.state === 'failed') throw run.state.error;
      return run.state;
    },
  };
}
