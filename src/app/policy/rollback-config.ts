/** Brings an older revision back: its text becomes a new revision, so that history only grows. */
import { acceptConfig, type Accepted, type ConfigDeps } from './accept-config.ts';
import { refuseWhenManaged } from './apply-config.ts';
import { notFound } from '../errors.ts';

export async function rollbackConfig(
  deps: ConfigDeps,
  wanted: { readonly number: number; readonly author: string; readonly note: string | undefined },
): Promise<Accepted> {
  refuseWhenManaged(deps);
  const old = await deps.store.ask('revision', { number: wanted.number });
  if (old === undefined) throw notFound('revision', String(wanted.number));
  const note = wanted.note ?? `back to revision ${wanted.number}`;
  return acceptConfig(deps, {
    text: old.text,
    author: wanted.author,
    note,
    base: undefined,
    action: 'rollback',
  });
}
