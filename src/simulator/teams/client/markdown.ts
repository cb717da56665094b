/** The Markdown that Teams draws in a card: bold, italic, lists and links, and nothing else. Output is safe HTML. */

/** Around a mention that reaches a person; the marks cannot be in a card's own text (see prepare-card). */
export const MENTION = { open: '\ue000', close: '\ue001' } as const;

/** A delimiter inside a delimiter inside…: deeper than this is shown as it is written. */
const DEEPEST = 6;

export function markdownToHtml(text: string): string {
  const html: string[] = [];
  let paragraph: string[] = [];
  let list: { tag: 'ul' | 'ol'; start: string; items: string[] } | undefined;
  const flush = (): void => {
    if (paragraph.length > 0) html.push(`<p>${inline(paragraph.join(' '), 0)}</p>`);
    if (list !== undefined) html.push(listHtml(list));
    paragraph = [];
    list = undefined;
  };
  for (const line of text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')) {
    const item = /^\s*(?:[-*+]|(?<number>\d{1,9})[.)])\s+(?<words>\S.*)$/.exec(line)?.groups;
    if (line.trim() === '') flush();
    else if (item === undefined) {
      if (list !== undefined) flush();
      paragraph.push(line.trim());
    } else {
      const tag = item['number'] === undefined ? 'ul' : 'ol';
      if (paragraph.length > 0 || list?.tag !== tag) flush();
      list ??= { tag, start: item['number'] ?? '', items: [] };
      list.items.push(item['words'] ?? '');
    }
  }
  flush();
  return html.join('');
}

/** Teams opens web and mail addresses; anything else in a link is shown as text. */
export function isSafeLink(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function listHtml({ tag, start, items }: { tag: string; start: string; items: readonly string[] }): string {
  const from = tag === 'ol' && start !== '1' ? ` start="${Number(start)}"` : '';
  return `<${tag}${from}>${items.map((item) => `<li>${inline(item, 0)}</li>`).join('')}</${tag}>`;
}

function inline(text: string, depth: number): string {
  let html = '';
  let at = 0;
  // A mark that found no end finds none further on either; without this memory a long text costs its square.
  const endless = new Set<string>();
  while (at < text.length) {
    const piece = depth < DEEPEST ? pieceAt(text, at, depth, endless) : undefined;
    html += piece === undefined ? escapeHtml(text[at] ?? '') : piece.html;
    at += piece?.length ?? 1;
  }
  return html;
}

type Piece = { readonly html: string; readonly length: number };

function pieceAt(text: string, at: number, depth: number, endless: Set<string>): Piece | undefined {
  const char = text[at];
  const next = text[at + 1] ?? '';
  if (char === '\\' && /[!-/:-@[-`{-~]/.test(next)) return { html: escapeHtml(next), length: 2 };
  if (char === '[') return link(text, at, depth);
  if (char === MENTION.open) return mention(text, at);
  if (char !== '*' && char !== '_') return undefined;
  const mark = next === char ? char + char : char;
  if (endless.has(mark) || !opens(text, at, mark)) return undefined;
  const end = endOf(text, at + mark.length, mark);
  if (end === undefined) {
    endless.add(mark);
    return undefined;
  }
  const tag = mark.length === 2 ? 'strong' : 'em';
  const html = `<${tag}>${inline(text.slice(at + mark.length, end), depth + 1)}</${tag}>`;
  return { html, length: end + mark.length - at };
}

function link(text: string, at: number, depth: number): Piece | undefined {
  const pattern = /\[((?:[^[\]\\]|\\.)*)\]\(((?:[^\s()<>\\]|\([^\s()<>\\]*\))*)\)/y;
  pattern.lastIndex = at;
  const [all, label = '', url = ''] = pattern.exec(text) ?? [];
  if (all === undefined || label === '' || !isSafeLink(url)) return undefined;
  const html = `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">${inline(label, depth + 1)}</a>`;
  return { html, length: all.length };
}

function mention(text: string, at: number): Piece | undefined {
  const end = text.indexOf(MENTION.close, at);
  if (end < 0) return undefined;
  return {
    html: `<span class="mention">${escapeHtml(text.slice(at + 1, end))}</span>`,
    length: end + 1 - at,
  };
}

/** An underscore inside a word, as in a file name, marks nothing. */
function opens(text: string, at: number, mark: string): boolean {
  const inWord = mark.startsWith('_') && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
  return !inWord && !/^\s?$/.test(text[at + mark.length] ?? '');
}

function endOf(text: string, from: number, mark: string): number | undefined {
  for (let end = text.indexOf(mark, from + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    const before = text[end - 1] ?? '';
    const after = text[end + mark.length] ?? '';
    const wordGoesOn = mark.startsWith('_') && /[\p{L}\p{N}]/u.test(after);
    const longer = mark.length === 1 && (after === mark || before === mark);
    if (before !== '\\' && !wordGoesOn && !longer && !/\s/.test(before)) return end;
  }
  return undefined;
}
