/** Gives a site's hook a new key and moves its webhooks there; the old key ends when nothing posts to it any more. */
import { hasSignIn } from '../../domain/policy.ts';
import { insert, update } from '../../domain/change.ts';
import { after, DAY } from '../../domain/time/instant.ts';
import type { Hook } from '../../domain/installation-records.ts';
import type { SeenWebhook } from '../../domain/sites/webhook-plan.ts';
import { AppError, notFound } from '../errors.ts';
import type { RefreshableHooks } from './hook-directory.ts';
import { keyIn } from '../ports/hooks.ts';
import { carryOut, planSync, type SyncDeps, type SyncedStep } from '../sites/sync-webhooks.ts';

export type RotateDeps = Omit<SyncDeps, 'hooks'> & { readonly hooks: RefreshableHooks };

export type Rotated = {
  readonly url: string;
  readonly moved: readonly SyncedStep[];
  /** Still on the old key, and not ours to move. */
  readonly behind: readonly SeenWebhook[];
  /** How the old key ends: `undefined` while something may still post to it. */
  readonly oldEndsAt: Hook['previousUntil'];
};

/** What Tableau tries again after it was moved still goes to the old address. */
const GRACE = DAY;
/** Without a token nobody can look whether webhooks have been moved, which a person has to do. */
const GRACE_BY_HAND = 7 * DAY;

export async function rotateHook(deps: RotateDeps, slug: string, actor: string): Promise<Rotated> {
  const { store, hooks, policy, clock } = deps;
  const site = policy.current().sites.get(slug);
  const hook = (await store.ask('hooks', {})).find(({ id }) => id === slug);
  if (site === undefined || hook === undefined) throw notFound('site', slug, policy.current().sites.keys());
  const previousEnded = hook.previousUntil !== undefined && hook.previousUntil <= clock.now();
  if (hook.generation > 1 && !previousEnded) throw stillTurning(hook);
  // Before anything is turned: a Tableau that cannot be asked would leave its webhooks on the old key.
  if (hasSignIn(site)) await deps.sites.site(slug).listWebhooks();
  const { id, hookId, generation } = hook;
  const audit = {
    id: deps.ids.next(),
    at: clock.now(),
    actor,
    action: 'hook rotate',
    subject: slug,
    detail: `generation ${generation + 1}`,
  };
  const turned = { generation: generation + 1, previousUntil: undefined };
  await store.commit([update('hooks', id, turned, { hookId, generation }), insert('audit', audit)]);
  await hooks.refresh(policy.current());
  const moved = !hasSignIn(site) ? [] : await move(deps, slug, actor);
  return { ...(await endOldKey(deps, slug)), moved };
}

function stillTurning({ previousUntil, id }: Hook): AppError {
  const until =
    previousUntil === undefined
      ? 'its webhooks have not all been moved'
      : `it ends at ${new Date(previousUntil).toISOString()}`;
  return new AppError('conflict', `the key before the current one is still valid: ${until}`, {
    path: `sites.${id}`,
    remedy: 'only two keys are valid at a time; move what still posts to the old one, or wait',
  });
}

/** Webhooks of ours only; nothing is created or deleted on this occasion. */
async function move(deps: RotateDeps, slug: string, actor: string): Promise<readonly SyncedStep[]> {
  const { steps } = await planSync(deps, slug, []);
  return carryOut(
    deps,
    slug,
    { steps: steps.filter((s) => s.kind === 'update' && s.edit.url !== undefined) },
    actor,
  );
}

/** Sets the end of the old key once no webhook of the site posts to it. */
export async function endOldKey(deps: RotateDeps, slug: string): Promise<Omit<Rotated, 'moved'>> {
  const { store, hooks, sites, policy, clock } = deps;
  const path = hooks.pathOf(slug) ?? '';
  const url = `${(deps.publicUrl() ?? '').replace(/\/$/, '')}${path}`;
  const hook = (await store.ask('hooks', {})).find(({ id }) => id === slug);
  if (hook === undefined || hook.generation === 1 || hook.previousUntil !== undefined)
    return { url, behind: [], oldEndsAt: hook?.previousUntil };
  const site = policy.current().sites.get(slug);
  const mayAsk = site !== undefined && hasSignIn(site);
  const behind = mayAsk ? (await sites.site(slug).listWebhooks()).filter(isBehind) : [];
  if (behind.length > 0) return { url, behind, oldEndsAt: undefined };
  const oldEndsAt = after(clock.now(), mayAsk ? GRACE : GRACE_BY_HAND);
  await store.commit([
    update(
      'hooks',
      slug,
      { previousUntil: oldEndsAt },
      { generation: hook.generation, previousUntil: undefined },
    ),
  ]);
  await hooks.refresh(policy.current());
  return { url, behind, oldEndsAt };

  function isBehind(webhook: SeenWebhook): boolean {
    const key = keyIn(webhook.url);
    return key !== undefined && hooks.sourceOf(key) === slug && `/hooks/${key}` !== path;
  }
}
