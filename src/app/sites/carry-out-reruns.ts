/** The loop of reruns: has those started that routes want first, and finds out how those that run have ended. */
import type { Rerun } from '../../domain/tableau-records.ts';
import { type Change, put, update } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import { ended, lookedAt, outcomeBy, started } from '../../domain/sites/rerun.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { jobOf, refreshOf } from './rerun-alert.ts';

export type RerunDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly sites: TableauSites;
  readonly log: Log;
};

/** Tableau Cloud takes 60 starts in an hour; a storm is not answered with one of its own. */
const BATCH = 10;
const LONGEST_DETAIL = 300;

export async function carryOutReruns(deps: RerunDeps, at: Instant): Promise<LoopResult> {
  const { rows, nextDue } = await deps.store.ask('dueReruns', { at, limit: BATCH });
  const incarnations = new Map(rows.incarnations.map((incarnation) => [incarnation.id, incarnation]));
  for (const rerun of rows.reruns) {
    const next = await nextOf(deps, rerun, incarnations.get(rerun.incarnationId), at);
    await keep(deps, rerun, next, at);
  }
  return { did: rows.reruns.length, nextDue };
}

async function nextOf(
  { sites, log }: RerunDeps,
  rerun: Rerun,
  incarnation: Incarnation | undefined,
  at: Instant,
): Promise<Rerun> {
  if (incarnation === undefined) return ended(rerun, 'lost', undefined, at);
  const known = outcomeBy(rerun, incarnation);
  if (known !== undefined) return ended(rerun, known, undefined, at);
  try {
    if (rerun.state === 'running') return await askAfter(sites, rerun, at);
    if (incarnation.state === 'ended') return ended(rerun, 'not-started', 'it is not needed any more', at);
    const answer = await refreshOf(sites, incarnation);
    return started(rerun, await jobOf(sites, incarnation, answer), at);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, remedy } = error;
    log.warn({ error: message, remedy, rerun: rerun.id }, 'Tableau could not be asked for a rerun');
    if (rerun.state === 'running') return lookedAt(rerun, at);
    return ended(rerun, 'not-started', message.slice(0, LONGEST_DETAIL), at);
  }
}

async function askAfter(sites: TableauSites, rerun: Rerun, at: Instant): Promise<Rerun> {
  if (rerun.jobId === undefined) return lookedAt(rerun, at);
  const { finish } = await sites.site(rerun.source).getJob(rerun.jobId);
  switch (finish) {
    case undefined:
      return lookedAt(rerun, at);
    // Bridge ends so whether it went well or not: the alert says which.
    case 'completed':
      return lookedAt({ ...rerun, jobId: undefined }, at);
    case 'success':
      return ended(rerun, 'succeeded', undefined, at);
    case 'failed':
    case 'cancelled':
      return ended(rerun, finish, undefined, at);
  }
}

/** Whoever waited for the end is looked at in the same commit; in a stale one somebody else was faster. */
async function keep({ store }: RerunDeps, before: Rerun, next: Rerun, at: Instant): Promise<void> {
  const { version } = before;
  const unchanged = update('reruns', before.id, { tries: before.tries }, { version });
  const row = put('reruns', { ...next, version: version + 1 });
  const waiting = next.state === 'ended' ? await groupsDue(store, before.incarnationId, at) : [];
  await store.commit([unchanged, row, ...waiting]);
}

async function groupsDue(
  store: RerunDeps['store'],
  incarnationId: string,
  at: Instant,
): Promise<readonly Change[]> {
  const groups = await store.ask('openGroupsOf', { incarnationIds: [incarnationId] });
  return groups.map(({ id, version }) =>
    update('groups', id, { dueAt: at, version: version + 1 }, { version }),
  );
}
