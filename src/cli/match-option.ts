/** Matchers on the command line: label=pattern, a label named again is any of its patterns. */
import { faultyInput, type InputFault } from '../app/errors.ts';

export function matchersOf(words: readonly string[]): Readonly<Record<string, string[]>> {
  const match: Record<string, string[]> = {};
  const faults: InputFault[] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut >= 1) (match[word.slice(0, cut)] ??= []).push(word.slice(cut + 1));
    else
      faults.push({
        path: 'matchers',
        message: `${JSON.stringify(word)} is no matcher`,
        remedy: 'write label=pattern, such as name="Finance*"',
      });
  }
  if (faults.length > 0) throw faultyInput(faults);
  return match;
}

export function matchText(match: Readonly<Record<string, readonly string[]>>): string {
  const words = Object.entries(match).flatMap(([label, patterns]) => patterns.map((p) => `${label}=${p}`));
  return words.join(' ') || 'everything';
}
