/** A storm at one destination: over so many messages within a time, the rest is counted and told in one message. */
import type { Change } from '../change.ts';
import type { Storm } from '../quiet-records.ts';
import { dropDelivery } from './delivery.ts';
import { digestTo } from '../telling/digest-message.ts';
import { after, durationText, type Instant, type Millis, MINUTE } from '../time/instant.ts';
import { freshLane, writeLane } from './lane.ts';
import type { FlushTools } from './new-delivery.ts';
import { digestBriefing, type OutageTally } from './outage.ts';
import {
  type DestinationRef,
  type MessageCap,
  personOfReceiver,
  type Policy,
  type Receiver,
} from '../policy.ts';
import type { Delivery, Lane } from '../records.ts';
import { isAtMost, type Severity } from '../routing/severity.ts';
import { STORM_REASON, summedUpIn } from './summary.ts';
import { isShadowLane } from './shadow.ts';
import type { Circumstances, Draft } from '../step.ts';

/** So long more is waited for, so that one message says it all. */
const SUM_UP_AFTER: Millis = MINUTE;

/** `pages`: to a way of a person, whose phone rings so often and no more. */
export type Limit = { readonly cap: MessageCap; readonly pages: boolean };

/** What a person asked for, what was tried already, and pages to others than people are no part of it. */
export function limitOf({ receivers }: Pick<Policy, 'receivers'>, delivery: Delivery): Limit | undefined {
  const { groupId, page, resendOf, attempts, lane, destinationId } = delivery;
  if (groupId === undefined || resendOf !== undefined || attempts > 0 || isShadowLane(lane)) return undefined;
  for (const { name, destinations } of receivers.values()) {
    const found = destinations.find(({ id }) => id === destinationId);
    if (found?.atMost === undefined) continue;
    const pages = personOfReceiver(name) !== undefined;
    return page && !pages ? undefined : { cap: found.atMost, pages };
  }
  return undefined;
}

/** `severity`: of what it is about. */
export type Limited = Limit & { readonly delivery: Delivery; readonly severity: Severity };

/** One that went to a destination lately, and how bad what it was about. */
export type Sent = { readonly destinationId: string; readonly severity: Severity };

/** How its group was told there before: by messages of its own, or in the one about many. */
export type Known = (delivery: Delivery) => 'told' | 'summed-up' | undefined;

/**
 * The ids of those that are too many. What follows from a message of its own is told so as well; of what a person heard
 * only in the one about many, the end is told so too. A page waits for none that was about something less bad: a storm of
 * warnings hides nothing critical.
 */
export function tooMany(
  limited: readonly Limited[],
  sent: readonly Sent[],
  knownAs: Known,
): ReadonlySet<string> {
  const gone = [...sent];
  const over = new Set<string>();
  for (const { delivery, cap, pages, severity } of limited) {
    const { id, destinationId, page } = delivery;
    const known = knownAs(delivery);
    const before = gone.filter(
      (g) => g.destinationId === destinationId && (!pages || isAtMost(severity, g.severity)),
    );
    if (pages && !page) {
      if (known === 'summed-up') over.add(id);
    } else if (before.length >= cap.messages && known !== 'told') over.add(id);
    else gone.push({ destinationId, severity });
  }
  return over;
}

/** Counted, and told with the others. The lane is written each time: who sums up in between finds out. */
export function holdBack(draft: Draft, deliveryId: string, tools: FlushTools, now: Circumstances): void {
  const delivery = draft.world.deliveries.get(deliveryId);
  const cap = delivery && limitOf(now.policy, delivery)?.cap;
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
  if (tally.open + tally.recovered === 0) return [done];
  const news = {
    reason: `more than ${limitText(ref)}: ${STORM_REASON}`,
    ...{ path: ref.place.path, members: [] },
    briefing: stormBriefing(tally, receiver, ref),
  };
  if (personOfReceiver(ref.receiver) === undefined || tally.open === 0)
    return [...digestTo(ref, news, tools, now), done];
  // Nobody is to sleep through what came after the first few.
  const briefing = { ...news.briefing, kind: 'firing' } as const;
  return [...digestTo(ref, { ...news, briefing }, tools, now, { page: true }), done];
}

function stormBriefing(tally: OutageTally, receiver: Receiver, ref: DestinationRef) {
  const { open, recovered } = tally;
  const what = personOfReceiver(ref.receiver) === undefined ? 'messages' : 'pages';
  const title =
    open === 0
      ? `And ${recovered} more have recovered`
      : `And ${open} more ${open === 1 ? 'problem' : 'problems'}`;
  return digestBriefing(tally, receiver, {
    title,
    summary: `There were more than ${limitText(ref, what)}; these are told here together, the worst first`,
    isOpen: open > 0,
    facts: open === 0 || recovered === 0 ? [] : [{ title: 'Recovered', value: String(recovered) }],
  });
}

function limitText({ atMost }: DestinationRef, what: 'messages' | 'pages' = 'messages'): string {
  return atMost === undefined
    ? `its limit of ${what}`
    : `${atMost.messages} ${what} within ${durationText(atMost.within)}`;
}
