/** What a digest says: still failing, muted, recovered, other events, the slowest refreshes, and who is on call. */
import type { Briefing, BriefingFact, BriefingItem } from './briefing.ts';
import { localText } from '../time/civil.ts';
import { capitalized } from './headline.ts';
import { itemOf } from './compose-briefing.ts';
import type { DigestRule } from '../policy.ts';
import { digestOf } from '../telling/digest-message.ts';
import { durationText, type Instant, MINUTE } from '../time/instant.ts';
import type { Receiver } from '../policy.ts';
import type { Incarnation, Member } from '../records.ts';
import { SEVERITIES, severityOf, worstOf } from '../routing/severity.ts';
import { factsOfItem, type TableauKnows } from './tableau-facts.ts';

export type DigestLine = { readonly alert: Incarnation; readonly quiet: Member['quiet'] };

export type Collected = {
  readonly failing: readonly DigestLine[];
  /** Kept quiet; what has recovered meanwhile included. */
  readonly muted: readonly DigestLine[];
  readonly recovered: readonly DigestLine[];
  readonly events: readonly DigestLine[];
};

export type DigestFrame = {
  /** "digest 7 of ops" */
  readonly name: string;
  readonly rule: DigestRule;
  readonly since: Instant;
  /** The time for which it is made; it may be told later. */
  readonly of: Instant;
  readonly at: Instant;
  readonly slowest: readonly BriefingFact[];
  readonly onCall: readonly BriefingFact[];
};

/** Sooner after its time it is not late. */
const LATE = 5 * MINUTE;
/** Of each part so many are shown whatever the others hold. */
const LEAST_SHOWN = 2;
/** As many lines as every destination shows, and as are read on a phone. */
const MOST_LINES = 10;

export function isEmpty({ failing, muted, recovered, events }: Collected): boolean {
  return failing.length + muted.length + recovered.length + events.length === 0;
}

export function collectedBriefing(
  all: Collected,
  frame: DigestFrame,
  receiver: Receiver,
  known: TableauKnows,
): Briefing {
  const parts = partsOf(all);
  const counts = share(
    parts.map((p) => p.lines.length),
    MOST_LINES,
  );
  const items = parts.flatMap(({ lines, isMuted }, i) =>
    lines.slice(0, counts[i]).map((line): BriefingItem => {
      const item = { ...itemOf(line.alert), ...factsOfItem(line.alert, known, receiver.detail) };
      return isMuted ? mutedItem(item, line) : item;
    }),
  );
  const total = parts.reduce((sum, p) => sum + p.lines.length, 0);
  const { rule, since, of, at, name } = frame;
  const late = at - of;
  return digestOf(receiver, {
    title: titleOf(all, localText(since, rule.zone)),
    summary: `${capitalized(name)}, ${localText(of, rule.zone)}; what happened since ${localText(since, rule.zone)}`,
    severity: all.failing.length > 0 ? worstOf(all.failing.map((l) => l.alert)) : 'info',
    items,
    more: total - items.length,
    facts: [
      ...parts.flatMap(({ title, lines }) =>
        lines.length === 0 ? [] : [{ title, value: String(lines.length) }],
      ),
      ...(late > LATE ? [{ title: 'Told late by', value: durationText(late) }] : []),
      ...frame.slowest,
      ...frame.onCall,
    ],
  });
}

function titleOf({ failing, muted, recovered, events }: Collected, since: string): string {
  const counts = [
    ...(failing.length === 0 ? [] : [`${failing.length} still failing`]),
    ...(recovered.length === 0 ? [] : [`${recovered.length} recovered`]),
    ...(muted.length === 0 ? [] : [`${muted.length} muted`]),
    ...(events.length === 0 ? [] : [`${events.length} other ${events.length === 1 ? 'event' : 'events'}`]),
  ].join(', ');
  if (counts === '') return `Nothing failed since ${since}`;
  return failing.length === 0 && muted.length === 0 ? `Nothing fails; ${counts}` : counts;
}

type Part = { readonly title: string; readonly lines: readonly DigestLine[]; readonly isMuted?: true };

function partsOf({ failing, muted, recovered, events }: Collected): readonly Part[] {
  const rank = ({ alert }: DigestLine) => SEVERITIES.indexOf(severityOf(alert));
  const byAge = (a: DigestLine, b: DigestLine) => a.alert.openedAt - b.alert.openedAt;
  const outage = ({ alert }: DigestLine) => (alert.endedAt ?? alert.lastAt) - alert.openedAt;
  return [
    { title: 'Still failing', lines: failing.toSorted((a, b) => rank(a) - rank(b) || byAge(a, b)) },
    { title: 'Muted', lines: muted.toSorted(byAge), isMuted: true },
    { title: 'Recovered', lines: recovered.toSorted((a, b) => outage(b) - outage(a) || byAge(a, b)) },
    { title: 'Other events', lines: events.toSorted(byAge) },
  ];
}

/** Each part gets a few places, what is left goes to the first that need more. */
function share(lengths: readonly number[], places: number): readonly number[] {
  const given = lengths.map((length) => Math.min(length, LEAST_SHOWN));
  let left = places - given.reduce((sum, n) => sum + n, 0);
  return given.map((n, i) => {
    const more = Math.min(left, (lengths[i] ?? 0) - n);
    left -= more;
    return n + more;
  });
}

function mutedItem(item: BriefingItem, { alert, quiet }: DigestLine): BriefingItem {
  const { outage, ...rest } = item;
  const over = alert.state === 'open' ? '' : `, recovered after ${durationText(outage ?? 0)}`;
  return { ...rest, state: 'notice', sentence: `muted: ${quiet?.reason ?? 'nobody was told'}${over}` };
}
