/** Takes what is over out of a world, so that a long replay holds only what is still open. */
import type { Decision } from '../records.ts';
import { lastDecisionKey, membersOf, membershipsOf, toldOf, type World } from '../world.ts';

/** `spokenTo`: the destinations of its decisions and notifications. Answers the incarnations that were in it. */
export function forgetGroup(
  world: World,
  groupId: string,
  spokenTo: Iterable<string | undefined>,
): readonly string[] {
  const { index } = world;
  const incarnations = membersOf(world, groupId).map((m) => m.incarnationId);
  for (const incarnationId of incarnations) {
    const id = `${groupId}/${incarnationId}`;
    world.members.delete(id);
    index.membersByIncarnation.get(incarnationId)?.delete(id);
  }
  for (const { id } of toldOf(world, groupId)) world.told.delete(id);
  for (const destinationId of spokenTo) {
    index.lastDecision.delete(lastDecisionKey({ subjectId: groupId, destinationId, step: 'flush' }));
    index.lastNotifiedAt.delete(`${groupId}|${destinationId}`);
  }
  index.membersByGroup.delete(groupId);
  index.toldByGroup.delete(groupId);
  index.openDeliveriesByGroup.delete(groupId);
  world.escalations.delete(groupId);
  world.groups.delete(groupId);
  return incarnations;
}

/** Answers whether it is over: ended, routed, and in no group that goes on. */
export function forgetIfOver(world: World, incarnationId: string): boolean {
  const incarnation = world.incarnations.get(incarnationId);
  if (incarnation === undefined || incarnation.state === 'open' || incarnation.stage === 'label')
    return false;
  if (membershipsOf(world, incarnationId).length > 0) return false;
  world.incarnations.delete(incarnationId);
  world.reasons.delete(incarnationId);
  world.reruns.delete(`${incarnationId}/first`);
  world.index.membersByIncarnation.delete(incarnationId);
  return true;
}

/** One that has arrived, with its message. */
export function forgetDelivery(world: World, deliveryId: string): void {
  const delivery = world.deliveries.get(deliveryId);
  world.attempts.clear();
  if (delivery === undefined) return;
  world.deliveries.delete(deliveryId);
  world.notifications.delete(delivery.notificationId);
  world.index.toldByNotification.delete(delivery.notificationId);
}

/** Only what a group said last to a destination is looked at again. */
export function forgetDecision(world: World, decision: Decision): void {
  world.decisions.delete(decision.id);
  if (decision.subject === 'group' && decision.step === 'flush') return;
  world.index.lastDecision.delete(lastDecisionKey(decision));
}

/** What later decisions do not look at: what was said is stored, and each of it is new. */
export function forgetEvents({ events, held, index }: World): void {
  held.clear();
  if (events.size === 0) return;
  events.clear();
  index.eventByIdentity.clear();
  index.eventByDigest.clear();
  index.caughtByOutcome.clear();
}
