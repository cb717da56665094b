/** Puts a first configuration and its secrets into the store, all in one commit: it is there as a whole or not at all. */
import { type Change, insert, put } from '../../domain/change.ts';
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
};

export type FirstWrite = {
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** Without one only the secrets are stored: the text is in a file. */
  readonly revision?: { readonly number: number; readonly text: string };
};

const AUTHOR = 'tabduty init';

export async function writeFirstConfig({ store, clock, ids, box }: Deps, write: FirstWrite): Promise<void> {
  const at = clock.now();
  const audit = (action: string, subject: string): Change =>
    insert('audit', { id: ids.next(), at, actor: AUTHOR, action, subject, detail: undefined });
  const changes: Change[] = write.secrets.flatMap(({ name, value }) => [
    put('secrets', { id: name, sealed: box.seal(value, secretPlaceOf(name)), updatedAt: at, author: AUTHOR }),
    audit('secret set', name),
  ]);
  if (write.revision !== undefined) {
    const { number, text } = write.revision;
    changes.push(
      insert('revisions', {
        id: String(number),
        number,
        at,
        author: AUTHOR,
        note: undefined,
        text,
        rotations: undefined,
      }),
      audit('config apply', `revision ${number}`),
    );
  }
  if ((await store.commit(changes)) === 'stale')
    throw new AppError('conflict', 'another configuration came into force meanwhile; nothing was written', {
      remedy: 'run tabduty init again',
    });
}
