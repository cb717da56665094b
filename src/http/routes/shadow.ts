/** Answers the endpoints of shadow mode. */
import * as api from '../../api/shadow.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { Store } from '../../app/ports/store.ts';
import { reportShadow } from '../../app/story/report-shadow.ts';
import { isoOf } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import { handler, type Handler } from '../handler.ts';
import { sinceOf } from '../since.ts';

type Deps = {
  readonly store: Pick<Store, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: { current(): Policy };
};

export function shadowHandlers(deps: Deps): readonly Handler[] {
  return [
    handler(api.reportShadow, async ({ since }) => {
      const from = sinceOf(since, deps.clock.now());
      const { receivers } = await reportShadow(deps, from);
      return {
        since: isoOf(from),
        inShadow: [...deps.policy.current().receivers.values()]
          .filter(({ destinations }) => destinations.some(({ shadow }) => shadow === true))
          .map(({ name }) => name),
        receivers: receivers.map((r) => ({
          ...r,
          kinds: [...r.kinds],
          examples: r.examples.map((e) => ({ ...e, at: isoOf(e.at) })),
        })),
      };
    }),
  ];
}
