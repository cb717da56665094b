/** Which secrets are stored and where the configuration uses them; never their values. */
import type { Instant } from '../../domain/time/instant.ts';
import type { SecretUses } from '../ports/config.ts';
import type { Store } from '../ports/store.ts';

export type SecretHead = {
  readonly name: string;
  readonly updatedAt: Instant;
  readonly author: string;
  /** Paths in the revision in force. */
  readonly usedBy: readonly string[];
};

type Deps = { readonly store: Pick<Store, 'ask'>; readonly secretUses: SecretUses };

export async function listSecrets(deps: Deps): Promise<readonly SecretHead[]> {
  const uses = await usesInForce(deps);
  const stored = await deps.store.ask('secrets', {});
  return stored.map(({ id, updatedAt, author }) => ({
    name: id,
    updatedAt,
    author,
    usedBy: uses.filter((use) => use.name === id).map((use) => use.path),
  }));
}

export async function usesInForce({ store, secretUses }: Deps): Promise<ReturnType<SecretUses>> {
  const newest = await store.ask('revision', {});
  return newest === undefined ? [] : secretUses(newest.text);
}
