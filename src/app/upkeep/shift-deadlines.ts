/** When the machine's clock is set, moves everything that waits with it: what had ten minutes left still has them. */
import { type Change, put, shift, update } from '../../domain/change.ts';
import { clockNoteText, type ClockStep, ranOn, stepSince, stepText } from '../../domain/time/clock-note.ts';
import { after, type Instant, instant, type Millis, SECOND } from '../../domain/time/instant.ts';
import type { Lane } from '../../domain/records.ts';
import type { SteadyClock } from '../ports/clock.ts';
import { CLOCK_FACT } from '../ports/fact-names.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Committed, Store } from '../ports/store.ts';
import { clockNoteIn } from './clock-note-in.ts';

type Deps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: SteadyClock;
  readonly log: Log;
};

type Found = Pick<ClockStep, 'whileDown' | 'isLeast'>;

const LOOK_EVERY: Millis = 10 * SECOND;
const NOTE_EVERY: Millis = 30 * SECOND;

/**
 * At a start: when the clock was set since the last note, time goes on from there as if it had not been, and everything
 * is moved as while running. What had ten minutes left when Tabduty ended never waits for longer than that.
 */
export async function noticeClock(deps: Deps): Promise<void> {
  const { store, clock } = deps;
  const note = await clockNoteIn(store);
  const by = note === undefined ? 0 : stepSince(note, readingOf(clock));
  if (by === 0) return;
  const isLeast = note !== undefined && !ranOn(note, readingOf(clock));
  clock.follow(-by);
  // Where it cannot be written now, the loop does it.
  await shiftDeadlines(deps, clock.now(), { whileDown: true, ...(isLeast ? { isLeast } : {}) }).catch(
    (error: unknown) =>
      deps.log.warn({ error }, "the machine's clock was set, and what waits could not be moved with it yet"),
  );
}

/**
 * While it is written, others must not find due what is not. Set forward, they live by the old time until it is on disk;
 * set back, by the new time from before that.
 */
export async function shiftDeadlines(
  deps: Deps,
  at: Instant,
  found: Found = { whileDown: false },
): Promise<LoopResult> {
  const { store, clock, log } = deps;
  const by = clock.step();
  if (by === 0) {
    await writeNote(deps);
    return { did: 0, nextDue: after(at, LOOK_EVERY) };
  }
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
    noteOf(clock, by, found),
  ]);
  // A lane was used in between: once more, with what it says now.
  if (committed === 'stale') return { did: 1 };
  if (by > 0) clock.follow(by);
  const when = found.whileDown ? ' while Tabduty did not run' : '';
  const text = stepText({ ...found, by });
  log.warn({ stepMs: by }, `the machine's clock was ${text}${when}; what waits has been moved with it`);
  return { did: 1 };
}

function readingOf(clock: SteadyClock) {
  return { wall: clock.now(), mono: clock.mono(), machine: clock.machine };
}

/** In the commit that moves the deadlines: a start after it must not move them again. */
function noteOf(clock: SteadyClock, by: Millis, found: Found): Change {
  const wall = instant(clock.now() + Math.max(0, by));
  const lastStep: ClockStep = { at: wall, by, ...found };
  return put('facts', { id: CLOCK_FACT, value: clockNoteText({ ...readingOf(clock), wall, lastStep }) });
}

async function writeNote({ store, clock }: Deps): Promise<void> {
  const note = await clockNoteIn(store);
  const now = readingOf(clock);
  const age = note === undefined || note.machine !== now.machine ? NOTE_EVERY : now.wall - note.wall;
  if (age >= 0 && age < NOTE_EVERY) return;
  const value = clockNoteText({ ...now, lastStep: note?.lastStep });
  await store.commit([put('facts', { id: CLOCK_FACT, value })]);
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
      failingSince: moved(lane.failingSince),
      brokenSince: moved(lane.brokenSince),
      // Since when it lasts is what its messages are found by.
      storms: lane.storms?.map((storm) => ({
        ...storm,
        dueAt: moved(storm.dueAt),
        toldAt: moved(storm.toldAt),
      })),
      version: lane.version + 1,
    },
    { version: lane.version },
  );
}
