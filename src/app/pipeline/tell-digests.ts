/** Tells digests at their time: one for each receiver, also after a time in which nothing ran. */
import { update, type Change } from '../../domain/change.ts';
import {
  beginAnew,
  beginDigests,
  digestDue,
  digestOfReceiver,
  digestsIn,
  digestVoice,
  everyRoute,
  lastDigestTime,
  MOST_DIGEST_GROUPS,
} from '../../domain/telling/digest.ts';
import { step } from '../../domain/engine.ts';
import { after, earliest, HOUR, type Instant } from '../../domain/time/instant.ts';
import type { DigestInput } from '../../domain/telling/tell-digest.ts';
import { onCallFacts, schedulesPaged } from '../../domain/on-call/on-call-facts.ts';
import { slowestFacts } from '../../domain/sites/refresh-times.ts';
import type { Policy, Route } from '../../domain/policy.ts';
import type { DigestMark } from '../../domain/quiet-records.ts';
import type { Group } from '../../domain/records.ts';
import type { World } from '../../domain/world.ts';
import type { OnCallBook } from '../on-call/on-call-book.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';
import { loadSources } from './load-sources.ts';
import { wholeSlice } from './whole-slice.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'>; readonly book: OnCallBook };

/** So many of the slowest are looked at, for only what its routes would tell of is said. */
const MOST_REFRESHES = 500;
/** At the latest so often it is looked whether the clock or the rules of a zone are others. */
const LOOK_EVERY = HOUR;

export async function tellDigests(deps: Deps, at: Instant): Promise<LoopResult> {
  const policy = deps.policy.current();
  const wanted = digestsIn(policy);
  const marks = await deps.store.ask('digests', {});
  const begun = [...beginDigests(wanted, marks, at), ...beginAnew(marks, at)];
  if (begun.length > 0) {
    await deps.store.commit(begun);
    return { did: begun.length, nextDue: at };
  }
  // Another digest may be due at once, and tells what these collected.
  const gone = marks.filter(({ id }) => !wanted.has(id));
  for (const mark of gone) await wind(deps, policy, mark, at);
  if (gone.length > 0) return { did: gone.length, nextDue: at };
  let did = 0;
  const dues: (Instant | undefined)[] = [];
  for (const mark of marks) {
    const [route] = wanted.get(mark.id) ?? [];
    // When a commit is stale, another process has done it or something has changed: the next round looks again.
    if (route?.digest !== undefined) {
      const of = lastDigestTime(route.digest, mark.until, at);
      if (of !== undefined) {
        const input = { mark, rule: route.digest, of, path: route.place.path, isLast: false };
        await tell(deps, input, wanted.get(mark.id) ?? [], at);
        did += 1;
      } else dues.push(digestDue(route.digest, mark.until));
    }
  }
  return { did, nextDue: earliest(wanted.size === 0 ? [] : [...dues, after(at, LOOK_EVERY)]) };
}

type Telling = Omit<DigestInput, 'groupIds' | 'slowest' | 'onCall'>;

async function tell(deps: Deps, input: Telling, routes: readonly Route[], at: Instant): Promise<void> {
  const { world, groupIds } = await collected(deps, input.mark);
  const policy = deps.policy.current();
  const page = await deps.book.open(at);
  const schedules = schedulesPaged(policy, routes).flatMap((name) => page.schedules.get(name) ?? []);
  const nameOf = (slug: string) => policy.people.get(slug)?.name ?? slug;
  const since = input.mark.until;
  const times = await deps.store.ask('slowestRefreshes', { since, limit: MOST_REFRESHES });
  const slowest = slowestFacts(policy, new Set(routes.map(({ id }) => id)), times, since);
  const digest = { ...input, groupIds, slowest, onCall: onCallFacts(schedules, nameOf, at) };
  await deps.store.commit(step(world, { kind: 'digest', digest }, flushTools(deps), circumstances(deps, at)));
}

/**
 * The configuration has no such digest any more. What its routes collect by another goes there; the rest is told now, and
 * what is open of it goes on as any other.
 */
async function wind(deps: Deps, policy: Policy, mark: DigestMark, at: Instant): Promise<void> {
  const { world, groupIds } = await collected(deps, mark);
  const routes = new Map(everyRoute(policy.routes).map((route) => [route.id, route]));
  const moves = groupIds.flatMap((id) => moved(world, id, mark, routes, at) ?? []);
  if (moves.length > 0) {
    await deps.store.commit(moves);
    return;
  }
  const input = {
    mark,
    rule: mark.rule,
    of: at,
    path: 'routes',
    isLast: true,
    groupIds,
    slowest: [],
    onCall: [],
  };
  await deps.store.commit(
    step(world, { kind: 'digest', digest: input }, flushTools(deps), circumstances(deps, at)),
  );
}

function moved(
  world: World,
  id: string,
  { receiver }: DigestMark,
  routes: ReadonlyMap<string, Route>,
  at: Instant,
): Change | undefined {
  const group: Group | undefined = world.groups.get(id);
  const rule = group && routes.get(group.routeId)?.digest;
  // A route of another receiver has another digest: what this one heard of is told here to its end.
  if (group === undefined || rule === undefined || routes.get(group.routeId)?.tell !== receiver)
    return undefined;
  const settings = { ...group.settings, digest: digestOfReceiver(receiver, rule) };
  const { version } = group;
  // Looked at again, so that its decision names the other time.
  const dueAt = group.state === 'open' ? at : undefined;
  return update('groups', id, { settings, dueAt, version: version + 1 }, { version });
}

async function collected(
  { store, policy }: Deps,
  { id, receiver }: DigestMark,
): Promise<{ readonly world: World; readonly groupIds: readonly string[] }> {
  const groupIds = await store.ask('digestGroups', {
    digest: id,
    voice: digestVoice(receiver),
    limit: MOST_DIGEST_GROUPS,
  });
  const world = worldOfGroups(await wholeSlice(store, groupIds));
  await loadSources(store, world, policy.current());
  return { world, groupIds };
}
