/** Flushes the groups that are due: decides for each destination and makes notifications and deliveries. */
import { type Change, update } from '../../domain/change.ts';
import { step } from '../../domain/engine.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Group } from '../../domain/records.ts';
import type { Deliverer } from './deliver.ts';
import { circumstancesOfDuty, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { completed } from './whole-slice.ts';
import { loadSources } from './load-sources.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Log } from '../ports/log.ts';
import type { Committed, Store } from '../ports/store.ts';

type Deps = EngineDeps & {
  readonly store: Store;
  readonly log: Log;
  readonly deliverer: Pick<Deliverer, 'commitAndSend'>;
};

const BATCH = 64;
/** In a storm it is not the number of groups that fills the memory. */
const MOST_MEMBERS = 1000;
const MOST_TRIES = 5;

/** How many were changed by others while they were decided about, and come again. */
export type FlushResult = LoopResult & { readonly stale: number };

export async function flushGroups(deps: Deps, at: Instant): Promise<FlushResult> {
  const { rows, nextDue } = await deps.store.ask('dueGroups', { at, limit: BATCH, most: MOST_MEMBERS });
  const { groups } = rows.slice;
  const world = worldOfGroups(await completed(deps.store, rows));
  const now = await circumstancesOfDuty(deps, at);
  await loadSources(deps.store, world, now.policy);
  const commits = groups.map(async (group): Promise<Committed> => {
    try {
      const changes = step(world, { kind: 'flush', groupId: group.id }, flushTools(deps), now);
      logPutAside(deps, changes);
      return await deps.deliverer.commitAndSend(changes, at);
    } catch (error) {
      await putAside(deps, group, error);
      return 'done';
    }
  });
  const stale = (await Promise.all(commits)).filter((committed) => committed === 'stale').length;
  return { did: groups.length, nextDue, stale };
}

function logPutAside({ log }: Pick<Deps, 'log'>, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.op !== 'update' || change.table !== 'incarnations' || change.set.stuck !== true) continue;
    const reasons = changes.flatMap((c) =>
      c.op === 'insert' && c.table === 'decisions' && c.row.subjectId === change.id ? [c.row.reason] : [],
    );
    log.error({ incarnation: change.id, reasons }, 'an alert was put aside');
  }
}

async function putAside(deps: Deps, group: Group, error: unknown): Promise<void> {
  const tries = group.tries + 1;
  deps.log.error({ error, group: group.id, tries }, 'a group could not be flushed');
  await deps.store.commit([
    update('groups', group.id, { tries, stuck: tries >= MOST_TRIES }, { version: group.version }),
  ]);
}
