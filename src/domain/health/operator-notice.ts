/** A message of Tabduty's own to the operators that is about no alert. */
import type { Briefing } from '../briefing/briefing.ts';
import type { Severity } from '../routing/severity.ts';
import { type Change, insert } from '../change.ts';
import { type FlushTools, newDelivery } from '../delivery/new-delivery.ts';
import type { DestinationRef, Policy, Receiver } from '../policy.ts';
import type { Circumstances } from '../step.ts';
import { untrusted } from '../briefing/untrusted.ts';

export type Said = {
  readonly title: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly facts: readonly { readonly title: string; readonly value: string }[];
};

export function noticeBriefing(said: Said, { locale, timeZone: zone }: Receiver): Briefing {
  const { title, summary, severity, facts } = said;
  const parts = { title: untrusted(title), summary, severity, facts };
  return {
    v: 1,
    kind: 'notice',
    number: 0,
    ...parts,
    items: [],
    more: 0,
    people: [],
    actions: [],
    locale,
    zone,
  };
}

export function operatorReceivers(policy: Policy): readonly Receiver[] {
  return [...new Set(policy.operators)].flatMap((name) => policy.receivers.get(name) ?? []);
}

/** A notification and its delivery for each destination of the operators'. */
export function noticeToOperators(
  said: Said,
  reason: string,
  tools: FlushTools,
  now: Noticing,
): readonly Change[] {
  return operatorReceivers(now.policy).flatMap((receiver) =>
    receiver.destinations.flatMap((destination) => noticeTo(destination, receiver, said, reason, tools, now)),
  );
}

type Noticing = Pick<Circumstances, 'at' | 'nextId' | 'policy'>;

/** A notification that is of no group, and its delivery. */
export function noticeTo(
  destination: DestinationRef,
  receiver: Receiver,
  said: Said,
  reason: string,
  tools: FlushTools,
  now: Noticing,
): readonly Change[] {
  const id = now.nextId();
  return [
    insert('notifications', {
      id,
      groupId: undefined,
      receiver: receiver.name,
      destinationId: destination.id,
      kind: 'notice',
      reason,
      at: now.at,
      revision: now.policy.revision,
      path: destination.place.path,
      members: [],
      briefing: noticeBriefing(said, receiver),
    }),
    insert('deliveries', newDelivery(now, id, undefined, destination, tools)),
  ];
}
