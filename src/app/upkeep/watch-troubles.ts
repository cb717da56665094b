/** Looks at Tabduty's own rows for what is wrong: broken lanes, dead deliveries, stuck work; reports it, and its end. */
import { after, DAY, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import { observationsOf } from '../../domain/health/troubles.ts';
import { flushTools } from '../pipeline/decide.ts';
import type { LoopResult } from '../ports/loop.ts';
import { clockNoteIn } from './clock-note-in.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';

const EVERY = 10 * SECOND;
/** A death that nobody cared about for so long, and that had no successor, is history. */
const DEAD_FOR = DAY;
/** One that died among others that arrived is told all the same, though the next of them ends it. */
const TOLD_FOR = 10 * MINUTE;
/** Lanes and destinations are as many as a configuration has. */
const MOST = 1000;

export async function watchTroubles(deps: ReportDeps, at: Instant): Promise<LoopResult> {
  const [found, pagesOfNobody, clock] = await Promise.all([
    deps.store.ask('troubles', {
      deadSince: after(at, -DEAD_FOR),
      toldSince: after(at, -TOLD_FOR),
      limit: MOST,
    }),
    deps.store.ask('pagesOfNobody', { limit: MOST }),
    clockNoteIn(deps.store),
  ]);
  const seen = { ...found, pagesOfNobody, clockStep: clock?.lastStep };
  const { laneOf } = flushTools(deps);
  for (const observation of observationsOf(seen, deps.policy.current(), laneOf, at))
    await reportCondition(deps, observation, at);
  return { did: 0, nextDue: after(at, EVERY) };
}
