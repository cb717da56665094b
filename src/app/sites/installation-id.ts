/** The id of this installation, by which its webhooks are known among those of others on the same site. */
import { insert } from '../../domain/change.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

type Deps = { readonly store: Pick<Store, 'ask' | 'commit'>; readonly ids: Ids };

/** Made once and kept with the data: a restored copy is the same installation. Ten hexadecimal digits. */
export async function installationId({ store, ids }: Deps): Promise<string> {
  const known = await store.ask('fact', { id: FACT });
  if (known !== undefined) return known.value;
  // The end of a UUIDv7 is chance, its beginning is time.
  await store.commit([insert('facts', { id: FACT, value: ids.next().replaceAll('-', '').slice(-10) })]);
  return installationId({ store, ids });
}

const FACT = 'installation';
