/** A delivery as it begins: pending, due at once, on the lane of its destination. */
import type { composeBriefing } from '../briefing/compose-briefing.ts';
import { after, DAY, type Millis } from '../time/instant.ts';
import type { DestinationRef } from '../policy.ts';
import type { Delivery } from '../records.ts';
import type { Circumstances } from '../step.ts';

/** A delivery that nobody took for so long is dead, however often it was tried. */
export const DELIVERY_AGE: Millis = 3 * DAY;

/**
 * `laneOf` names the lane of a destination, `canUpdate` says whether it can change what it has told, `compose` writes what
 * it is told.
 */
export type FlushTools = {
  readonly compose: typeof composeBriefing;
  readonly laneOf: (destination: DestinationRef) => string;
  readonly canUpdate: (destination: DestinationRef) => boolean;
};

export function newDelivery(
  now: Pick<Circumstances, 'at' | 'nextId'>,
  notificationId: string,
  groupId: string | undefined,
  destination: DestinationRef,
  tools: FlushTools,
  page: boolean = false,
): Delivery {
  const id = now.nextId();
  return {
    id,
    notificationId,
    groupId,
    destinationId: destination.id,
    type: destination.type,
    lane: tools.laneOf(destination),
    state: 'pending',
    createdAt: now.at,
    dueAt: now.at,
    expiresAt: after(now.at, DELIVERY_AGE),
    claim: 0,
    claimedAt: undefined,
    bootId: undefined,
    attempts: 0,
    threadKey: groupId ?? id,
    payload: undefined,
    dropped: undefined,
    handle: undefined,
    detail: undefined,
    resendOf: undefined,
    page,
  };
}
