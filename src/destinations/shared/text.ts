/** Hostile text made fit to print: one line, nothing invisible, cut where a reader would cut it. */

/** How many UTF-16 units one visible character may take on average; above that it is decoration or an attack. */
const UNITS_PER_CHARACTER = 4;
const MOST_UNITS_LOOKED_AT = 32_000;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * One line of visible text. Line breaks, tabs and runs of blanks become one blank; control, zero-width, bidi and
 * filler characters go, save joiners between characters that need them (emoji, Persian, Indic scripts); piles of
 * combining marks are trimmed. Right-to-left text is isolated, so that it cannot reorder what stands around it.
 */
export function oneLine(text: string): string {
  const visible = text
    .slice(0, MOST_UNITS_LOOKED_AT)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/(?![\u200C\u200D])\p{Cf}|[\u115F\u1160\u3164\uFFA0\u2800]/gu, '')
    .replace(/(?<![^\p{ASCII}])[\u200C\u200D]+|[\u200C\u200D]+(?![^\p{ASCII}\u200C\u200D])/gu, '')
    .replace(/([\u200C\u200D])[\u200C\u200D]+/gu, '$1')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  return visible;
}

/** At most `most` characters as a reader counts them; the last one is "…" when something was cut. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept: string[] = [];
  let units = 0;
  for (const { segment } of segmenter.segment(text.slice(0, most * UNITS_PER_CHARACTER + 1))) {
    units += segment.length;
    if (units > most * UNITS_PER_CHARACTER || kept.length > most) break;
    kept.push(segment);
  }
  if (kept.length <= most && units >= text.length) return text;
  return `${kept
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** First-strong isolate around right-to-left text: a Hebrew name stays a Hebrew name and moves nothing else. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
