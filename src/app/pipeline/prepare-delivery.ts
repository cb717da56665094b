/** Makes a delivery ready to be sent: rendered once and claimed, so that every attempt sends the same bytes. */
import { destinationIn } from '../../domain/paging/page-out.ts';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { madeOfMost } from '../../domain/briefing/made-of-most.ts';
import { type Change, insert, update } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { type DestinationRef, personOfReceiver } from '../../domain/policy.ts';
import type { Delivery, Lane, Notification } from '../../domain/records.ts';
import { untrusted } from '../../domain/briefing/untrusted.ts';
import { type EngineDeps } from './decide.ts';
import { noteUnshown } from '../../domain/health/unshown.ts';
import type { Clock } from '../ports/clock.ts';
import type { DestinationType, Rendered } from '../ports/destination.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

export type PrepareDeps = Pick<EngineDeps, 'registry' | 'policy' | 'ids'> & {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  /** Changes with each start; claims of other starts are free. */
  readonly bootId: string;
  /** The address of a delivery's page, when a public address is set. */
  readonly detailsUrl: (deliveryId: string) => string | undefined;
};

export type Target = { readonly type: DestinationType; readonly ref: DestinationRef };
export type Claimed = {
  readonly delivery: Delivery;
  readonly payload: string;
  readonly target: Target | Outcome;
};

export type DueRow = {
  readonly delivery: Delivery;
  readonly notification: Notification;
  readonly lane: Lane | undefined;
};

export type Prepared = { readonly claimed: Claimed; readonly dropped: readonly string[] | undefined };

export function claimOf(
  deps: PrepareDeps,
  delivery: Delivery,
  { claimed, dropped }: Prepared,
  at: Instant,
): Change {
  return update(
    'deliveries',
    delivery.id,
    {
      state: 'claimed',
      claim: delivery.claim + 1,
      claimedAt: at,
      bootId: deps.bootId,
      payload: claimed.payload,
      dropped,
    },
    { state: 'pending', claim: delivery.claim },
  );
}

/** Renders, unless an earlier attempt has: every attempt of a delivery sends the same bytes. */
export async function prepare(deps: PrepareDeps, { delivery, notification }: DueRow): Promise<Prepared> {
  const after = { ...delivery, claim: delivery.claim + 1 };
  const ref = destinationIn(deps.policy.current(), delivery.destinationId);
  const type = ref === undefined ? undefined : deps.registry.get(ref.type);
  const failed = (detail: string): Prepared => ({
    claimed: { delivery: after, payload: delivery.payload ?? '', target: { kind: 'refused', detail } },
    dropped: delivery.dropped,
  });
  if (ref === undefined || type === undefined)
    return failed(`destination ${delivery.destinationId} is no longer in the configuration`);
  if (delivery.payload !== undefined)
    return {
      claimed: { delivery: after, payload: delivery.payload, target: { type, ref } },
      dropped: delivery.dropped,
    };
  try {
    const briefing = await complete(deps, notification, delivery, type);
    const { payload, dropped } = await render(deps, { type, ref }, briefing, notification);
    return { claimed: { delivery: after, payload, target: { type, ref } }, dropped };
  } catch (error) {
    deps.log.error({ error, delivery: delivery.id }, 'a message could not be rendered');
    return failed('it could not be rendered, see the log');
  }
}

/** An item that cannot be shown does not keep the others from being told. */
async function render(
  deps: PrepareDeps,
  { type, ref }: Target,
  briefing: Briefing,
  { groupId }: Notification,
): Promise<Rendered> {
  const { items, more } = briefing;
  const { made, faults } = madeOfMost(items, (some) =>
    type.render({ ...briefing, items: some, more: more + items.length - some.length }, ref.address),
  );
  if (faults.size === 0) return made;
  const names = [...faults.keys()].map(({ name }) => name.untrusted);
  const [error] = faults.values();
  deps.log.error({ error, destination: ref.id, names }, 'a part of a message could not be rendered');
  const at = deps.clock.now();
  await deps.store.commit([
    noteUnshown({ at, destinationId: ref.id, names }),
    ...(groupId === undefined ? [] : [unshownDecision(deps, ref, groupId, names, at)]),
  ]);
  return made;
}

function unshownDecision(
  { ids, policy }: PrepareDeps,
  { id: destinationId, place }: DestinationRef,
  groupId: string,
  names: readonly string[],
  at: Instant,
): Change {
  return insert('decisions', {
    ...{ id: ids.next(), at, subject: 'group', subjectId: groupId, destinationId },
    ...{ step: 'deliver', answer: 'not-told', revision: policy.current().revision, path: place.path },
    reason: `without ${names.join(', ')}, which could not be shown: a fault of Tabduty, see the log`,
  });
}

/** What only this delivery has: its link, and for some destinations Tableau's own bytes. */
async function complete(
  deps: PrepareDeps,
  notification: Notification,
  delivery: Delivery,
  type: DestinationType,
): Promise<Briefing> {
  // Behind the link of a handoff would be nothing that it does not say itself.
  const url = notification.kind === 'handoff' ? undefined : deps.detailsUrl(delivery.id);
  const actions = [
    ...notification.briefing.actions,
    ...(url === undefined ? [] : [linkTo(url, notification)]),
  ];
  const original = type.needsOriginal ? await originalOf(deps, notification) : undefined;
  return {
    ...notification.briefing,
    actions,
    ...(original === undefined ? {} : { original: untrusted(original) }),
  };
}

/** Who can still have it is offered that; the page behind both is the same. */
function linkTo(url: string, { briefing, receiver }: Notification): Briefing['actions'][number] {
  if (briefing.kind !== 'firing' && briefing.kind !== 'update') return { kind: 'details', url };
  return { kind: 'acknowledge', url, ...(personOfReceiver(receiver) && { ofPerson: true }) };
}

async function originalOf(
  deps: Pick<PrepareDeps, 'store'>,
  notification: Notification,
): Promise<string | undefined> {
  const [only, ...others] = notification.members;
  if (only === undefined || others.length > 0) return undefined;
  const incarnation = await deps.store.ask('incarnation', { id: only });
  const event = incarnation && (await deps.store.ask('event', { id: incarnation.lastEventId }));
  const call = event?.callId && (await deps.store.ask('call', { id: event.callId }));
  return call ? new TextDecoder().decode(call.body) : undefined;
}
