/** What is said of something that is not there: perhaps it is older than what is kept. */
import { AppError, notFound } from '../errors.ts';
import { HISTORY_FACT } from '../ports/fact-names.ts';
import type { Store } from '../ports/store.ts';
import { timeOfId } from '../../domain/time/id-time.ts';
import { parseInstant } from '../../domain/time/instant.ts';

type Deps = { readonly store: Pick<Store, 'ask'> };

/** From when on history is whole; `undefined` while nothing has been removed. */
export async function historyFrom({ store }: Deps): Promise<string | undefined> {
  return (await store.ask('fact', { id: HISTORY_FACT }))?.value;
}

export async function notKept(deps: Deps, what: string, id: string): Promise<AppError> {
  const from = await historyFrom(deps);
  const made = timeOfId(id);
  if (from === undefined || (made !== undefined && made >= (parseInstant(from) ?? 0)))
    return notFound(what, id);
  return new AppError('not-found', `there is no ${what} ${JSON.stringify(id)}`, {
    remedy: `what ended before ${from} has been removed; "keep:" in the configuration says how long history stays`,
  });
}
