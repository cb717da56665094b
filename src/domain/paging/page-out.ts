/** Pages a destination about a group: one message, also where the route tells the same address at the same time. */
import type { Decision, Group, Incarnation, Member } from '../records.ts';
import { insert } from '../change.ts';
import { isCovered } from './escalation.ts';
import { notify } from '../telling/flush-destination.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import { ownerDestination } from './owners.ts';
import type { DestinationRef, Policy } from '../policy.ts';
import type { Circumstances, Draft } from '../step.ts';
import { openDeliveriesOf } from '../world.ts';

/** A group whose escalation is looked at. */
export type Tending = {
  readonly draft: Draft;
  readonly group: Group;
  readonly members: readonly Member[];
  readonly tools: FlushTools;
  readonly now: Circumstances;
};

export function destinationIn(policy: Policy, id: string): DestinationRef | undefined {
  for (const receiver of policy.receivers.values()) {
    const found = receiver.destinations.find((d) => d.id === id);
    if (found) return found;
  }
  return ownerDestination(policy, id);
}

/** What fires, and nothing keeps quiet. */
export function loudIn({ draft, members }: Pick<Tending, 'draft' | 'members'>): readonly Incarnation[] {
  return members
    .filter((m) => m.state === 'firing' && m.quiet === undefined)
    .flatMap((m) => draft.world.incarnations.get(m.incarnationId) ?? []);
}

/** Of these, what nobody has. */
export function openIn(t: Tending): readonly Incarnation[] {
  const ack = t.draft.world.escalations.get(t.group.id)?.ack;
  const loud = loudIn(t);
  const open = ack && loud.filter((i) => !isCovered(ack, i, t.group.settings.ackCovers ?? 'cause'));
  return open === undefined || open.length === 0 ? loud : open;
}

/**
 * The id of the delivery that pages it; `undefined` when the configuration has it no more. `kept`: an acknowledge does
 * not take it back.
 */
export function pageTo(
  t: Tending,
  destinationId: string,
  words: string,
  kept: boolean = false,
): string | undefined {
  const { draft, group, now } = t;
  const destination = destinationIn(now.policy, destinationId);
  if (destination === undefined) {
    decide(t, destinationId, 'not-told', `${words}: it is no longer in the configuration`);
    return undefined;
  }
  const twin = openDeliveriesOf(draft.world, group.id).find((d) => {
    const other = destinationIn(now.policy, d.destinationId);
    return other !== undefined && isSameAddress(other, destination);
  });
  if (twin !== undefined) {
    decide(t, destinationId, 'told', `${words}: the message that is on its way to this address says it`);
    return twin.id;
  }
  const ids = (of: readonly Incarnation[]) => of.map((i) => i.id);
  return notify(
    { ...t, destination },
    {
      kind: 'firing',
      reason: words,
      firing: ids(loudIn(t)),
      added: ids(openIn(t)),
      recovered: [],
      page: { words, kept },
    },
  );
}

function isSameAddress(a: DestinationRef, b: DestinationRef): boolean {
  return (
    a.type === b.type && JSON.stringify([a.account, a.address]) === JSON.stringify([b.account, b.address])
  );
}

/** A decision of the escalation, always written. */
export function decide(
  { draft, group, now }: Pick<Tending, 'draft' | 'group' | 'now'>,
  destinationId: string | undefined,
  answer: Decision['answer'],
  reason: string,
): void {
  draft.add(
    insert('decisions', {
      id: now.nextId(),
      at: now.at,
      subject: 'group',
      subjectId: group.id,
      destinationId,
      step: 'escalate',
      answer,
      reason,
      revision: group.settings.revision,
      path: group.settings.path,
    }),
  );
}
