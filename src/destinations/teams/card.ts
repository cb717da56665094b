/** A briefing as an Adaptive Card: what failed, where, since when, how often, and what to press. */
import type { Briefing, BriefingItem } from '../../domain/briefing/briefing.ts';
import { durationText } from '../../domain/time/instant.ts';
import { safeLink } from '../shared/link.ts';
import { factValue, localText, whenText } from '../shared/when.ts';
import {
  type AdaptiveCard,
  type CardElement,
  type Container,
  type FactSet,
  type Mention,
  type OpenUrl,
  type RichTextBlock,
  textBlock,
  textRun,
} from './elements.ts';
import { escaped, noteText, plain } from './escape.ts';

/** How much of a briefing a card shows; `fit.ts` takes things away until it fits. */
export type Room = {
  readonly items: number;
  readonly name: number;
  readonly reason: number;
  readonly note: number;
  readonly facts: boolean;
};

export const FULL_ROOM: Room = { items: 10, name: 300, reason: 1000, note: 1000, facts: true };

const TITLE = 120;
/** Escaping may double it, and Teams readers see no more than 300. */
const FACT = 120;
const MOST_FACTS = 8;
/** Teams shows six; titles are cut to one line. */
const MOST_ACTIONS = 6;

export function cardOf(briefing: Briefing, room: Room): AdaptiveCard {
  const title = plain(briefing.title, TITLE);
  const mentions = mentionsOf(briefing);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: title,
    body: [
      banner(briefing, title),
      ...(mentions.length > 0 ? [textBlock(mentions.map((m) => m.text).join(' '))] : []),
      ...itemElements(briefing, room),
      ...noteElements(briefing, room),
    ],
    actions: briefing.actions.flatMap(actionOf).slice(0, MOST_ACTIONS),
    msteams: { width: 'Full', entities: mentions },
  };
}

/** State as colour and in words, so that it is read without colours too. */
function banner(briefing: Briefing, title: string): Container {
  const number = briefing.number > 0 ? ` · #${briefing.number}` : '';
  const look = lookOf(briefing);
  return {
    type: 'Container',
    style: look.style,
    bleed: true,
    items: [
      {
        type: 'RichTextBlock',
        inlines: [textRun(`${look.word}${number}`, { size: 'small', weight: 'bolder', color: look.color })],
      },
      {
        type: 'RichTextBlock',
        spacing: 'none',
        inlines: [textRun(title, { size: 'large', weight: 'bolder' })],
      },
      ...(briefing.summary === '' ? [] : [textBlock(escaped(briefing.summary, FACT), { spacing: 'small' })]),
    ],
  };
}

function lookOf(briefing: Briefing) {
  if (briefing.drill === true) return { style: 'accent', color: 'accent', word: 'TEST' } as const;
  switch (briefing.kind) {
    case 'firing':
    case 'update':
      return {
        style: 'attention',
        color: 'attention',
        word: briefing.kind === 'firing' ? 'FAILED' : 'UPDATE',
      } as const;
    case 'recovered':
      return { style: 'good', color: 'good', word: 'RECOVERED' } as const;
    case 'acknowledged':
      return { style: 'accent', color: 'accent', word: 'ACKNOWLEDGED' } as const;
    case 'test':
      return { style: 'accent', color: 'accent', word: 'TEST' } as const;
    case 'notice':
      return { style: 'emphasis', color: 'default', word: 'NOTICE' } as const;
    case 'digest':
      return { style: 'emphasis', color: 'default', word: 'DIGEST' } as const;
    case 'handoff':
      return { style: 'emphasis', color: 'default', word: 'HANDOFF' } as const;
  }
}

function itemElements(briefing: Briefing, room: Room): CardElement[] {
  const [only, ...others] = briefing.items;
  const left = (n: number) => (n > 0 ? [textBlock(`and ${n} more`, { isSubtle: true })] : []);
  if (only === undefined) {
    const facts = room.facts && briefing.facts.length > 0 ? [factSet(factsOfBriefing(briefing))] : [];
    return [...facts, ...left(briefing.more)];
  }
  // Of many things one may be left: it is a line all the same, which says what became of it.
  const isList = briefing.kind === 'digest' || briefing.kind === 'handoff';
  if (others.length === 0 && !isList) return [...single(briefing, only, room), ...left(briefing.more)];
  const shown = briefing.items.slice(0, room.items);
  return [
    ...shown.map((item) => listed(briefing, item, room)),
    ...left(briefing.more + briefing.items.length - shown.length),
    ...(room.facts ? [factSet(factsOfBriefing(briefing))] : []),
  ];
}

/** One alert: its name large enough to read on a phone, then the facts. */
function single(briefing: Briefing, item: BriefingItem, room: Room): CardElement[] {
  const facts = room.facts
    ? factSet([...factsOfItem(briefing, item), ...factsOfBriefing(briefing)].slice(0, MOST_FACTS))
    : undefined;
  const reason = item.reason === undefined || room.reason === 0 ? undefined : plain(item.reason, room.reason);
  return [
    nameBlock(item, room),
    ...(reason === undefined
      ? []
      : [{ type: 'RichTextBlock', inlines: [textRun(reason)] } satisfies RichTextBlock]),
    ...(facts === undefined || facts.facts.length === 0 ? [] : [facts]),
  ];
}

function nameBlock(item: BriefingItem, room: Room): RichTextBlock {
  const link = item.url === undefined ? undefined : safeLink(item.url);
  const name = textRun(plain(item.name, room.name), {
    weight: 'bolder',
    ...(link === undefined
      ? {}
      : { selectAction: { type: 'Action.OpenUrl', title: 'Open in Tableau', url: link } as const }),
  });
  return { type: 'RichTextBlock', inlines: [textRun(`${capital(item.what)}: `, { isSubtle: true }), name] };
}

function listed(briefing: Briefing, item: BriefingItem, room: Room): RichTextBlock {
  const state = listedState(item);
  return {
    type: 'RichTextBlock',
    spacing: 'small',
    inlines: [
      textRun(plain(item.name, Math.min(room.name, 120)), { weight: 'bolder' }),
      textRun(` ${state}, ${localText(item.at, briefing.zone, briefing.locale)}`, { isSubtle: true }),
    ],
  };
}

function listedState({ state, outage: length, streak, sentence }: BriefingItem): string {
  if (state === 'notice') return plain(sentence, FACT);
  if (state === 'resolved')
    return length === undefined ? 'recovered' : `recovered after ${durationText(length)}`;
  return streak > 1 ? `${streak} in a row` : 'failed';
}

type Fact = { readonly title: string; readonly value: string };

function factsOfItem({ zone, locale }: Briefing, item: BriefingItem): Fact[] {
  const at = (title: string, when: BriefingItem['at']) => ({
    title,
    value: escaped(whenText(when, zone, locale), FACT),
  });
  const text = (title: string, value: BriefingItem['owner']) =>
    value === undefined ? [] : [{ title, value: escaped(value, FACT) }];
  const when =
    item.state === 'resolved'
      ? [at('Recovered', item.at), at('Failing since', item.since), ...outage(item)]
      : item.state === 'notice'
        ? [at('When', item.at)]
        : [
            at('Failed', item.at),
            ...(item.since === item.at ? [] : [at('Failing since', item.since)]),
            inARow(item),
          ];
  return [...when, ...text('Project', item.project), ...text('Owner', item.owner)];
}

function outage(item: BriefingItem): Fact[] {
  return item.outage === undefined
    ? []
    : [{ title: 'Outage', value: escaped(durationText(item.outage), FACT) }];
}

function inARow(item: BriefingItem): Fact {
  return { title: 'In a row', value: item.streak > 1 ? `${item.streak} failures` : 'first failure' };
}

function factsOfBriefing(briefing: Briefing): Fact[] {
  return briefing.facts.map((f) => ({
    title: plain(f.title, 40),
    value: escaped(factValue(f, briefing), FACT),
  }));
}

function factSet(facts: readonly Fact[]): FactSet {
  return { type: 'FactSet', facts: facts.slice(0, MOST_FACTS), spacing: 'medium' };
}

function noteElements(briefing: Briefing, room: Room): CardElement[] {
  if (briefing.note === undefined || room.note === 0) return [];
  return [textBlock(noteText(briefing.note, room.note), { separator: true, spacing: 'medium' })];
}

const ACTION_TITLES = {
  acknowledge: 'Acknowledge',
  details: 'Details',
  'open-in-tableau': 'Open in Tableau',
} as const;

function actionOf({ kind, url }: Briefing['actions'][number]): readonly OpenUrl[] {
  const link = safeLink(url);
  if (link === undefined) return [];
  return [{ type: 'Action.OpenUrl', title: ACTION_TITLES[kind], url: link }];
}

/** Mentions come from our own people only; no text is ever searched for one. */
function mentionsOf(briefing: Briefing): Mention[] {
  return briefing.people.flatMap(({ name, upn }) => {
    if (upn === undefined) return [];
    const shown = plain(name, 60);
    return [{ type: 'mention', text: `<at>${shown}</at>`, mentioned: { id: upn, name: shown } } as const];
  });
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
