/** The decision to notify one destination about a group: what is new to it, and why it is told or not. */
import type { Briefing } from '../briefing/briefing.ts';
import { after, earliest, type Instant, type Millis } from '../time/instant.ts';

/** Ids of incarnations, and what the destination was told of each. */
export type Standing = {
  /** Firing, and nothing keeps it quiet. */
  readonly firing: ReadonlySet<string>;
  /** Firing, and kept quiet by a rule. */
  readonly quiet: ReadonlySet<string>;
  /** Resolved, and of which a message said that it fails, or was given up. */
  readonly resolved: ReadonlySet<string>;
  readonly anyResolved: boolean;
  readonly toldFiring: ReadonlySet<string>;
  /** Whether it was told of any, be it of a failure or a recovery. */
  readonly toldAny: boolean;
  /** Of whose failure the message was given up, and when the next try may be. */
  readonly retryAt: ReadonlyMap<string, Instant>;
  /** Of whose recovery the message was given up: it is said again with the next message, not by itself. */
  readonly recoveryLost: ReadonlySet<string>;
  /** Told of, and come to another stage since. */
  readonly worse: ReadonlySet<string>;
  /** Told of while they flapped, and stable since. */
  readonly steady?: ReadonlySet<string>;
  readonly lastSentAt: Instant | undefined;
  /** When a change of this member may be told: a tick of the group's clock. */
  readonly tickOf: (id: string) => Instant;
};

/** Each that is kept quiet has a decision of its own that says why. */
export const ALL_QUIET = 'all that is firing is kept quiet';

export type Reason =
  | 'first notification'
  | 'new alerts added'
  | 'some alerts resolved'
  | 'it has come to another stage'
  | 'it flapped, and fails steadily now'
  | 'all resolved'
  | 'repeat interval passed';

export type Answer =
  | {
      readonly kind: 'notify';
      readonly as: Extract<Briefing['kind'], 'firing' | 'update' | 'recovered'>;
      readonly reason: Reason;
      readonly added: readonly string[];
      readonly recovered: readonly string[];
    }
  | { readonly kind: 'quiet'; readonly reason: string; readonly nextDue: Instant | undefined };

/** `repeatInterval`: none, nothing is repeated. First match wins. A resolved one that was never told is not told now; who was told of a failure is due its recovery. */
export function decide(standing: Standing, at: Instant, repeatInterval: Millis | undefined): Answer {
  const { firing, quiet, toldFiring, retryAt, lastSentAt } = standing;
  const added = [...firing.difference(toldFiring)];
  const due = recoveriesDue(standing);
  const lost = [...standing.recoveryLost].filter((id) => standing.resolved.has(id));
  const notify = (as: 'firing' | 'update' | 'recovered', reason: Reason): Answer => ({
    kind: 'notify',
    as,
    reason,
    added: [...new Set([...added, ...standing.worse, ...(standing.steady ?? [])])],
    recovered: [...due, ...lost],
  });
  const allEnded = firing.size === 0 && quiet.size === 0;
  if (allEnded && due.length > 0) return notify('recovered', 'all resolved');
  const mayTell = (id: string) => later(standing.tickOf(id), retryAt.get(id)) <= at;
  const repeatAt =
    lastSentAt === undefined || repeatInterval === undefined || toldFiring.isDisjointFrom(firing)
      ? undefined
      : after(lastSentAt, repeatInterval);
  if (added.some(mayTell)) {
    // What was told and has ended since is over: what fires anew begins again.
    return toldFiring.size === 0
      ? notify('firing', 'first notification')
      : notify('update', 'new alerts added');
  }
  if (due.some(mayTell)) return notify('update', 'some alerts resolved');
  if ((standing.steady?.size ?? 0) > 0) return notify('update', 'it flapped, and fails steadily now');
  if (standing.worse.size > 0) return notify('update', 'it has come to another stage');
  if (repeatAt !== undefined && at >= repeatAt) return notify('firing', 'repeat interval passed');
  const waits = [...added, ...due].map((id) => later(standing.tickOf(id), retryAt.get(id)));
  return { kind: 'quiet', reason: whyQuiet(standing, added, at), nextDue: earliest([...waits, repeatAt]) };
}

function recoveriesDue({ resolved, toldFiring }: Standing): readonly string[] {
  const due: string[] = [];
  for (const id of resolved) if (toldFiring.has(id)) due.push(id);
  return due;
}

function later(a: Instant, b: Instant | undefined): Instant {
  return b !== undefined && b > a ? b : a;
}

function whyQuiet(standing: Standing, added: readonly string[], at: Instant): string {
  const { firing, quiet, anyResolved, toldAny, retryAt } = standing;
  if (added.some((id) => (retryAt.get(id) ?? at) > at))
    return 'the last delivery died, the next try waits for the repeat interval';
  if (added.length > 0) return 'what is new waits for the group interval';
  if (firing.size > 0) return 'told already';
  if (quiet.size > 0) return ALL_QUIET;
  return anyResolved && !toldAny ? 'resolved before it could be told' : 'resolved, and nothing left to tell';
}
