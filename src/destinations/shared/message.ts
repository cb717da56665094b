/** A briefing in words: one-line texts, cut, for channels that print what they get. Each channel still escapes them. */
import type { Briefing, BriefingItem, BriefingKind } from '../../domain/briefing/briefing.ts';
import { durationText } from '../../domain/time/instant.ts';
import type { Untrusted } from '../../domain/briefing/untrusted.ts';
import { safeLink } from './link.ts';
import { cutTo, isolated, oneLine } from './text.ts';
import { factValue, localText, whenText } from './when.ts';

/** How much is said; the sums of these bound the size of a message. */
export type Room = {
  readonly items: number;
  readonly name: number;
  readonly reason: number;
  readonly note: number;
};

export type Fact = { readonly title: string; readonly value: string };

export type MessageItem = {
  readonly name: string;
  readonly what: string;
  readonly state: string;
  readonly link: string | undefined;
  readonly facts: readonly Fact[];
  readonly reason: string | undefined;
};

export type Message = {
  readonly word: string;
  /** "#42", or nothing for what has no number. */
  readonly number: string;
  readonly title: string;
  readonly summary: string;
  readonly items: readonly MessageItem[];
  readonly more: number;
  readonly facts: readonly Fact[];
  /** The operator's own lines, not escaped and not defanged: links in them are meant. */
  readonly note: readonly string[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
};

const FACT = 300;

export function messageOf(briefing: Briefing, room: Room): Message {
  const shown = briefing.items.slice(0, room.items);
  return {
    word: briefing.drill === true ? stateWord('test') : stateWord(briefing.kind),
    number: briefing.number > 0 ? `#${briefing.number}` : '',
    title: words(briefing.title, 120),
    summary: words(briefing.summary, 200),
    items: shown.map((item) => itemOf(briefing, item, room)),
    more: briefing.more + briefing.items.length - shown.length,
    facts: briefing.facts
      .slice(0, 8)
      .map((f) => ({ title: words(f.title, 40), value: words(factValue(f, briefing), FACT) })),
    note: room.note === 0 ? [] : noteLines(briefing.note, room.note),
    links: briefing.actions.flatMap(({ kind, url }) => {
      const link = safeLink(url);
      return link === undefined ? [] : [{ label: linkLabel(kind), url: link }];
    }),
  };
}

/** "#42 Failed: Sales Daily", or with the state's word in front when the title does not begin with it. */
export function headline({ word, number, title }: Pick<Message, 'word' | 'number' | 'title'>): string {
  const said = title.toLowerCase().startsWith(word.toLowerCase());
  const front = [...(said ? [] : [word]), ...(number === '' ? [] : [number])].join(' ');
  return said || front === '' ? `${front} ${title}`.trim() : `${front}: ${title}`;
}

export function stateWord(kind: BriefingKind): string {
  switch (kind) {
    case 'firing':
      return 'FAILED';
    case 'update':
      return 'UPDATE';
    case 'acknowledged':
      return 'ACKNOWLEDGED';
    case 'recovered':
      return 'RECOVERED';
    case 'digest':
      return 'DIGEST';
    case 'notice':
      return 'NOTICE';
    case 'handoff':
      return 'HANDOFF';
    case 'test':
      return 'TEST';
  }
}

/** What needs a person rings; a recovery, an acknowledgement and what only tells something do not. */
export function rings(kind: BriefingKind): boolean {
  return kind === 'firing' || kind === 'update' || kind === 'test';
}

export function linkLabel(kind: Briefing['actions'][number]['kind']): string {
  switch (kind) {
    case 'details':
      return 'Details';
    case 'acknowledge':
      return 'Acknowledge';
    case 'open-in-tableau':
      return 'Open in Tableau';
  }
}

/**
 * Outside text for people: one visible line, cut, right-to-left text isolated. Mail and chat programs make links of
 * whatever looks like an address, so that addresses in it are broken: a link in a message is always one of ours.
 */
export function words(text: Untrusted | string, most: number): string {
  const raw = typeof text === 'string' ? text : text.untrusted;
  return isolated(
    cutTo(
      oneLine(raw)
        .replace(/:\/\//g, '[:]//')
        .replace(/\bwww\./gi, 'www[.]'),
      most,
    ),
  );
}

function itemOf(briefing: Briefing, item: BriefingItem, room: Room): MessageItem {
  return {
    name: words(item.name, room.name),
    what: words(item.what, 40),
    state:
      item.state === 'notice'
        ? words(item.sentence, 100)
        : item.state === 'resolved'
          ? recoveredText(item)
          : item.streak > 1
            ? `${item.streak} failures in a row`
            : 'failed',
    link: item.url === undefined ? undefined : safeLink(item.url),
    facts: factsOfItem(briefing, item),
    reason: item.reason === undefined || room.reason === 0 ? undefined : words(item.reason, room.reason),
  };
}

function recoveredText({ outage }: BriefingItem): string {
  return outage === undefined ? 'recovered' : `recovered after ${durationText(outage)}`;
}

function factsOfItem({ zone, locale }: Briefing, item: BriefingItem): Fact[] {
  const at = (title: string, when: BriefingItem['at']): Fact => ({
    title,
    value: whenText(when, zone, locale),
  });
  const text = (title: string, value: Untrusted | undefined): Fact[] =>
    value === undefined ? [] : [{ title, value: words(value, FACT) }];
  const times =
    item.state === 'resolved'
      ? // How long it took is said by its state.
        [at('Recovered', item.at), at('Failing since', item.since)]
      : item.state === 'notice'
        ? [at('When', item.at)]
        : [at('Failed', item.at), ...(item.since === item.at ? [] : [at('Failing since', item.since)])];
  return [...times, ...text('Project', item.project), ...text('Owner', item.owner)];
}

/** "Sales Daily: 3 failures in a row, 2026-09-21 06:04 CEST", for lists and small screens. */
export function itemLine(item: MessageItem, briefing: Briefing, index: number): string {
  const at = briefing.items[index]?.at;
  return `${item.name}: ${item.state}${at === undefined ? '' : `, ${localText(at, briefing.zone, briefing.locale)}`}`;
}

function noteLines(note: string | undefined, most: number): readonly string[] {
  return (note ?? '')
    .split(/\r?\n/)
    .slice(0, 20)
    .map((line) => cutTo(oneLine(line), most))
    .filter((line) => line !== '');
}

const ADDRESS = /https?:\/\/[^\s<>"'`\\^{|}]+/g;

export type NotePart = { readonly text: string; readonly link?: string };

/** A line of the operator's note, cut where its addresses begin and end. */
export function partsOfNote(line: string): readonly NotePart[] {
  const parts: NotePart[] = [];
  let from = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    const link = safeLink(address);
    if (link === undefined) continue;
    if (match.index > from) parts.push({ text: line.slice(from, match.index) });
    parts.push({ text: address, link });
    from = match.index + address.length;
  }
  return from < line.length ? [...parts, { text: line.slice(from) }] : parts;
}
