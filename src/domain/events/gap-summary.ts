/** After a time in which nothing could be heard: one message of what happened meanwhile, instead of one for each. */
import type { Briefing, BriefingItem } from '../briefing/briefing.ts';
import { localText } from '../time/civil.ts';
import { itemOf } from '../briefing/compose-briefing.ts';
import { digestOf, digestTo, MOST_DIGEST_ITEMS } from '../telling/digest-message.ts';
import { alertIdOf, alertsOf } from './event.ts';
import { catalogEntry } from './event-catalog.ts';
import { labelsOf } from './event-labels.ts';
import type { Instant } from '../time/instant.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import type { Receiver } from '../policy.ts';
import type { Event, Incarnation } from '../records.ts';
import { deriveLabels } from '../routing/labelling.ts';
import { routesFor } from '../routing/route.ts';
import type { Circumstances, Draft } from '../step.ts';
import { untrusted } from '../briefing/untrusted.ts';

/** Why nothing could be heard from `from` to `to`, by our clock. */
export type Gap = {
  readonly why: 'stopped' | 'webhooks' | 'unreachable';
  readonly from: Instant;
  readonly to: Instant;
  /** Tableau's history begins later than what is missing. */
  readonly historyFrom: Instant | undefined;
};

/** By it such a message is found again. */
export const GAP_REASON = 'nothing could be heard for a while';

const WHILE: Readonly<Record<Gap['why'], string>> = {
  stopped: 'While Tabduty was down',
  webhooks: 'While webhooks were disabled',
  unreachable: 'While Tableau could not be asked',
};

export type Tally = { readonly failures: number; readonly failing: number; readonly recovered: number };

/** "30 failures of which 12 still fail, 20 recovered" */
export function tallyText({ failures, failing, recovered }: Tally): string {
  const still = failing === 1 ? '1 still fails' : `${failing} still fail`;
  return `${failures} ${failures === 1 ? 'failure' : 'failures'} of which ${still}, ${recovered} recovered`;
}

/** Each receiver hears of what its routes take; what no route takes, the operators do. */
export function tellGap(
  draft: Draft,
  source: string,
  gap: Gap,
  events: readonly Event[],
  tools: FlushTools,
  now: Circumstances,
): void {
  for (const [receiver, own] of byReceiver(events, now)) {
    const tally = tallyOf(draft, own);
    if (tally.failures + tally.recovered === 0) continue;
    const failing = stillFailing(draft, own);
    const briefing = briefingOf(source, gap, tally, failing, receiver);
    const members = failing.map((i) => i.id);
    for (const destination of receiver.destinations) {
      const news = { reason: GAP_REASON, path: destination.place.path, members, briefing };
      draft.add(...digestTo(destination, news, tools, now));
    }
  }
}

export function tallyOf(draft: Draft, events: readonly Event[]): Tally {
  return {
    failures: events.filter((e) => catalogEntry(e.type)?.meaning === 'failed').length,
    failing: stillFailing(draft, events).length,
    recovered: events.filter((e) => e.effect === 'ended').length,
  };
}

function stillFailing(draft: Draft, events: readonly Event[]): readonly Incarnation[] {
  const open = new Map<string, Incarnation>();
  for (const event of events) {
    const alert = draft.world.alerts.get(alertIdOf(event.source, event.type, event.luid) ?? '');
    const incarnation = draft.world.incarnations.get(alert?.openIncarnationId ?? '');
    if (incarnation !== undefined) open.set(incarnation.id, incarnation);
  }
  return [...open.values()];
}

function byReceiver(events: readonly Event[], { policy }: Circumstances): ReadonlyMap<Receiver, Event[]> {
  const found = new Map<Receiver, Event[]>();
  for (const event of events) {
    // A success is told to those who hear of the failure that it ends.
    const condition = alertsOf(event.source, event.type, event.luid)[0]?.condition;
    if (condition === undefined) continue;
    const said = { ...labelsOf(event, condition), event: [condition] };
    const { labels } = deriveLabels(policy, { labels: said, kind: 'alert' });
    const hits = routesFor(policy, labels, 'alert');
    const names = hits.length > 0 ? hits.map(({ route }) => route.tell ?? '') : policy.operators;
    for (const name of new Set(names)) {
      const receiver = policy.receivers.get(name);
      if (receiver !== undefined) found.set(receiver, [...(found.get(receiver) ?? []), event]);
    }
  }
  return found;
}

function briefingOf(
  source: string,
  gap: Gap,
  tally: Tally,
  failing: readonly Incarnation[],
  receiver: Receiver,
): Briefing {
  const items: readonly BriefingItem[] = failing.map(itemOf);
  const text = (at: Instant) => localText(at, receiver.timeZone);
  return digestOf(receiver, {
    title: `${WHILE[gap.why]}: ${tallyText(tally)}`,
    summary:
      incompleteText(gap, text) ?? 'Found in the job history of Tableau; what still fails is told as usual',
    severity: tally.failing > 0 ? 'error' : 'info',
    items: items.slice(0, MOST_DIGEST_ITEMS),
    more: Math.max(0, items.length - MOST_DIGEST_ITEMS),
    facts: [
      { title: 'Site', value: untrusted(source) },
      { title: 'From', value: text(gap.from) },
      { title: 'To', value: text(gap.to) },
    ],
  });
}

export function incompleteText({ historyFrom }: Gap, text: (at: Instant) => string): string | undefined {
  return historyFrom === undefined
    ? undefined
    : `It may be incomplete: the job history of Tableau reaches back to ${text(historyFrom)} only`;
}
