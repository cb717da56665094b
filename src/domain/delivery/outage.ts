/** After a lane was out of order for long: one digest and the worst of what is open, in place of the whole backlog. */
import type { Briefing, BriefingItem } from '../briefing/briefing.ts';
import type { Change } from '../change.ts';
import { digestOf, digestTo, MOST_DIGEST_ITEMS } from '../telling/digest-message.ts';
import { OUTAGE_REASON } from './summary.ts';
import { durationText, type Instant } from '../time/instant.ts';
import { writeLane } from './lane.ts';
import type { FlushTools } from './new-delivery.ts';
import type { DestinationRef, Receiver } from '../policy.ts';
import type { Lane } from '../records.ts';
import { SEVERITIES } from '../routing/severity.ts';
import type { Circumstances } from '../step.ts';

/** So many of what waits for a destination are sent one by one; of more, the rest is told in the digest only. */
export const KEPT_BACK = 10;

/** What became of the messages of one destination in the outage. */
export type OutageTally = {
  readonly destinationId: string;
  /** Firing and resolved again before anything could be sent. */
  readonly over: number;
  /** Put into the digest: recoveries of what was told before, and what is still open. */
  readonly recovered: number;
  readonly open: number;
  /** Wait to be sent one by one. */
  readonly waiting: number;
  /** Of what is open, the worst and oldest first. */
  readonly briefings: readonly Briefing[];
};

/** The digests, and a lane that is as any other again. */
export function endOutage(
  lane: Lane & { readonly outageSince: Instant },
  tallies: readonly OutageTally[],
  refOf: (destinationId: string) => DestinationRef | undefined,
  tools: FlushTools,
  now: Pick<Circumstances, 'at' | 'nextId' | 'policy'>,
): readonly Change[] {
  const digests = tallies.flatMap((tally) => {
    const ref = refOf(tally.destinationId);
    const receiver = ref && now.policy.receivers.get(ref.receiver);
    if (ref === undefined || receiver === undefined) return [];
    if (tally.over + tally.recovered + tally.open === 0) return [];
    const news = {
      reason: OUTAGE_REASON,
      path: ref.place.path,
      members: [],
      briefing: briefingOf(lane, tally, receiver, now.at),
    };
    // It goes before what waits.
    return digestTo(ref, news, tools, now, { dueAt: lane.outageSince });
  });
  return [...digests, writeLane({ ...lane, outageSince: undefined, version: lane.version + 1 })];
}

function briefingOf(
  { outageSince }: { readonly outageSince: Instant },
  tally: OutageTally,
  receiver: Receiver,
  at: Instant,
): Briefing {
  const { over, recovered, open, waiting } = tally;
  const facts = [
    { title: 'Over before they could be told', value: String(over) },
    { title: 'Recovered', value: String(recovered) },
    { title: 'Still open, told here only', value: String(open) },
    { title: 'Told one by one after this', value: String(waiting) },
  ];
  return digestBriefing(tally, receiver, {
    title: `Messages could not be sent here for ${durationText(at - outageSince)}`,
    summary: `${over + recovered} are over meanwhile, ${open + waiting} are still open`,
    isOpen: open + waiting > 0,
    facts: facts.filter(({ value }) => value !== '0'),
  });
}

type DigestWords = Pick<Briefing, 'summary' | 'facts'> & { readonly title: string; readonly isOpen: boolean };

/** The worst of what is told in one message. */
export function digestBriefing(
  { open, briefings }: OutageTally,
  receiver: Receiver,
  { title, summary, isOpen, facts }: DigestWords,
): Briefing {
  const items: readonly BriefingItem[] = briefings
    .flatMap((b) => b.items)
    .filter((i) => i.state === 'firing');
  const shown = items.slice(0, MOST_DIGEST_ITEMS);
  const worst = SEVERITIES.find((s) => briefings.some((b) => b.severity === s)) ?? 'error';
  return digestOf(receiver, {
    title,
    summary,
    severity: isOpen ? worst : 'info',
    items: shown,
    more: Math.max(0, open - briefings.length) + items.length - shown.length,
    facts,
  });
}
