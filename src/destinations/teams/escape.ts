/** The one way from outside text into a card. */
import type { Untrusted } from '../../domain/briefing/untrusted.ts';
import { safeLink } from '../shared/link.ts';
import { cutTo, isolated, oneLine } from '../shared/text.ts';

/** For text runs, which print what they are given. `<at>` and `{{DATE()}}` are broken up all the same. */
export function plain(text: Untrusted | string, most: number): string {
  const raw = typeof text === 'string' ? text : text.untrusted;
  return isolated(cutTo(withoutMarkup(oneLine(raw)), most));
}

/**
 * For text blocks and facts, where Teams reads Markdown: every character that could mean something is escaped. `&` is so
 * only where it begins an entity: not every client reads `&amp;` back, and names are full of it.
 */
export function escaped(text: Untrusted | string, most: number): string {
  return plain(text, most)
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, (c) => `\\${c}`)
    .replace(/&(?=\\?#?\w+;)/g, '&amp;');
}

/** Angle brackets become look-alikes: neither tag nor mention nor autolink can be made of them. Nor can `{{`. */
function withoutMarkup(text: string): string {
  return text
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/`/g, "'")
    .replace(/\{\{/g, '{ {')
    .replace(/\}\}/g, '} }');
}

const ADDRESS = /https?:\/\/[^\s<>"'`\\^{|}]+/g;

/** The operator's own note: its http(s) addresses become links, everything else is escaped. Lines stay lines. */
export function noteText(note: string, most: number): string {
  return note
    .split(/\r?\n/)
    .slice(0, 20)
    .map((line) => linked(cutTo(oneLine(line), most)))
    .filter((line) => line !== '')
    .join('\n\n');
}

function linked(line: string): string {
  let text = '';
  let from = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    const link = safeLink(address);
    if (link === undefined) continue;
    text += between(line.slice(from, match.index));
    // Parentheses would end the link early.
    text += `[${escaped(address, 300)}](${link.replace(/\(/g, '%28').replace(/\)/g, '%29')})`;
    from = match.index + address.length;
  }
  return text + between(line.slice(from));
}

/** Words beside a link keep their distance from it. */
function between(words: string): string {
  const inner = escaped(words, 5000);
  if (inner === '') return words === '' ? '' : ' ';
  return `${/^\s/.test(words) ? ' ' : ''}${inner}${/\s$/.test(words) ? ' ' : ''}`;
}
