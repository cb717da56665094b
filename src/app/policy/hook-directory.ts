/** Keeps a hook for each source, and knows which source a key belongs to; keys are derived, never stored. */
import { createHash } from 'node:crypto';
import { insert } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Hook } from '../../domain/installation-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { HookDirectory } from '../ports/hooks.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

type Deps = {
  readonly store: Store;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'now'>;
  readonly mintHook: (hookId: string, generation: number) => string;
};

export type RefreshableHooks = HookDirectory & {
  /** Makes hooks for sources that have none and reads all keys anew; who asks while that is under way shares it. */
  refresh(policy: Policy): Promise<void>;
};

/** `until` is the end of a key that has been replaced, once it is known. */
type Key = { readonly source: string; readonly until: Instant | undefined };

export function hookDirectory({ store, ids, clock, mintHook }: Deps): RefreshableHooks {
  let keys: ReadonlyMap<string, Key> = new Map();
  let paths: ReadonlyMap<string, string> = new Map();
  let underWay: { readonly policy: Policy; readonly done: Promise<void> } | undefined;

  return {
    // The digest is looked up, so that how long a look-up takes says nothing of how much of a key was right.
    sourceOf(key) {
      const found = key.length > 200 ? undefined : keys.get(digest(key));
      return found?.until !== undefined && found.until <= clock.now() ? undefined : found?.source;
    },
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
    keys = new Map(inUse.flatMap((hook) => keysOf(hook, mintHook)));
    paths = new Map(inUse.map((h) => [h.id, `/hooks/${mintHook(h.hookId, h.generation)}`]));
  }
}

/** The key and the one before it, which stays valid until webhooks have been moved. */
function keysOf(
  { id: source, hookId, generation, previousUntil }: Hook,
  mintHook: Deps['mintHook'],
): readonly (readonly [string, Key])[] {
  const current = [digest(mintHook(hookId, generation)), { source, until: undefined }] as const;
  if (generation === 1) return [current];
  return [current, [digest(mintHook(hookId, generation - 1)), { source, until: previousUntil }]];
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
