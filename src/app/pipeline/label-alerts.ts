/** The label stage: incarnations whose route depends on facts from Tableau wait here, then are routed. */
import { update } from '../../domain/change.ts';
import { step } from '../../domain/engine.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import { emptyWorld, place, placeAll } from '../../domain/world.ts';
import { circumstances, type EngineDeps, flushTools } from './decide.ts';
import { loadOpenGroups } from './open-groups.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Log } from '../ports/log.ts';
import type { TableauSays } from '../ports/questions.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Store; readonly log: Log };

const BATCH = 64;
const MOST_TRIES = 5;

export async function labelAlerts(deps: Deps, at: Instant): Promise<LoopResult> {
  const { rows, nextDue } = await deps.store.ask('dueIncarnations', { at, limit: BATCH });
  const known = await deps.store.ask('tableauSays', { incarnationIds: rows.map(({ id }) => id) });
  for (const incarnation of rows) await labelOne(deps, incarnation, known, at);
  return { did: rows.length, nextDue };
}

async function labelOne(
  deps: Deps,
  incarnation: Incarnation,
  known: TableauSays,
  at: Instant,
): Promise<void> {
  try {
    const world = emptyWorld();
    place(world, 'incarnations', incarnation);
    placeAll(world, 'reasons', known.reasons);
    placeAll(world, 'contents', known.contents);
    const now = circumstances(deps, at);
    await loadOpenGroups(deps.store, world, now.policy, [incarnation]);
    const input = { kind: 'route', incarnationId: incarnation.id } as const;
    const { id, tries, version } = incarnation;
    // When labels came in the meantime the commit is stale, and the alert is routed by them in the next round.
    const unchanged = update('incarnations', id, { tries }, { version });
    await deps.store.commit([unchanged, ...step(world, input, flushTools(deps), now)]);
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
