/** Wishes to have a failure run again before anybody is told, where its route says so. */
import type { Rerun } from '../tableau-records.ts';
import { insert } from '../change.ts';
import { after } from '../time/instant.ts';
import type { Route } from '../policy.ts';
import type { GroupSettings } from '../routing/group-settings.ts';
import type { Incarnation } from '../records.ts';
import { isTransient, newRerun, RERUN_ACTOR, whyNoRerun } from './rerun.ts';
import { inQuietTime } from '../rules/quiet-time.ts';
import type { Circumstances, Draft } from '../step.ts';
import type { World } from '../world.ts';

/** Once for an incarnation, however many routes take it and however often it fails. */
export function wantRerunFirst(
  draft: Draft,
  incarnation: Incarnation,
  { rerunFirst, quiet }: Pick<Route, 'rerunFirst' | 'quiet'>,
  now: Circumstances,
): void {
  if (rerunFirst === undefined || incarnation.kind !== 'alert') return;
  if (!isTransient(incarnation.labels.cause?.[0]) || firstRerunOf(draft.world, incarnation.id) !== undefined)
    return;
  if (whyNoRerun(incarnation, now.policy.sites.get(incarnation.source), []) !== undefined) return;
  if (inQuietTime({ settings: { quiet }, now }) !== undefined) return;
  const wish = { id: idOf(incarnation.id), actor: RERUN_ACTOR, holdsUntil: after(now.at, rerunFirst) };
  draft.add(insert('reruns', newRerun(incarnation, wish, now.at)));
}

export function firstRerunOf(world: World, incarnationId: string): Rerun | undefined {
  return world.reruns.size === 0 ? undefined : world.reruns.get(idOf(incarnationId));
}

/** A rerun that has ended otherwise than well since something was told: whoever was told sees it. */
export function rerunEndedSince(
  world: World,
  incarnationIds: ReadonlySet<string>,
  toldAt: number,
): Rerun | undefined {
  return [...world.reruns.values()].find(
    ({ incarnationId, outcome, endedAt }) =>
      incarnationIds.has(incarnationId) &&
      endedAt !== undefined &&
      endedAt > toldAt &&
      outcome !== 'succeeded',
  );
}

/** Quiet times of all routes that took it: nothing is run again in them, by hand neither. */
export function quietTimeOf(settings: readonly GroupSettings[], now: Pick<Circumstances, 'at' | 'policy'>) {
  for (const { quiet } of settings) {
    const found = inQuietTime({ settings: { quiet }, now });
    if (found !== undefined) return found;
  }
  return undefined;
}

function idOf(incarnationId: string): string {
  return `${incarnationId}/first`;
}
