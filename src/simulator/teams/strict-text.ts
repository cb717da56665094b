/** Strict rules for words on a card: clipping, Markdown that Teams has not, line breaks, mentions, hidden characters. */
import type { Finding, Part } from './finding.ts';
import type { JsonObject } from './json.ts';
import { entitiesOf } from './mentions.ts';

/** Shorter texts fit beside each other even on a phone. */
const FITS = 24;

const NO_MARKDOWN: readonly (readonly [RegExp, string])[] = [
  [/^ {0,3}#{1,6} /m, 'headings'],
  [/^ {0,3}> /m, 'quotes'],
  [/^\s*\|.*\|\s*$/m, 'tables'],
  [/!\[[^\]]*\]\(/, 'pictures'],
  [/`[^`\n]+`|^```/m, 'code'],
  [/<(?!\/?at>)\/?[a-z][^>]*>/i, 'HTML'],
];

/** Control characters, and those that turn or hide text: names from outside must not bring them. */
const INVISIBLE = /(?![\t\n])\p{Cc}|[\u200b\u202a-\u202e\u2060\ufeff]/u;

export function textFindings({ type, value, path }: Part): Finding[] {
  const found: Finding[] = [];
  const words = ['text', 'title', 'value']
    .map((name) => value[name])
    .filter((one) => typeof one === 'string');
  if (words.some((one) => INVISIBLE.test(one))) {
    const sentence = 'There are characters here that nobody sees, or that turn the text around.';
    found.push({ rule: 'invisible-characters', path, sentence });
  }
  const text = value['text'];
  if (type === 'TextBlock' && value['wrap'] !== true && typeof text === 'string' && text.length > FITS) {
    found.push({
      rule: 'clipped',
      path,
      sentence: 'Without "wrap": true Teams cuts this at the end of the line.',
    });
  }
  // Only TextBlock and Fact read Markdown; a TextRun shows its text as it is.
  if (type === 'TextBlock' || type === 'Fact')
    for (const one of words) found.push(...markdownFindings(one, path));
  return found;
}

export function mentionFindings(card: JsonObject, parts: readonly Part[]): Finding[] {
  const found: Finding[] = [];
  const entities = entitiesOf(card);
  const marked = parts
    .filter(({ type }) => type === 'TextBlock' || type === 'Fact')
    .flatMap(({ value, path }) =>
      [value['text'], value['title'], value['value']].map((text) => ({ text, path })),
    )
    .flatMap(({ text, path }) => (typeof text === 'string' ? [{ text, path }] : []));
  for (const { text, path } of marked) {
    for (const [tag] of text.matchAll(/<at>.*?<\/at>/g)) {
      if (entities.some((entity) => entity.text === tag)) continue;
      found.push({ rule: 'mention', path, sentence: `${tag.slice(0, 60)} has no entity of the same text.` });
    }
  }
  for (const [index, { id, text }] of entities.entries()) {
    const path = `msteams.entities[${index}]`;
    if (id === '') found.push({ rule: 'mention', path, sentence: 'The mention has no id of a person.' });
    if (text !== '' && marked.some((one) => one.text.includes(text))) continue;
    const sentence = `No TextBlock or Fact has the text ${JSON.stringify(text.slice(0, 60))} of this mention.`;
    found.push({ rule: 'mention', path, sentence });
  }
  return found;
}

function markdownFindings(text: string, path: string): Finding[] {
  const found: Finding[] = [];
  for (const [pattern, what] of NO_MARKDOWN) {
    if (pattern.test(text))
      found.push({ rule: 'markdown', path, sentence: `Teams does not draw ${what} in text.` });
  }
  if (/[^\n]\n(?!\n|\s*(?:[-*+]|\d+[.)]) )/.test(text)) {
    const sentence = 'One line break is lost in Teams: write two, or a list.';
    found.push({ rule: 'line-break', path, sentence });
  }
  if (/\{\{(DATE|TIME)\(/.test(text)) {
    const sentence = 'Teams does not calculate {{DATE(…)}} and {{TIME(…)}} reliably: write the time out.';
    found.push({ rule: 'date-macro', path, sentence });
  }
  return found;
}
