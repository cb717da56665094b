/** Who is woken for a group and who has it: the escalation's record, the times of its calls, and what an acknowledge covers. */
import type { Acknowledgement, Topic, Escalation } from '../people-records.ts';
import { after, earliest, HOUR, type Instant, type Millis, MINUTE } from '../time/instant.ts';
import type { EscalationPolicy, EscalationTarget } from '../policy.ts';
import type { Incarnation, Member } from '../records.ts';
import { isAtMost, severityOf } from '../routing/severity.ts';
import type { Circumstances } from '../step.ts';

/** Overdue calls go out in order, and never two within this time. */
export const SPACING: Millis = MINUTE;
/** So long somebody has it, unless it fails again before. */
export const ACK_FOR: Millis = 8 * HOUR;
/** So long the one who had it has, once asked again, before the policy begins anew. */
export const ASK_FOR: Millis = 15 * MINUTE;
/** So long the one to whom it was passed has before it comes back, where the policy does not say it. */
export const PASS_FOR: Millis = 30 * MINUTE;

export const RESTING = { later: [], hopes: [], hurry: false } as const;

export function freshEscalation(
  id: string,
  policy: EscalationPolicy | undefined,
  now: Pick<Circumstances, 'at' | 'policy'>,
): Escalation {
  return {
    id,
    policy,
    revision: now.policy.revision,
    state: 'running',
    startedAt: now.at,
    next: 0,
    lastFiredAt: undefined,
    found: false,
    nobody: undefined,
    ...RESTING,
    ack: undefined,
    ackTold: [],
    version: 0,
  };
}

/** One call of a policy: when, counted from the start, whom, and where it stands. */
export type PlannedCall = {
  readonly after: Millis;
  readonly tell: readonly EscalationTarget[];
  readonly round: number;
  readonly words: string;
};

/** All rounds one after another, and the fallback once nobody answered in the last. */
export function callsOf(policy: EscalationPolicy | undefined): readonly PlannedCall[] {
  if (policy === undefined) return [];
  const { steps, rounds, roundEvery, fallback } = policy;
  const calls = Array.from({ length: rounds }, (_, round) =>
    steps.map((step, i) => ({
      after: round * roundEvery + step.at,
      tell: step.tell,
      round,
      words: `step ${i + 1} of ${steps.length}${rounds > 1 ? `, round ${round + 1} of ${rounds}` : ''}`,
    })),
  ).flat();
  const last = { after: rounds * roundEvery, tell: fallback, round: rounds, words: 'fallback' };
  return fallback.length === 0 ? calls : [...calls, last];
}

/** When it must be looked at next by itself. */
export function nextLookAt(row: Escalation): Instant | undefined {
  switch (row.state) {
    case 'acknowledged':
      return row.ack?.until;
    case 'running':
      return earliest([callDue(row), wayDue(row), row.ack?.until]);
    case 'held':
    case 'ended':
      return undefined;
  }
}

/** When the next call goes out: at its time, and not too soon after the one before. */
export function callDue(row: Escalation): Instant | undefined {
  const call = callsOf(row.policy)[row.next];
  if (call === undefined) return undefined;
  return row.hurry ? row.startedAt : spaced(row, after(row.startedAt, call.after));
}

export function wayDue(row: Escalation): Instant | undefined {
  const first = earliest(row.later.map((way) => after(row.startedAt, way.after)));
  return first === undefined ? undefined : spaced(row, first);
}

function spaced({ lastFiredAt, policy }: Escalation, at: Instant): Instant {
  const soonest = lastFiredAt === undefined ? at : after(lastFiredAt, policy?.spacing ?? SPACING);
  return soonest > at ? soonest : at;
}

/** An unknown cause is a cause of its own: nothing says that it is another one. */
export function topicOf(of: Pick<Incarnation, 'labels' | 'trouble' | 'kind'>): Topic {
  return { cause: of.labels.cause?.[0] ?? '', severity: severityOf(of) };
}

/** Listed when it was acknowledged, or of the same cause and no worse; `group` takes whatever comes. */
export function isCovered(ack: Acknowledgement, of: Incarnation, covers: 'cause' | 'group'): boolean {
  if (covers === 'group' || ack.members.some((m) => m.id === of.id)) return true;
  const { cause, severity } = topicOf(of);
  return ack.topics.some((t) => t.cause === cause && isAtMost(severity, t.severity));
}

/** Why an acknowledge no longer counts: its time is over, or what it was for has failed again. */
export function expiryOf(
  ack: Acknowledgement,
  members: readonly Member[],
  incarnations: ReadonlyMap<string, Incarnation>,
  at: Instant,
): string | undefined {
  if (at >= ack.until) return reasonOver(ack);
  // Who wants to be woken at a time knows that it fails until then.
  if (ack.kind === 'wake') return undefined;
  const again = ack.members.find(
    ({ id, streak }) =>
      members.some((m) => m.incarnationId === id && m.state === 'firing') &&
      (incarnations.get(id)?.streak ?? 0) > streak,
  );
  if (again === undefined) return undefined;
  return `${incarnations.get(again.id)?.name ?? 'it'} failed again after ${ack.by.name} acknowledged`;
}

function reasonOver({ kind, by }: Acknowledgement): string {
  switch (kind) {
    case 'ack':
      return `${by.name} acknowledged 8 hours ago, and it still fails`;
    case 'wake':
      return `${by.name} asked to be woken if it still fails`;
    case 'pass':
      return `it comes back to ${by.name}: who was asked has not answered`;
  }
}
