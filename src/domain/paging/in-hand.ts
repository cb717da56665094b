/** What people do with a group: they acknowledge it, ask to be woken, pass it on, escalate it, or resolve an alert. */
import type { Acknowledgement, Actor } from '../people-records.ts';
import { put } from '../change.ts';
import { findTargets } from './duty.ts';
import { callsOf, freshEscalation, PASS_FOR, RESTING, topicOf } from './escalation.ts';
import { withChange } from '../quiet/flapping.ts';
import { flushGroup } from '../telling/flush.ts';
import { after, type Instant, isoOf } from '../time/instant.ts';
import { judgeMembers } from '../quiet/judge-members.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import { decide, pageTo, type Tending } from './page-out.ts';
import { severityOf } from '../routing/severity.ts';
import { save } from './tend-escalation.ts';
import type { Circumstances, Draft } from '../step.ts';
import { endIncarnation } from '../events/triage.ts';
import { membersOf } from '../world.ts';

export type Hand =
  | {
      readonly kind: 'acknowledge';
      readonly groupId: string;
      readonly as: Acknowledgement['kind'];
      readonly by: Actor;
      /** What is passed comes back when the escalation policy says. */
      readonly until: Instant | undefined;
      /** A person, or the address of an owner who is none of ours. */
      readonly to: string | undefined;
    }
  /** `from`: the call that was next when the person decided; pressed twice it is done once. */
  | {
      readonly kind: 'escalate';
      readonly groupId: string;
      readonly by: Actor;
      readonly from: number | undefined;
    }
  | { readonly kind: 'resolve'; readonly incarnationId: string; readonly by: Actor };

/** Does nothing where there is nothing to do: said twice, or too late. */
export function takeInHand(draft: Draft, hand: Hand, tools: FlushTools, now: Circumstances): void {
  if (hand.kind === 'resolve') return resolve(draft, hand, now);
  const group = draft.world.groups.get(hand.groupId);
  if (group === undefined || group.state === 'ended') return;
  const { members } = judgeMembers(draft, group, membersOf(draft.world, group.id), now);
  if (!members.some((m) => m.state === 'firing')) return;
  const t: Tending = { draft, group, members, tools, now };
  const did = hand.kind === 'acknowledge' ? acknowledge(t, hand) : escalate(t, hand);
  if (did) flushGroup(draft, group.id, tools, now);
}

type Taken = Extract<Hand, { readonly kind: 'acknowledge' }>;

function acknowledge(t: Tending, hand: Taken): boolean {
  const row = t.draft.world.escalations.get(t.group.id);
  const firing = t.members
    .filter((m) => m.state === 'firing')
    .flatMap((m) => t.draft.world.incarnations.get(m.incarnationId) ?? []);
  const ack: Acknowledgement = {
    kind: hand.as,
    by: hand.by,
    to: hand.to,
    at: t.now.at,
    until: hand.until ?? after(t.now.at, row?.policy?.passFor ?? PASS_FOR),
    members: firing.map(({ id, streak }) => ({ id, streak })),
    topics: firing.map(topicOf),
  };
  if (row?.state === 'acknowledged' && row.ack !== undefined && saysTheSame(row.ack, ack)) return false;
  const fresh = row ?? { ...freshEscalation(t.group.id, undefined, t.now) };
  save(t, { ...fresh, ...RESTING, state: 'acknowledged', ack, ackTold: [] });
  decide(t, undefined, 'acknowledged', wordsOf(ack, t));
  if (hand.to !== undefined) ask(t, hand.to, `${hand.by.name} passes this to you`);
  return true;
}

/** Twice by the same person for the same alerts: the first holds, also its end. */
function saysTheSame(before: Acknowledgement, now: Acknowledgement): boolean {
  const has = new Set(before.members.map((m) => `${m.id} ${m.streak}`));
  return (
    before.kind === now.kind &&
    before.by.name === now.by.name &&
    before.to === now.to &&
    (now.kind !== 'wake' || before.until === now.until) &&
    now.members.every((m) => has.has(`${m.id} ${m.streak}`))
  );
}

function wordsOf({ kind, by, to, until, members }: Acknowledgement, t: Tending): string {
  const who = `${by.name}${by.claimed ? ' (as said on the page)' : ''} by ${by.via}`;
  const isOne = members.length === 1;
  const what = isOne ? 'the one that fails' : `the ${members.length} that fail`;
  switch (kind) {
    case 'ack':
      return `${who} has ${what}, until ${isoOf(until)} or the next failure`;
    case 'wake':
      return `${who} wants to be woken at ${isoOf(until)} if ${what} still ${isOne ? 'does' : 'do'}`;
    case 'pass':
      return `${who} passes ${what} to ${t.now.policy.people.get(to ?? '')?.name ?? to}; back at ${isoOf(until)}`;
  }
}

function ask(t: Tending, person: string, words: string): void {
  const { duty, policy, at } = t.now;
  if (!policy.people.has(person)) {
    const { id } = policy.owners?.destination(person) ?? {};
    if (id !== undefined) pageTo(t, id, words, true);
    return;
  }
  if (duty === undefined) return;
  const [first] = t.members.flatMap((m) => t.draft.world.incarnations.get(m.incarnationId) ?? []);
  const severity = first === undefined ? 'error' : severityOf(first);
  const { ways } = findTargets([{ kind: 'person', name: person }], severity, policy, duty, at);
  for (const { destinationId } of ways) pageTo(t, destinationId, words, true);
}

function escalate(t: Tending, hand: Extract<Hand, { readonly kind: 'escalate' }>): boolean {
  const row = t.draft.world.escalations.get(t.group.id);
  const calls = callsOf(row?.policy);
  if (row === undefined || calls.length === 0 || (hand.from !== undefined && hand.from !== row.next))
    return false;
  const next = row.next < calls.length ? row.next : 0;
  const startedAt = row.startedAt > t.now.at ? t.now.at : row.startedAt;
  save(t, { ...row, state: 'running', ack: undefined, ackTold: [], hurry: true, next, startedAt });
  decide(t, undefined, 'waiting', `${hand.by.name} by ${hand.by.via} escalates now: ${calls[next]?.words}`);
  return true;
}

function resolve(draft: Draft, hand: Extract<Hand, { readonly kind: 'resolve' }>, now: Circumstances): void {
  const open = draft.world.incarnations.get(hand.incarnationId);
  if (open === undefined || open.state === 'ended') return;
  const alert = open.alertId === undefined ? undefined : draft.world.alerts.get(open.alertId);
  if (alert !== undefined)
    draft.add(
      put('alerts', {
        ...alert,
        ...{ openIncarnationId: undefined, version: alert.version + 1 },
        changes: withChange(alert.changes, now.at),
      }),
    );
  endIncarnation(draft, open, undefined, 'resolved', now.at);
}
