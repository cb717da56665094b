/** What Slack checks in blocks before it takes a message: kinds, sizes, and how much text there is in all. */
import { isObject, type JsonObject } from './provider.ts';

const MOST_BLOCKS = 50;
const MOST_TEXT = 13_200;
const RICH = new Set(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']);
const INLINE: Readonly<Record<string, string>> = {
  text: 'text',
  link: 'url',
  user: 'user_id',
  usergroup: 'usergroup_id',
  channel: 'channel_id',
  emoji: 'name',
  broadcast: 'range',
};

export function blocksFault(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks) || blocks.length > MOST_BLOCKS) return 'invalid_blocks';
  const all = blocks.filter(isObject);
  if (all.length !== blocks.length || !all.every(isBlock)) return 'invalid_blocks';
  return JSON.stringify(texts(blocks)).length > MOST_TEXT ? 'msg_blocks_too_long' : undefined;
}

/** The members of somebody or of everybody who are mentioned: only elements can do that, no text. */
export function mentionsIn(blocks: readonly unknown[]): readonly string[] {
  return found(blocks, (one) => one['type'] === 'user' || one['type'] === 'broadcast').map((one) =>
    String(one['user_id'] ?? one['range']),
  );
}

export function linksIn(blocks: readonly unknown[]): readonly string[] {
  return found(blocks, (one) => one['type'] === 'link').map((one) => String(one['url']));
}

export function buttonIn(blocks: readonly unknown[]): JsonObject | undefined {
  return found(blocks, (one) => one['type'] === 'button')[0];
}

function isBlock(block: JsonObject): boolean {
  const { elements } = block as { readonly elements?: unknown };
  switch (block['type']) {
    case 'header':
      return hasText(block['text'], 'plain_text', 150);
    case 'section':
      return hasText(block['text'], undefined, 3000);
    case 'divider':
      return true;
    case 'rich_text':
      return Array.isArray(elements) && elements.length > 0 && elements.every(isRich);
    case 'actions':
      return Array.isArray(elements) && elements.length > 0 && elements.length <= 25;
    case 'context':
      return Array.isArray(elements) && elements.length > 0 && elements.length <= 10;
    default:
      return false;
  }
}

function hasText(value: unknown, type: string | undefined, most: number): boolean {
  if (!isObject(value) || (type !== undefined && value['type'] !== type)) return false;
  const { text } = value as { readonly text?: unknown };
  return typeof text === 'string' && text.length > 0 && text.length <= most;
}

function isRich(value: unknown): boolean {
  if (!isObject(value) || !RICH.has(String(value['type'])) || !Array.isArray(value['elements'])) return false;
  return value['elements'].every((one: unknown) => isInline(one) || isRich(one));
}

function isInline(value: unknown): boolean {
  if (!isObject(value)) return false;
  const needs = INLINE[String(value['type'])];
  if (needs === undefined) return false;
  const given = value[needs];
  return typeof given === 'string' && given.length > 0 && given.length <= 4000;
}

function texts(value: unknown): string[] {
  return found([value], (one) => typeof one['text'] === 'string').map((one) => String(one['text']));
}

function found(value: unknown, fits: (one: JsonObject) => boolean): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((one) => found(one, fits));
  if (!isObject(value)) return [];
  return [...(fits(value) ? [value] : []), ...Object.values(value).flatMap((one) => found(one, fits))];
}
