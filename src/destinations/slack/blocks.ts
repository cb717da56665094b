/** A briefing as Slack blocks. Outside text stands in rich text elements, which Slack prints without reading them. */
import type { Rendered } from '../../app/ports/destination.ts';
import type { Briefing, BriefingKind } from '../../domain/briefing/briefing.ts';
import { fitMessage } from '../shared/fit-message.ts';
import { type Fact, headline, type Message, type MessageItem, partsOfNote } from '../shared/message.ts';

type Style = { readonly bold?: true; readonly italic?: true };

type Inline =
  | { readonly type: 'text'; readonly text: string; readonly style?: Style }
  | { readonly type: 'link'; readonly url: string; readonly text: string }
  | { readonly type: 'user'; readonly user_id: string };

type Section = { readonly type: 'rich_text_section'; readonly elements: readonly Inline[] };

type Block =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
    }
  | { readonly type: 'rich_text'; readonly elements: readonly Section[] }
  | { readonly type: 'divider' };

export type SlackMessage = {
  /** For notifications and screen readers; Slack reads it as markup, so that it is escaped. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Answers in a thread are shown in the channel too when they ask for somebody. */
  readonly kind: BriefingKind;
};

/** Slack refuses messages of more than about 13 000 characters in blocks; links and JSON are counted here as well. */
const MOST_BYTES = 12_000;
/** https://docs.slack.dev/reference/block-kit/blocks/header-block */
const HEADER = 150;

export function slackMessage(briefing: Briefing): Rendered {
  return fitMessage(
    briefing,
    MOST_BYTES,
    (message): SlackMessage => ({
      text: escaped(`${headline(message)} ${message.summary}`.trim()),
      blocks: blocksOf(briefing, message),
      kind: briefing.kind,
    }),
  );
}

/** The three characters that Slack reads: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const SIGNS: Readonly<Record<BriefingKind, string>> = {
  firing: '🔴',
  update: '🟠',
  acknowledged: '🔵',
  recovered: '🟢',
  digest: '📋',
  notice: 'ℹ️',
  handoff: '🔁',
  test: '🧪',
};

function blocksOf(briefing: Briefing, message: Message): readonly Block[] {
  const header = `${SIGNS[briefing.drill === true ? 'test' : briefing.kind]} ${headline(message)}`
    .slice(0, HEADER)
    .toWellFormed();
  const people = mentionsOf(briefing);
  return [
    { type: 'header', text: { type: 'plain_text', text: header, emoji: false } },
    ...rich([
      ...(people.length > 0 ? [section(...people)] : []),
      ...(message.summary === '' ? [] : [section(text(message.summary))]),
    ]),
    ...rich(message.items.flatMap(itemSections)),
    ...rich([
      ...(message.more > 0 ? [section(text(`and ${message.more} more`, { italic: true }))] : []),
      ...message.facts.map(factSection),
      ...message.note.map((line) =>
        section(
          ...partsOfNote(line).map((part) =>
            part.link === undefined ? text(part.text) : link(part.link, part.text),
          ),
        ),
      ),
      ...(message.links.length > 0 ? [section(...linkLine(message))] : []),
    ]),
  ];
}

/** Rich text sections run together: each ends its line. */
function rich(sections: readonly Section[]): readonly Block[] {
  if (sections.length === 0) return [];
  const lines = sections.map((one, i) =>
    i < sections.length - 1 ? section(...one.elements, text('\n')) : one,
  );
  return [{ type: 'rich_text', elements: lines }];
}

function itemSections(item: MessageItem): readonly Section[] {
  const name = item.link === undefined ? text(item.name, { bold: true }) : link(item.link, item.name);
  return [
    section(name, text(` (${item.what}): ${item.state}`)),
    ...(item.reason === undefined ? [] : [section(text(item.reason, { italic: true }))]),
    ...item.facts.map(factSection),
  ];
}

function factSection(fact: Fact): Section {
  return section(text(`${fact.title}: `, { bold: true }), text(fact.value));
}

/** Plain links, no buttons: a button asks for an address of ours that answers Slack, even when it only opens a page. */
function linkLine({ links }: Message): readonly Inline[] {
  return links.flatMap((l, i) => [...(i > 0 ? [text(' · ')] : []), link(l.url, l.label)]);
}

/** Mentions come from our own people only; no text is ever searched for one. */
function mentionsOf(briefing: Briefing): readonly Inline[] {
  return briefing.people.flatMap(({ slackId }, i): Inline[] =>
    slackId === undefined || !/^[UW][A-Z0-9]{2,20}$/.test(slackId)
      ? []
      : [...(i > 0 ? [text(' ')] : []), { type: 'user', user_id: slackId }],
  );
}

function section(...elements: readonly Inline[]): Section {
  return { type: 'rich_text_section', elements };
}

function text(value: string, style?: Style): Inline {
  return { type: 'text', text: value, ...(style === undefined ? {} : { style }) };
}

function link(url: string, label: string): Inline {
  return { type: 'link', url, text: label };
}
