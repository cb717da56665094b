/** Running a failed refresh once more: the record of it, and when it may be done. */
import type { Rerun } from '../tableau-records.ts';
import { hasSignIn } from '../policy.ts';
import type { CauseClass } from './cause-table.ts';
import { after, HOUR, type Instant, MINUTE, type Millis, SECOND } from '../time/instant.ts';
import type { SiteAction, SitePolicy } from '../policy.ts';
import type { Incarnation } from '../records.ts';

export type RerunRefusal = { readonly reason: string; readonly remedy: string };

export const RERUN_ACTOR = 'tabduty';

/** What does not mend itself: somebody has to do something first. */
const PERMANENT: ReadonlySet<CauseClass> = new Set(['credentials', 'permission', 'schema', 'driver']);
const TRANSIENT: ReadonlySet<CauseClass> = new Set(['timeout', 'connection', 'resource', 'bridge']);

const FIRST_LOOK = 30 * SECOND;
const LAST_LOOK = 2 * MINUTE;
/** No refresh takes longer; Tableau itself ends them after two hours unless told otherwise. */
const GIVEN_UP: Millis = 24 * HOUR;

export function isTransient(cause: string | undefined): boolean {
  return TRANSIENT.has(cause as CauseClass);
}

export function whyNoRerun(
  incarnation: Incarnation,
  site: SitePolicy | undefined,
  reruns: readonly Rerun[],
): RerunRefusal | undefined {
  const { condition, contentType, name, state, number } = incarnation;
  if (!mayAct(site, 'rerun'))
    return {
      reason: `reruns are not allowed for ${site?.slug ?? incarnation.source}`,
      remedy: 'write actions: [rerun] for the site',
    };
  if (condition !== 'refresh-failed' || (contentType !== 'workbook' && contentType !== 'datasource'))
    return {
      reason: `#${number} is ${condition}, and only what failed (refresh-failed) is run again from here`,
      remedy: 'refresh it in Tableau',
    };
  if (state === 'ended')
    return { reason: `"${name}" has recovered`, remedy: 'there is nothing to run again' };
  if (reruns.some((rerun) => rerun.state !== 'ended' && outcomeBy(rerun, incarnation) === undefined))
    return {
      reason: `a rerun of "${name}" is under way`,
      remedy: `wait for its end, or stop it: tabduty alerts cancel ${number}`,
    };
  const cause = incarnation.labels.cause?.[0];
  if (PERMANENT.has(cause as CauseClass))
    return {
      reason: `its cause (${cause}) does not go away by itself`,
      remedy: 'mend that first, then refresh it in Tableau',
    };
  return undefined;
}

export function mayAct(site: SitePolicy | undefined, action: SiteAction): boolean {
  return site !== undefined && hasSignIn(site) && site.actions.includes(action);
}

/** A wish that nobody has carried out yet. */
export function newRerun(
  incarnation: Pick<Incarnation, 'id' | 'source' | 'lastAt'>,
  wish: Pick<Rerun, 'id' | 'actor' | 'holdsUntil'>,
  at: Instant,
): Rerun {
  return {
    ...wish,
    incarnationId: incarnation.id,
    source: incarnation.source,
    state: 'wanted',
    outcome: undefined,
    detail: undefined,
    failedAt: incarnation.lastAt,
    wantedAt: at,
    startedAt: undefined,
    endedAt: undefined,
    jobId: undefined,
    dueAt: at,
    tries: 0,
    version: 1,
  };
}

/** Tableau has taken it; `jobId` is missing when it had one of the same content already. */
export function started(rerun: Rerun, jobId: string | undefined, at: Instant): Rerun {
  return { ...rerun, state: 'running', startedAt: at, jobId, dueAt: after(at, FIRST_LOOK), tries: 0 };
}

export function ended(
  rerun: Rerun,
  outcome: Rerun['outcome'],
  detail: string | undefined,
  at: Instant,
): Rerun {
  return { ...rerun, state: 'ended', outcome, detail, endedAt: at, dueAt: undefined };
}

/** Nothing is known yet: looked at again, less and less often, and given up after a day. */
export function lookedAt(rerun: Rerun, at: Instant): Rerun {
  if (at - (rerun.startedAt ?? rerun.wantedAt) > GIVEN_UP) return ended(rerun, 'lost', undefined, at);
  const wait = Math.min(LAST_LOOK, FIRST_LOOK * 2 ** rerun.tries);
  return { ...rerun, dueAt: after(at, wait), tries: rerun.tries + 1 };
}

/** What the alert itself says of a rerun that runs: it ended, or has failed since. */
export function outcomeBy(rerun: Rerun, incarnation: Incarnation): Rerun['outcome'] {
  if (incarnation.state === 'ended' && incarnation.ending === 'recovered') return 'succeeded';
  if (rerun.startedAt !== undefined && incarnation.lastAt > rerun.failedAt) return 'failed';
  return undefined;
}

/** For people. */
export function rerunText(rerun: Rerun): string {
  const { outcome, state, detail } = rerun;
  const why = detail === undefined ? '' : `: ${detail}`;
  if (state === 'wanted') return 'is about to be run again';
  if (state === 'running') return 'runs again';
  switch (outcome) {
    case 'succeeded':
      return 'was run again and succeeded';
    case 'failed':
      return `was run again and failed too${why}`;
    case 'cancelled':
      return 'was run again, and that was cancelled';
    case 'not-started':
      return `could not be run again${why}`;
    case 'lost':
    case undefined:
      return 'was run again; how that ended is not known';
  }
}
