/** The row that waits for what Tableau says of a failure, and what becomes of it when something is known. */
import { hasSignIn } from '../policy.ts';
import type { Cause } from './cause.ts';
import { type Change, update } from '../change.ts';
import { after, type Instant, latest, MINUTE, SECOND } from '../time/instant.ts';
import { labelsWith, sameLabels } from '../routing/known-labels.ts';
import { isOver } from '../routing/leave-group.ts';
import type { Policy } from '../policy.ts';
import type { Incarnation } from '../records.ts';
import type { Content, Reason } from '../tableau-records.ts';
import type { World } from '../world.ts';

/** How long a page waits for what Tableau must be asked for. */
export const ENRICH_WAIT: number = 5 * SECOND;

/**
 * While the page waits, and afterwards: a job may become visible late, and Tableau may be away for a while. At first it is
 * asked often, since what is known before a group tells puts the alert into the right one.
 */
const AGAIN_SOON = SECOND;
const AGAIN_LATER: readonly number[] = [
  2 * SECOND,
  3 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
];

/** Failures wait for their reason wherever a token lets us ask; notices only for labels that a route tests. */
export function waitsForTableau(
  policy: Policy,
  { source, kind, luid, condition }: Pick<Incarnation, 'source' | 'kind' | 'luid' | 'condition'>,
): boolean {
  const site = policy.sites.get(source);
  if (site === undefined || !hasSignIn(site) || luid === '') return false;
  return policy.usesFetchedLabels || (kind === 'alert' && condition === 'refresh-failed');
}

export function newReason(
  { id, source, lastAt }: Pick<Incarnation, 'id' | 'source' | 'lastAt'>,
  lastSuccessAt: Instant | undefined,
  at: Instant,
): Reason {
  return {
    id,
    source,
    occurredAt: lastAt,
    dueAt: at,
    tries: 0,
    jobId: undefined,
    notes: '',
    from: undefined,
    cause: undefined,
    knownAt: undefined,
    consecutiveFailed: undefined,
    nextRunAt: undefined,
    lastSuccessAt,
    impact: undefined,
    version: 1,
  };
}

/** It failed again: why is asked anew, and until that is known the old reason stands. */
export function askedAgain({ id, version }: Reason, occurredAt: Instant, at: Instant): Change {
  return update('reasons', id, { occurredAt, dueAt: at, tries: 0, version: version + 1 }, { version });
}

/** What one round of asking found out about a failure. Something that was not found is missing. */
export type Found = {
  readonly job?: {
    readonly id: string | undefined;
    readonly notes: string;
    readonly cause: Cause | undefined;
  };
  readonly schedule?: Pick<Reason, 'consecutiveFailed' | 'nextRunAt'>;
  /** From Tableau's history: what was heard may not reach back so far. */
  readonly lastSuccessAt?: Instant | undefined;
  readonly impact?: Reason['impact'];
  readonly content: Content | undefined;
  /** Nothing more is to be expected: it is neither asked for again nor waited for. */
  readonly isAll: boolean;
  /** The site cannot be asked before: nothing waits for it. */
  readonly retryAt?: Instant;
};

/**
 * Routing reads it from there: one that waits is routed when all is there, one that was routed before is routed again when
 * its labels are others now.
 */
export function takeIn(
  reason: Reason,
  incarnation: Incarnation,
  found: Found,
  at: Instant,
): readonly Change[] {
  const waits = incarnation.stage === 'label';
  const { job, schedule } = found;
  const kept = update(
    'reasons',
    reason.id,
    {
      ...schedule,
      ...(job === undefined
        ? {}
        : {
            jobId: job.id,
            notes: job.notes,
            cause: job.cause,
            from: job.notes === '' ? 'like' : 'job',
            knownAt: at,
          }),
      lastSuccessAt: latest([reason.lastSuccessAt, found.lastSuccessAt]),
      impact: found.impact ?? reason.impact,
      dueAt: found.isAll ? undefined : (found.retryAt ?? nextAsking(reason, waits, at)),
      tries: reason.tries + (waits && found.retryAt === undefined ? 0 : 1),
      version: reason.version + 1,
    },
    { version: reason.version },
  );
  const isAsked = found.isAll || found.retryAt !== undefined;
  if (waits) return [kept, routeAgain(incarnation, isAsked ? at : incarnation.dueAt)];
  const labels = labelsWith(incarnation.labels, found.content, (job ?? reason).cause);
  const isSame = isOver(incarnation) || sameLabels(labels, incarnation.labels);
  return isSame ? [kept] : [kept, routeAgain(incarnation, at)];
}

/** Whoever routes it at this moment, by what was known before, finds another version and looks again. */
export function routeAgain({ id, version }: Incarnation, dueAt: Instant | undefined): Change {
  return update('incarnations', id, { dueAt, version: version + 1 }, { version });
}

/** `undefined` after the last try. */
function nextAsking({ tries }: Reason, waits: boolean, at: Instant): Instant | undefined {
  const wait = waits ? AGAIN_SOON : AGAIN_LATER[tries];
  return wait === undefined ? undefined : after(at, wait);
}

/** Something that was told without its reason has one now. */
export function hasNewReason(world: World, incarnationIds: ReadonlySet<string>, toldAt: Instant): boolean {
  for (const id of incarnationIds) {
    const knownAt = world.reasons.get(id)?.knownAt;
    if (knownAt !== undefined && knownAt > toldAt) return true;
  }
  return false;
}
