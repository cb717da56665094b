/** A briefing as a mail: subject, plain text and HTML, in which outside text can only ever be text. */
import type { Rendered } from '../../app/ports/destination.ts';
import type { Briefing } from '../../domain/briefing/briefing.ts';
import {
  type Fact,
  headline,
  type Message,
  type MessageItem,
  messageOf,
  partsOfNote,
  rings,
} from '../shared/message.ts';

export type Mail = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Marked as important: somebody is asked to act. */
  readonly urgent: boolean;
};

/** With these a mail stays far below 102 KB, above which Gmail hides the rest. */
const ROOM = { items: 20, name: 300, reason: 1500, note: 500 };

export function writeMail(briefing: Briefing): Rendered {
  const message = messageOf(briefing, ROOM);
  const mail: Mail = {
    subject: subjectOf(message),
    text: textOf(message),
    html: htmlOf(message),
    urgent: rings(briefing.kind),
  };
  return { payload: JSON.stringify(mail), dropped: [] };
}

function subjectOf(message: Message): string {
  const { number } = message;
  return `[Tabduty${number === '' ? '' : ` ${number}`}] ${headline({ ...message, number: '' })}`;
}

function textOf(message: Message): string {
  const { word, number, title, summary } = message;
  const facts = (list: readonly Fact[], indent = '') => list.map((f) => `${indent}${f.title}: ${f.value}`);
  return [
    `${word}${number === '' ? '' : ` ${number}`}`,
    title,
    ...(summary === '' ? [] : [summary]),
    '',
    ...message.items.flatMap((item) => [
      `- ${item.name} (${item.what}): ${item.state}`,
      ...(item.reason === undefined ? [] : [`  ${item.reason}`]),
      ...facts(item.facts, '  '),
      ...(item.link === undefined ? [] : [`  ${item.link}`]),
      '',
    ]),
    ...(message.more > 0 ? [`and ${message.more} more`, ''] : []),
    ...facts(message.facts),
    ...(message.note.length > 0 ? ['', ...message.note] : []),
    '',
    ...message.links.map((l) => `${l.label}: ${l.url}`),
    '',
    'Sent by Tabduty. Answers to this mail are read by nobody.',
    '',
  ].join('\n');
}

const COLOURS: Readonly<Record<string, string>> = {
  FAILED: '#a4262c',
  UPDATE: '#a4262c',
  RECOVERED: '#0b6a0b',
};

function htmlOf(message: Message): string {
  const { word, number, title, summary } = message;
  const colour = COLOURS[word] ?? '#00518f';
  const link = (url: string, text: string) => `<a href="${escaped(url)}">${escaped(text)}</a>`;
  const links = message.links.map((l) => link(l.url, l.label)).join(' &middot; ');
  const note = message.note.map((line) =>
    partsOfNote(line)
      .map((part) => (part.link === undefined ? escaped(part.text) : link(part.link, part.text)))
      .join(''),
  );
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head>',
    '<body style="font-family:Segoe UI,Arial,sans-serif;font-size:14px;color:#1b1b1b">',
    `<div style="border-left:4px solid ${colour};padding-left:12px">`,
    `<p style="margin:0;color:${colour};font-weight:bold">${escaped(`${word} ${number}`.trim())}</p>`,
    `<h2 style="margin:4px 0">${escaped(title)}</h2>`,
    ...(summary === '' ? [] : [`<p style="margin:4px 0">${escaped(summary)}</p>`]),
    ...message.items.map((item) => itemHtml(item, link)),
    ...(message.more > 0 ? [`<p>and ${message.more} more</p>`] : []),
    factsHtml(message.facts),
    ...(note.length > 0 ? [`<p>${note.join('<br>')}</p>`] : []),
    ...(links === '' ? [] : [`<p>${links}</p>`]),
    '</div></body></html>',
  ].join('\n');
}

function itemHtml(item: MessageItem, link: (url: string, text: string) => string): string {
  const name = item.link === undefined ? escaped(item.name) : link(item.link, item.name);
  const reason =
    item.reason === undefined ? '' : `<p style="margin:4px 0;color:#444">${escaped(item.reason)}</p>`;
  return `<p style="margin:10px 0 4px"><b>${name}</b> (${escaped(item.what)}): ${escaped(item.state)}</p>${reason}${factsHtml(item.facts)}`;
}

function factsHtml(facts: readonly Fact[]): string {
  if (facts.length === 0) return '';
  const rows = facts.map(
    (f) =>
      `<tr><td style="padding-right:12px;color:#555">${escaped(f.title)}</td><td>${escaped(f.value)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse;font-size:14px">${rows.join('')}</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}
