/** What a handoff notice says: who comes, until when, and what they come to: open, acknowledged, kept quiet. */
import type { Escalation } from '../people-records.ts';
import type { Briefing, BriefingFact, BriefingItem } from '../briefing/briefing.ts';
import { localText } from '../time/civil.ts';
import { itemOf } from '../briefing/compose-briefing.ts';
import { durationText, type Instant, MINUTE } from '../time/instant.ts';
import type { Incarnation, Member } from '../records.ts';
import { untrusted } from '../briefing/untrusted.ts';
import type { Handoff } from './handoff.ts';

/** One open alert as whoever comes on call finds it. */
export type Inherited = {
  readonly alert: Incarnation;
  readonly quiet: Member['quiet'];
  readonly ack: Escalation['ack'];
};

export type HandoffNews = {
  readonly schedule: string;
  readonly zone: string;
  readonly locale: string;
  readonly now: Instant;
  /** The last of them is the one that counts; those before it passed while nobody was there to tell them. */
  readonly handoffs: readonly Handoff[];
  /** When the shift that begins ends, and who comes then. */
  readonly until: Instant | undefined;
  readonly followers: readonly string[];
  readonly inherited: readonly Inherited[];
  /** How many alerts are open that do not page this schedule. */
  readonly besides: number;
  readonly nameOf: (person: string) => string;
};

const MOST_ITEMS = 20;
const MOST_MISSED = 5;
/** Sooner after its time it is not late. */
const LATE = 5 * MINUTE;

export function handoffBriefing(news: HandoffNews): Briefing {
  const { schedule, zone, locale, handoffs, inherited, now } = news;
  const last = handoffs.at(-1);
  const sorted = inherited.toSorted((a, b) => rankOf(a) - rankOf(b) || a.alert.openedAt - b.alert.openedAt);
  const shown = sorted.slice(0, MOST_ITEMS);
  const comes = namesOf(news, last?.to ?? []);
  const isAhead = last !== undefined && last.at > now;
  return {
    v: 1,
    kind: 'handoff',
    number: 0,
    title: untrusted(`Handoff of ${schedule}: ${namesOf(news, last?.from ?? [])} → ${comes}`),
    summary: `${comes} ${isAhead ? 'comes on call' : 'is on call now'}. ${countsOf(news)}`,
    severity: 'info',
    items: shown.map((one) => lineOf(one, zone)),
    more: sorted.length - shown.length,
    facts: factsOf(news, last),
    people: [],
    actions: [],
    locale,
    zone,
  };
}

function namesOf({ nameOf }: HandoffNews, people: readonly string[]): string {
  return people.length === 0 ? 'nobody' : people.map(nameOf).join(', ');
}

function factsOf(news: HandoffNews, last: Handoff | undefined): readonly BriefingFact[] {
  if (last === undefined) return [];
  const { until, followers, now, handoffs, zone } = news;
  const missed = handoffs.slice(0, -1);
  const late = now - last.at;
  return [
    { title: 'From', value: { at: last.at } },
    ...(until === undefined ? [] : [{ title: 'Until', value: { at: until } }]),
    ...(followers.length === 0 ? [] : [{ title: 'Then', value: untrusted(namesOf(news, followers)) }]),
    ...(missed.length === 0
      ? []
      : [
          {
            title: 'Not told before',
            value: untrusted(
              missed
                .slice(-MOST_MISSED)
                .map((h) => `${localText(h.at, zone)} ${namesOf(news, h.from)} → ${namesOf(news, h.to)}`)
                .join('; '),
            ),
          },
        ]),
    ...(news.besides === 0
      ? []
      : [{ title: 'Open besides', value: `${news.besides}, which page nobody here` }]),
    ...(late > LATE ? [{ title: 'Told late by', value: durationText(late) }] : []),
  ];
}

function rankOf({ ack, quiet }: Inherited): number {
  return ack !== undefined ? 1 : quiet !== undefined ? 2 : 0;
}

function countsOf({ inherited, besides, schedule }: HandoffNews): string {
  if (inherited.length === 0)
    return besides === 0 ? 'Nothing is open' : `Nothing that pages ${schedule} is open`;
  const counts = [0, 1, 2].map((rank) => inherited.filter((i) => rankOf(i) === rank).length);
  const words = ['open and nobody has it', 'acknowledged', 'kept quiet'];
  return counts.flatMap((n, i) => (n === 0 ? [] : [`${n} ${words[i]}`])).join(', ');
}

function lineOf({ alert, quiet, ack }: Inherited, zone: string): BriefingItem {
  const { state: _state, outage: _outage, ...item } = itemOf(alert);
  const standing =
    ack !== undefined
      ? `${ack.by.name} has it until ${localText(ack.until, zone)}`
      : (quiet?.reason ?? 'nobody has it');
  const streak = alert.streak > 1 ? `, ${alert.streak} in a row` : '';
  return {
    ...item,
    state: 'notice',
    sentence: `${standing}; since ${localText(alert.openedAt, zone)}${streak}`,
  };
}
