/** Looks up the secrets that a configuration names: environment, files, and the encrypted store. */
import type { SecretAnswer, SecretSource } from '../ports/config.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { SecretPlaces } from '../ports/secret-places.ts';
import type { Store } from '../ports/store.ts';

type Deps = {
  readonly places: SecretPlaces;
  /** Without a data folder stored secrets cannot be seen. */
  readonly stored: { readonly store: Pick<Store, 'ask'>; readonly box: SecretBox } | undefined;
  /** Told of every value, so that it can be kept out of logs. */
  readonly learn: (value: string) => void;
};

export function secretSource({ places, stored, learn }: Deps): SecretSource {
  return {
    async lookup(kind, name) {
      const answer =
        kind === 'env'
          ? places.fromEnv(name)
          : kind === 'file'
            ? await places.fromFile(name)
            : await fromStore(name, stored);
      if (answer.ok) learn(answer.value);
      return answer;
    },
  };
}

/** Where the sealed value of a stored secret stands. */
export function secretPlaceOf(name: string) {
  return { table: 'secrets', row: name, column: 'sealed' } as const;
}

async function fromStore(name: string, stored: Deps['stored']): Promise<SecretAnswer> {
  if (stored === undefined)
    return {
      ok: false,
      unseen: true,
      fault: 'cannot be looked up without the data folder',
      remedy: 'what depends on it was not checked; the service checks it',
    };
  const remedy = `tabduty secret set ${name}`;
  const found = (await stored.store.ask('secrets', {})).find((s) => s.id === name);
  if (found === undefined) return { ok: false, fault: 'is not stored', remedy };
  const value = stored.box.open(found.sealed, secretPlaceOf(name));
  return value === undefined
    ? { ok: false, fault: 'cannot be opened with this key', remedy: `bring the key file back, or: ${remedy}` }
    : { ok: true, value };
}
