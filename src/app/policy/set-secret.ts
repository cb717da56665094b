/** Stores a secret, sealed; what uses it gets the new value at once. */
import { insert, put } from '../../domain/change.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { Store } from '../ports/store.ts';
import { secretPlaceOf } from './secret-source.ts';

type Deps = {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly box: SecretBox;
  /** Puts the configuration into force anew. */
  readonly reload: () => Promise<unknown>;
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LONGEST = 64 * 1024;

export async function setSecret(
  { store, clock, ids, box, reload }: Deps,
  { name, value, author }: { readonly name: string; readonly value: string; readonly author: string },
): Promise<void> {
  if (!NAME.test(name))
    throw new AppError('wrong-use', `${JSON.stringify(name)} cannot be the name of a secret`, {
      remedy: 'use letters, digits, ".", "_" and "-"',
    });
  if (value === '') throw new AppError('wrong-use', 'the secret is empty', { path: name });
  if (value.length > LONGEST)
    throw new AppError('wrong-use', 'the secret is longer than 64 KiB', { path: name });
  const at = clock.now();
  await store.commit([
    put('secrets', { id: name, sealed: box.seal(value, secretPlaceOf(name)), updatedAt: at, author }),
    insert('audit', {
      id: ids.next(),
      at,
      actor: author,
      action: 'secret set',
      subject: name,
      detail: undefined,
    }),
  ]);
  await reload();
}
