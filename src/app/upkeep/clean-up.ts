/** Removes what is older than it is kept, in small batches; what is open, and what that needs, stays. */
import { put, remove } from '../../domain/change.ts';
import { after, durationText, HOUR, type Instant, isoOf, SECOND } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import type { TableName } from '../../domain/records.ts';
import { type Cutoffs, cutoffsOf, KEEP } from '../../domain/health/retention.ts';
import { cleanUpNote, readCleanUpNote } from '../../domain/health/clean-up-rest.ts';
import { CLEAN_UP_FACT, HISTORY_FACT } from '../ports/fact-names.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';

export type CleanUpDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly log: Log;
  readonly policy: { current(): Policy };
};

const EVERY = HOUR;
/** Between two batches, so that whoever has something to write need not wait. */
const REST = SECOND;
const BATCH = 100;

export function createCleanUp(deps: CleanUpDeps): (at: Instant) => Promise<LoopResult> {
  const removed = new Map<TableName, number>();
  return async (at) => {
    if (await rests(deps, at)) return { did: 0, nextDue: after(at, EVERY) };
    const cutoffs = cutoffsOf(deps.policy.current().keep ?? KEEP, at);
    const old = await deps.store.ask('oldRows', { ...cutoffs, limit: BATCH });
    const found = old.filter(({ ids }) => ids.length > 0);
    if (found.length > 0) {
      const changes = found.flatMap(({ table, ids }) => ids.map((id) => remove(table, id)));
      await deps.store.commit([...changes, keptFrom(cutoffs)]);
      for (const { table, ids } of found) removed.set(table, (removed.get(table) ?? 0) + ids.length);
      return { did: 0, nextDue: after(at, REST) };
    }
    if (removed.size > 0) {
      const space = await deps.store.ask('space', {});
      deps.log.info({ removed: Object.fromEntries(removed), ...space }, 'old records were removed');
      removed.clear();
    }
    return { did: 0, nextDue: after(at, EVERY) };
  };
}

/** Looked at once in a while; the batches in between are of the same time. */
async function rests({ store, log }: CleanUpDeps, at: Instant): Promise<boolean> {
  const before = readCleanUpNote((await store.ask('fact', { id: CLEAN_UP_FACT }))?.value);
  if (before !== undefined && at >= before.seenAt && at - before.seenAt < EVERY / 2)
    return before.restsUntil !== undefined;
  const note = cleanUpNote(before, at);
  await store.commit([put('facts', { id: CLEAN_UP_FACT, value: JSON.stringify(note) })]);
  if (before !== undefined && note.restsUntil !== undefined && note.restsUntil !== before.restsUntil)
    log.warn(
      { until: isoOf(note.restsUntil) },
      `the time went on by ${durationText(at - before.seenAt)} at once: old records are kept a week longer, in case it is wrong`,
    );
  return note.restsUntil !== undefined;
}

function keptFrom({ history }: Cutoffs) {
  return put('facts', { id: HISTORY_FACT, value: isoOf(history) });
}
