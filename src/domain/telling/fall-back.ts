/** While a way out does not work, what waits for it is told elsewhere too: there as to any destination of the group. */
import { insert } from '../change.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import type { DestinationRef } from '../policy.ts';
import type { Circumstances, Draft } from '../step.ts';
import { flushGroup } from './flush.ts';

export type FallBack = {
  /** What waits. */
  readonly deliveryId: string;
  /** What does not work. */
  readonly destination: DestinationRef;
  /** Who is told in its place. */
  readonly ways: readonly DestinationRef[];
};

/** They have told rows of their own from then on, and so hear of the recovery, whatever becomes of what waits. */
export function tellInItsPlace(
  draft: Draft,
  { deliveryId, destination, ways }: FallBack,
  tools: FlushTools,
  now: Circumstances,
): void {
  const delivery = draft.world.deliveries.get(deliveryId);
  if (delivery?.groupId === undefined || delivery.state !== 'pending') return;
  const { groupId } = delivery;
  flushGroup(draft, groupId, tools, now, { ways, insteadOf: deliveryId });
  const told = draft.changes.flatMap((c) =>
    c.op === 'insert' && c.table === 'deliveries' && c.row.resendOf === deliveryId ? c.row.destinationId : [],
  );
  if (told.length === 0) return;
  const { path, line } = destination.place;
  draft.add(
    insert('decisions', {
      ...{ id: now.nextId(), at: now.at, subject: 'group', subjectId: groupId },
      ...{ destinationId: destination.id, step: 'deliver', answer: 'waiting' },
      reason: `it does not work: ${told.join(', ')} is told in its place (line ${line})`,
      ...{ revision: now.policy.revision, path },
    }),
  );
}
