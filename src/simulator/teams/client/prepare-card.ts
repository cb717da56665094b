/** Makes of a card as it was sent the card as Teams takes it: mentions marked, other `<at>` reduced to their words. */
import type { Json, JsonObject } from '../json.ts';
import type { Mention } from '../records.ts';
import { MENTION } from './markdown.ts';

/** Only these read Markdown and mentions; a TextRun, a button, an input show their text as it is. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ['text'],
  Fact: ['title', 'value'],
};

export function prepareCard(card: JsonObject, mentions: readonly Mention[]): JsonObject {
  return prepared(card, mentions) as JsonObject;
}

export function fallbackCard(card: JsonObject): JsonObject {
  const said = typeof card['fallbackText'] === 'string' ? card['fallbackText'].trim() : '';
  const text = said === '' ? "This card can't be shown here." : said;
  // As a run: the fallback text is plain text.
  return {
    type: 'AdaptiveCard',
    version: '1.2',
    body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }],
  };
}

function prepared(value: Json, mentions: readonly Mention[], typeHere?: string): Json {
  if (Array.isArray(value)) return value.map((one) => prepared(one as Json, mentions, typeHere));
  if (typeof value !== 'object' || value === null) return value;
  const part = value as JsonObject;
  const type = typeof part['type'] === 'string' ? part['type'] : typeHere;
  const marked = FIELDS[type ?? ''] ?? [];
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => {
      if (typeof inner === 'string')
        return [name, marked.includes(name) ? withMentions(inner, mentions) : inner];
      return [name, prepared(inner, mentions, name === 'facts' ? 'Fact' : undefined)];
    }),
  );
}

function withMentions(text: string, mentions: readonly Mention[]): string {
  let out = unmarked(text);
  for (const mention of mentions) {
    if (mention.text !== '') {
      out = out.replaceAll(mention.text, () => `${MENTION.open}${wordsOf(mention.text)}${MENTION.close}`);
    }
  }
  return out.replace(/<at>(.*?)<\/at>/g, (_, words: string) => words);
}

function wordsOf(tag: string): string {
  return unmarked(tag).replace(/<\/?at>/g, '');
}

function unmarked(text: string): string {
  return text.replaceAll(MENTION.open, '').replaceAll(MENTION.close, '');
}
