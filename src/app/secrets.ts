/** The secrets that a configuration names: from the environment, from files, and from the encrypted store. */
import { put, remove } from '../domain/change.ts';
import { AppError, notFound } from './errors.ts';
import type { Clock } from './ports/clock.ts';
import type { SecretSource } from './ports/config.ts';
import type { Ids } from './ports/ids.ts';
import type { Store } from './ports/store.ts';

export type SecretDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly box: {
    seal(place: string, secret: string): Uint8Array;
    open(place: string, sealed: Uint8Array): string;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => Promise<string>;
};

const place = (name: string) => `secrets/sealed/${name}`;

export function secretSource(deps: Pick<SecretDeps, 'env' | 'readFile'> & Partial<SecretDeps>): SecretSource {
  return {
    async lookup(kind, name) {
      if (kind === 'env') {
        const value = deps.env[name];
        if (value !== undefined && value !== '') return { ok: true, value };
        return { ok: false, fault: 'is not set in the environment', remedy: `set ${name} for the service` };
      }
      if (kind === 'file') return fromFile(deps, name);
      const row = (await deps.store?.ask('secrets', {}))?.find((s) => s.id === name);
      if (row !== undefined && deps.box !== undefined)
        return { ok: true, value: deps.box.open(place(name), row.sealed) };
      return { ok: false, fault: 'is not in the secret store', remedy: `tabduty secret set ${name}` };
    },
  };
}

async function fromFile({ readFile }: Pick<SecretDeps, 'readFile'>, path: string) {
  try {
    return { ok: true, value: (await readFile(path)).replace(/\r?\n$/, '') } as const;
  } catch {
    return { ok: false, fault: 'cannot be read', remedy: `make ${path} readable for the service` } as const;
  }
}

export async function setSecret(deps: SecretDeps, name: string, value: string, actor: string): Promise<void> {
  if (value === '') throw new AppError('wrong-use', 'an empty secret is none');
  const at = deps.clock.now();
  await deps.store.commit([
    put('secrets', { id: name, sealed: deps.box.seal(place(name), value), updatedAt: at, author: actor }),
    put('audit', { id: deps.ids.next(), at, actor, action: 'secret set', subject: name, detail: undefined }),
  ]);
}

export async function removeSecret(deps: SecretDeps, name: string, actor: string): Promise<void> {
  const known = await deps.store.ask('secrets', {});
  if (!known.some((s) => s.id === name)) throw notFound('secret', name);
  await deps.store.commit([
    remove('secrets', name),
    put('audit', {
      id: deps.ids.next(),
      at: deps.clock.now(),
      actor,
      action: 'secret remove',
      subject: name,
      detail: undefined,
    }),
  ]);
}
