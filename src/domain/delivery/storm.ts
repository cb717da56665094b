/** A storm at one destination: over so many messages within a time, the rest is counted and told in one message. */
import type { Change } from '../change.ts';
import type { Storm } from '../quiet-records.ts';
import { dropDelivery } from './delivery.ts';
import { digestTo } from '../telling/digest-message.ts';
import { after, durationText, type Instant, type Millis, MINUTE } from '../time/instant.ts';
import { freshLane, writeLane } from './lane.ts';
import type { FlushTools } from './new-delivery.ts';
import { digestBriefing, type OutageTally } from './outage.ts';
import type { DestinationRef, Policy, Receiver, MessageCap } from '../policy.ts';
import type { Delivery, Lane } from '../records.ts';
import { STORM_REASON, summedUpIn } from './summary.ts';
import { isShadowLane } from './shadow.ts';
import type { Circumstances, Draft } from '../step.ts';

/** So long more is waited for, so that one message says it all. */
const SUM_UP_AFTER: Millis = MINUTE;

/** Pages, what a person asked for, and what was tried already are no part of it. */
export function capOf({ receivers }: Pick<Policy, 'receivers'>, delivery: Delivery): MessageCap | undefined {
  const { groupId, page, resendOf, attempts, lane, destinationId } = delivery;
  if (groupId === undefined || page || resendOf !== undefined || attempts > 0 || isShadowLane(lane))
    return undefined;
  for (const { destinations } of receivers.values()) {
    const found = destinations.find(({ id }) => id === destinationId);
    if (found !== undefined) return found.atMost;
  }
  return undefined;
}

export type Capped = { readonly delivery: Delivery; readonly cap: MessageCap };

/**
 * The ids of those that are too many. `isKnown`: its group was told there by a message of its own, and what follows
 * from that is told so as well.
 */
export function tooMany(
  capped: readonly Capped[],
  sent: ReadonlyMap<string, number>,
  isKnown: (delivery: Delivery) => boolean,
): ReadonlySet<string> {
  const used = new Map(sent);
  const over = new Set<string>();
  for (const { delivery, cap } of capped) {
    const { id, destinationId } = delivery;
    const count = used.get(destinationId) ?? 0;
    if (count >= cap.messages && !isKnown(delivery)) over.add(id);
    else used.set(destinationId, count + 1);
  }
  return over;
}

/** Counted, and told with the others. The lane is written each time: who sums up in between finds out. */
export function holdBack(draft: Draft, deliveryId: string, tools: FlushTools, now: Circumstances): void {
  const delivery = draft.world.deliveries.get(deliveryId);
  const cap = delivery && capOf(now.policy, delivery);
  if (delivery?.state !== 'pending' || cap === undefined) return;
  const lane = draft.world.lanes.get(delivery.lane) ?? freshLane(delivery.lane);
  const before = stormOf(lane, delivery.destinationId);
  const since = before?.since ?? now.at;
  const storm = { destinationId: delivery.destinationId, since, toldAt: before?.toldAt };
  const dueAt = before?.dueAt ?? dueFor(cap, before, now.at);
  draft.add(writeLane(withStorm(lane, { ...storm, dueAt })));
  dropDelivery(draft, delivery.id, summedUpIn(since), tools, now);
}

function dueFor({ within }: MessageCap, before: Storm | undefined, at: Instant): Instant {
  const soonest = after(at, SUM_UP_AFTER);
  const next = before?.toldAt === undefined ? soonest : after(before.toldAt, within);
  return next > soonest ? next : soonest;
}

function stormOf({ storms = [] }: Lane, destinationId: string): Storm | undefined {
  return storms.find((storm) => storm.destinationId === destinationId);
}

function withStorm(lane: Lane, storm: Storm): Lane {
  const others = (lane.storms ?? []).filter((s) => s.destinationId !== storm.destinationId);
  return { ...lane, storms: [...others, storm], version: lane.version + 1 };
}

export type DueStorm = Storm & { readonly since: Instant };

export function dueStorms({ storms = [] }: Lane, at: Instant): readonly DueStorm[] {
  return storms.flatMap((s) =>
    s.since !== undefined && s.dueAt !== undefined && s.dueAt <= at ? [{ ...s, since: s.since }] : [],
  );
}

/** One message about all that was held back. */
export function sumUp(
  lane: Lane,
  storm: DueStorm,
  tally: OutageTally | undefined,
  ref: DestinationRef | undefined,
  tools: FlushTools,
  now: Pick<Circumstances, 'at' | 'nextId' | 'policy'>,
): readonly Change[] {
  const over = { ...storm, since: undefined, dueAt: undefined, toldAt: now.at };
  const done = writeLane(withStorm(lane, over));
  const receiver = ref && now.policy.receivers.get(ref.receiver);
  if (ref === undefined || receiver === undefined || tally === undefined) return [done];
  const news = {
    reason: `more than ${limitText(ref)}: ${STORM_REASON}`,
    ...{ path: ref.place.path, members: [] },
    briefing: stormBriefing(tally, receiver, ref),
  };
  return [...digestTo(ref, news, tools, now), done];
}

function stormBriefing(tally: OutageTally, receiver: Receiver, ref: DestinationRef) {
  const { open, recovered } = tally;
  const title =
    open === 0
      ? `And ${recovered} more have recovered`
      : `And ${open} more ${open === 1 ? 'problem' : 'problems'}`;
  return digestBriefing(tally, receiver, {
    title,
    summary: `There were more than ${limitText(ref)}; these are told here together, the worst first`,
    isOpen: open > 0,
    facts: open === 0 || recovered === 0 ? [] : [{ title: 'Recovered', value: String(recovered) }],
  });
}

function limitText({ atMost }: DestinationRef): string {
  return atMost === undefined
    ? 'its limit of messages'
    : `${atMost.messages} messages within ${durationText(atMost.within)}`;
}
