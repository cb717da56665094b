/** Keeps a hook for each source, and knows which source a key belongs to; keys are derived, never stored. */
import { createHash } from 'node:crypto';
import { insert } from '../domain/change.ts';
import type { Policy } from '../domain/policy.ts';
import type { Hook } from '../domain/records.ts';
import type { HookDirectory } from './ports/hooks.ts';
import type { Ids } from './ports/ids.ts';
import type { Store } from './ports/store.ts';

type Deps = {
  readonly store: Store;
  readonly ids: Ids;
  readonly mintHook: (hookId: string, generation: number) => string;
};

export type RefreshableHooks = HookDirectory & {
  /** Makes hooks for sources that have none and reads all keys anew; who asks while that is under way shares it. */
  refresh(policy: Policy): Promise<void>;
};

export function hookDirectory({ store, ids, mintHook }: Deps): RefreshableHooks {
  let sources: ReadonlyMap<string, string> = new Map();
  let paths: ReadonlyMap<string, string> = new Map();
  let underWay: { readonly policy: Policy; readonly done: Promise<void> } | undefined;

  return {
    // The digest is looked up, so that how long a look-up takes says nothing of how much of a key was right.
    sourceOf: (key) => (key.length > 200 ? undefined : sources.get(digest(key))),
    pathOf: (source) => paths.get(source),
    refresh(policy) {
      if (underWay?.policy === policy) return underWay.done;
      const own = {
        policy,
        done: readAnew(policy).finally(() => underWay === own && (underWay = undefined)),
      };
      underWay = own;
      return own.done;
    },
  };

  async function readAnew(policy: Policy): Promise<void> {
    const before = await store.ask('hooks', {});
    const missing = [...policy.sites.keys()].filter((slug) => !before.some((h) => h.id === slug));
    const made = missing.map(
      (id): Hook => ({ id, hookId: ids.next(), generation: 1, previousUntil: undefined }),
    );
    // Stale: somebody else has made them at the same moment, and theirs are the ones that count.
    if (made.length > 0) await store.commit(made.map((hook) => insert('hooks', hook)));
    const known = made.length > 0 ? await store.ask('hooks', {}) : before;
    const inUse = known.filter((h) => policy.sites.has(h.id));
    sources = new Map(
      inUse.flatMap((h) =>
        [h.generation, h.generation - 1]
          .filter((generation) => generation > 0)
          .map((generation) => [digest(mintHook(h.hookId, generation)), h.id] as const),
      ),
    );
    paths = new Map(inUse.map((h) => [h.id, `/hooks/${mintHook(h.hookId, h.generation)}`]));
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
