/** Removes a stored secret, unless the configuration in force needs it. */
import { insert, remove } from '../../domain/change.ts';
import { AppError, notFound } from '../errors.ts';
import { usesInForce } from './list-secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { SecretUses } from '../ports/config.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

type Deps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly secretUses: SecretUses;
};

export async function removeSecret(
  deps: Deps,
  { name, force, author }: { readonly name: string; readonly force: boolean; readonly author: string },
): Promise<void> {
  const stored = await deps.store.ask('secrets', {});
  const names = stored.map((s) => s.id);
  if (!names.includes(name)) throw notFound('secret', name, names);
  const uses = (await usesInForce(deps)).filter((use) => use.name === name).map((use) => use.path);
  if (uses.length > 0 && !force)
    throw new AppError('conflict', `the secret ${name} is used by ${uses.join(', ')}`, {
      remedy: 'take it out of the configuration first, or add --force',
    });
  const at = deps.clock.now();
  const detail = uses.length > 0 ? `by force, used by ${uses.join(', ')}` : undefined;
  await deps.store.commit([
    remove('secrets', name),
    insert('audit', {
      id: deps.ids.next(),
      at,
      actor: author,
      action: 'secret remove',
      subject: name,
      detail,
    }),
  ]);
}
