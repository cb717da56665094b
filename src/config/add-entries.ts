/** Adds entries to the parts of a configuration text; everything that is there stays as it is, comments too. */
import { isCollection, isMap, isScalar, type Pair, parseDocument } from 'yaml';
import type { AddEntries, NewEntry } from '../app/ports/config.ts';

/** Each comes first in its part, which is made when it is missing; throws for a text that is written in one { }. */
export const addEntries: AddEntries = (text, entries) =>
  PARTS.flatMap((part) => entries.filter((e) => e.part === part).toReversed()).reduce(added, text);

/** In this order where they are made. */
const PARTS = ['sites', 'receivers', 'routes'] as const;

function added(text: string, { part, entry }: NewEntry): string {
  const { contents } = parseDocument(text, { stringKeys: true });
  if (contents !== null && (!isMap(contents) || contents.flow === true))
    throw new Error('the text is not a map of lines');
  const pair = contents?.items.find((p) => isScalar(p.key) && p.key.value === part);
  const line = part === 'routes' ? `- ${entry}` : entry;
  if (pair === undefined) return `${text.replace(/\n*$/, '\n')}\n${part}:\n  ${line}\n`;
  return intoPart(text, pair, { entry, line });
}

function intoPart(
  text: string,
  { key, value }: Pair,
  { entry, line }: { readonly entry: string; readonly line: string },
): string {
  if (isCollection(value) && value.flow === true) {
    const after = (value.range?.[0] ?? 0) + 1;
    const rest = text.slice(after);
    const blank = isMap(value) ? ' ' : '';
    const end = value.items.length === 0 ? blank : rest.startsWith(' ') ? ',' : ', ';
    return `${text.slice(0, after)}${blank}${entry}${end}${rest}`;
  }
  const start = isCollection(value) ? (value.range?.[0] ?? 0) : undefined;
  const indent = start === undefined ? '  ' : ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const keyEnd = text.indexOf('\n', (isScalar(key) && key.range?.[1]) || 0);
  if (keyEnd === -1) return `${text}\n${indent}${line}\n`;
  return `${text.slice(0, keyEnd + 1)}${indent}${line}\n${text.slice(keyEnd + 1)}`;
}
