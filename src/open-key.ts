/** The key of an installation, which must be the one that its database was made with: else secrets and links are lost. */
import { existsSync } from 'node:fs';
import { AppError } from './app/errors.ts';
import { KEY_PRINT_FACT } from './app/ports/fact-names.ts';
import type { Store } from './app/ports/store.ts';
import { put } from './domain/change.ts';
import { type KeyRing, openGivenKey, openOwnKey } from './platform/key-file.ts';
import { keyPrint } from './platform/key-print.ts';

/** `own` is the key of the data folder, made when neither it nor a database is there; `given` lies elsewhere. */
export async function openKey(
  store: Pick<Store, 'ask' | 'commit'>,
  own: string,
  given: string | undefined,
): Promise<KeyRing> {
  const known = (await store.ask('fact', { id: KEY_PRINT_FACT }))?.value;
  if (given === undefined && known !== undefined && !existsSync(own))
    throw new AppError('not-found', 'the key that this database was made with is not there', {
      path: own,
      remedy: 'bring it back from where you keep it, or name it with --key-file',
    });
  const ring = await (given === undefined ? openOwnKey(own) : openGivenKey(given));
  const print = keyPrint(ring);
  if (known === undefined) await store.commit([put('facts', { id: KEY_PRINT_FACT, value: print })]);
  else if (known !== print) throw wrongKey(given ?? own);
  return ring;
}

export function wrongKey(path: string): AppError {
  return new AppError('environment', 'this is not the key that the database was made with', {
    path,
    remedy:
      'bring the right one back: with another, neither stored secrets can be read nor do hooks and links go on working',
  });
}
