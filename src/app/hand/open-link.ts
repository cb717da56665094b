/** What is behind the link of a message: which alerts, who has them, and who may be the one that opened it. */
import type { Escalation } from '../../domain/people-records.ts';
import { after, DAY } from '../../domain/time/instant.ts';
import type { PersonId } from '../../domain/on-call/schedule.ts';
import { addressOfReceiver, type Owner, ownerOf } from '../../domain/paging/owners.ts';
import { type Detail, personOfReceiver, type Policy } from '../../domain/policy.ts';
import type { Delivery, Group, Incarnation, Member, Notification } from '../../domain/records.ts';
import { factsOfItem } from '../../domain/briefing/tableau-facts.ts';
import { DELIVERY_AGE } from '../../domain/delivery/new-delivery.ts';
import { worldOfGroups } from '../pipeline/decide.ts';
import type { Clock } from '../ports/clock.ts';
import { wholeSlice } from '../pipeline/whole-slice.ts';
import type { Store } from '../ports/store.ts';

export type LinkDeps = {
  readonly store: Pick<Store, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: { current(): Policy };
  /** `undefined` for what is no link of ours. */
  readonly deliveryOf: (token: string) => string | undefined;
};

export type OpenedLink = {
  readonly kind: 'open';
  readonly delivery: Delivery;
  readonly notification: Notification;
  readonly group: Group;
  /** Of a page about many: the ids of the other groups that it stands for, and that nobody has. */
  readonly others: readonly string[];
  readonly members: readonly Member[];
  /** All of the group, those that fire first. */
  readonly alerts: readonly Incarnation[];
  readonly escalation: Escalation | undefined;
  /** What Tableau says of an alert, as much of it as the one who was told may see. */
  readonly known: (alert: Incarnation) => ReturnType<typeof factsOfItem>;
  /** The person to whom the message went; a channel's link knows nobody. */
  readonly person: PersonId | undefined;
  /** The address to which it went, when it went to an owner who is none of ours. */
  readonly mailedTo: string | undefined;
  /** Who could be asked about what fires, or why nobody. */
  readonly owner: Owner;
};

export type Link =
  | { readonly kind: 'unknown' }
  /** Its group has ended, and a day has passed. */
  | { readonly kind: 'expired'; readonly title: string }
  /** A test of a receiver, a handoff, a digest: nothing can be done about it. */
  | { readonly kind: 'told-only'; readonly title: string; readonly of: Notification['kind'] }
  /** A page about many, of which each is over or somebody has it. */
  | { readonly kind: 'all-taken'; readonly title: string }
  | OpenedLink;

const AFTER_END = DAY;

export async function openLink(deps: LinkDeps, token: string): Promise<Link> {
  const { store, clock, policy } = deps;
  const id = deps.deliveryOf(token);
  const delivery = id === undefined ? undefined : await store.ask('delivery', { id });
  const notification = delivery && (await store.ask('notification', { id: delivery.notificationId }));
  if (delivery === undefined || notification === undefined) return { kind: 'unknown' };
  const title = notification.briefing.title.untrusted;
  const [groupId, ...others] = await groupsOf(deps, delivery);
  if (groupId === undefined)
    return delivery.page ? { kind: 'all-taken', title } : { kind: 'told-only', title, of: notification.kind };
  const slice = await wholeSlice(store, [groupId]);
  const [group] = slice.groups;
  if (group === undefined) return { kind: 'expired', title };
  if (group.endedAt !== undefined && clock.now() > after(group.endedAt, AFTER_END))
    return { kind: 'expired', title };
  const alerts = slice.incarnations.toSorted(firingFirst);
  const world = worldOfGroups(slice);
  return {
    kind: 'open',
    delivery,
    notification,
    group,
    others,
    members: slice.members,
    alerts,
    escalation: slice.escalations[0],
    known: (alert) => factsOfItem(alert, world, detailFor(policy.current(), notification)),
    person: personOfReceiver(notification.receiver),
    mailedTo: addressOfReceiver(notification.receiver),
    owner: ownerOf(
      alerts.filter((a) => a.state === 'open'),
      policy.current(),
    ),
  };
}

/** More are not taken by one press. */
const MOST_GROUPS = 500;

/** A page about many stands for those that nobody has yet; the worst is shown. */
async function groupsOf({ store, clock }: LinkDeps, delivery: Delivery): Promise<readonly string[]> {
  const { id: before, groupId, destinationId, page } = delivery;
  if (groupId !== undefined) return [groupId];
  const since = after(clock.now(), -DELIVERY_AGE);
  return page ? store.ask('summedUpPages', { destinationId, before, since, limit: MOST_GROUPS }) : [];
}

function detailFor({ receivers }: Policy, { receiver }: Notification): Detail {
  return receivers.get(receiver)?.detail ?? 'cause';
}

export function firingOf({ alerts }: OpenedLink): readonly Incarnation[] {
  return alerts.filter((a) => a.kind !== 'notice' && a.state === 'open');
}

function firingFirst(a: Incarnation, b: Incarnation): number {
  const rank = (i: Incarnation) => (i.state === 'open' ? 0 : 1);
  return rank(a) - rank(b) || b.streak - a.streak || a.openedAt - b.openedAt;
}
