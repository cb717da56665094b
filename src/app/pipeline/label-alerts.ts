/**
 * The label stage: incarnations whose route depends on facts from Tableau wait here, then are routed; and those of which
 * more is known since are routed again.
 */
import { type Change, update } from '../../domain/change.ts';
import { step } from '../../domain/engine.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { isKnown } from '../../domain/routing/leave-group.ts';
import { knownLabels } from '../../domain/routing/known-labels.ts';
import type { Incarnation } from '../../domain/records.ts';
import { emptyWorld, place, placeAll, type World } from '../../domain/world.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { loadOpenGroups } from './open-groups.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Log } from '../ports/log.ts';
import { wholeSlice } from './whole-slice.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Store; readonly clock: Pick<Clock, 'now'>; readonly log: Log };

const BATCH = 64;
const MOST_TRIES = 5;

export async function labelAlerts(deps: Deps, at: Instant): Promise<LoopResult> {
  const { rows, nextDue } = await deps.store.ask('dueIncarnations', { at, limit: BATCH });
  if (rows.length === 0) return { did: 0, nextDue };
  if (!(await isLabelled(deps, rows, at)))
    for (const incarnation of rows) await labelAlone(deps, incarnation, at);
  return { did: rows.length, nextDue };
}

/** One commit for all; false when it must be done one by one, since something about one of them does not go. */
async function isLabelled(deps: Deps, rows: readonly Incarnation[], at: Instant): Promise<boolean> {
  try {
    return (await label(deps, rows, at)) === 'done';
  } catch (error) {
    if (rows.length > 1) deps.log.warn({ error }, 'a batch of alerts could not be routed, trying one by one');
    return false;
  }
}

async function label(deps: Deps, rows: readonly Incarnation[], at: Instant) {
  const before = circumstances(deps, at);
  const world = await loadWorld(deps.store, rows);
  const subjects = rows.map((row) => ({ ...row, labels: knownLabels(row, world) }));
  await loadOpenGroups(deps.store, world, before.policy, subjects);
  // What a group told before it was read it told without these: they wait for its next tick.
  const now = { ...before, at: deps.clock.now() };
  const changes: Change[] = [];
  for (const { id, tries, version } of rows) {
    // When something came in the meantime the commit is stale, and the alert is routed by it in the next round.
    changes.push(update('incarnations', id, { tries }, { version }));
    changes.push(...step(world, { kind: 'route', incarnationId: id }, flushTools(deps), now));
  }
  return deps.store.commit(changes);
}

/** With what Tableau said of them, and the groups that they are in already. */
async function loadWorld(store: Store, rows: readonly Incarnation[]): Promise<World> {
  const incarnationIds = rows.map(({ id }) => id);
  const said = await store.ask('tableauSays', { incarnationIds });
  const before = rows.filter(({ stage }) => stage === 'routed').map(({ id }) => id);
  const world = await groupsOf(store, before);
  for (const row of rows) place(world, 'incarnations', row);
  placeAll(world, 'reasons', said.reasons);
  placeAll(world, 'contents', said.contents);
  if (before.length > 0) placeAll(world, 'reruns', await store.ask('rerunsOf', { incarnationIds: before }));
  return world;
}

/** What somebody knows of stays in its groups, and these need not be read: in a storm they are large, and asked for often. */
async function groupsOf(store: Store, incarnationIds: readonly string[]): Promise<World> {
  if (incarnationIds.length === 0) return emptyWorld();
  const members = await Promise.all(incarnationIds.map((id) => store.ask('membersOfIncarnation', { id })));
  const told = await store.ask('toldOf', { incarnationIds });
  const known = new Set(told.filter(isKnown).map(({ incarnationId }) => incarnationId));
  const moving = members.flat().filter(({ incarnationId }) => !known.has(incarnationId));
  const world = worldOfGroups(await wholeSlice(store, [...new Set(moving.map(({ groupId }) => groupId))]));
  placeAll(world, 'members', members.flat());
  placeAll(world, 'told', told);
  return world;
}

async function labelAlone(deps: Deps, incarnation: Incarnation, at: Instant): Promise<void> {
  try {
    await label(deps, [incarnation], at);
  } catch (error) {
    const tries = incarnation.tries + 1;
    deps.log.error({ error, incarnation: incarnation.id, tries }, 'an alert could not be routed');
    await deps.store.commit([
      update(
        'incarnations',
        incarnation.id,
        { tries, stuck: tries >= MOST_TRIES },
        { version: incarnation.version },
      ),
    ]);
  }
}
