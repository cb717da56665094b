/** When the machine's clock is set, moves everything that waits with it: what had ten minutes left still has them. */
import { type Change, shift, update } from '../../domain/change.ts';
import { after, type Instant, instant, type Millis, SECOND } from '../../domain/time/instant.ts';
import type { Lane } from '../../domain/records.ts';
import type { SteadyClock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Committed, Store } from '../ports/store.ts';

type Deps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: SteadyClock;
  readonly log: Log;
};

const LOOK_EVERY: Millis = 10 * SECOND;

/**
 * While it is written, others must not find due what is not. Set forward, they live by the old time until it is on disk;
 * set back, by the new time from before that.
 */
export async function shiftDeadlines({ store, clock, log }: Deps, at: Instant): Promise<LoopResult> {
  const by = clock.step();
  if (by === 0) return { did: 0, nextDue: after(at, LOOK_EVERY) };
  const lanes = await store.ask('lanes', {});
  if (by < 0) clock.follow(by);
  const committed = await commitOr(() => by < 0 && clock.follow(-by), store, [
    shift('incarnations', by),
    shift('groups', by),
    shift('members', by),
    shift('told', by),
    shift('reasons', by),
    shift('notifications', by),
    shift('reruns', by),
    shift('deliveries', by),
    shift('escalations', by),
    ...lanes.map((lane) => shiftedLane(lane, by)),
  ]);
  // A lane was used in between: once more, with what it says now.
  if (committed === 'stale') return { did: 1 };
  if (by > 0) clock.follow(by);
  log.warn({ stepMs: by }, "the machine's clock was set; what waits has been moved with it");
  return { did: 1 };
}

/** `undo` when nothing was written. */
async function commitOr(
  undo: () => unknown,
  store: Deps['store'],
  changes: readonly Change[],
): Promise<Committed> {
  let committed: Committed = 'stale';
  try {
    committed = await store.commit(changes);
  } finally {
    if (committed === 'stale') undo();
  }
  return committed;
}

function shiftedLane(lane: Lane, by: Millis): Change {
  const moved = (time: Instant | undefined) => (time === undefined ? undefined : instant(time + by));
  return update(
    'lanes',
    lane.id,
    {
      recent: lane.recent.map((time) => instant(time + by)),
      notBefore: moved(lane.notBefore),
      version: lane.version + 1,
    },
    { version: lane.version },
  );
}
