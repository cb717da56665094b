/** Changes single values of a configuration text by path; comments, order and everything else stay as they are. */
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { ConfigEdit, EditConfig } from '../app/ports/config.ts';
import { pathText } from './fault.ts';

/** Edits values, and adds keys to maps that are there; throws for a path whose map is not. */
export const editConfig: EditConfig = (text, edits) => edits.reduce(edited, text);

function edited(text: string, { path, value }: ConfigEdit): string {
  const map = parseDocument(text, { stringKeys: true }).getIn(path.slice(0, -1), true);
  const key = path.at(-1) ?? '';
  if (!isMap(map)) throw new Error(`${pathText(path)} has no map around it`);
  const pair = map.items.find((p) => isScalar(p.key) && p.key.value === key);
  return pair === undefined ? added(text, map, key, value) : replaced(text, pair, value);
}

function replaced(text: string, { key, value: node }: Pair, value: string): string {
  const [from, to] = rangeOf(node) ?? [];
  if (from !== undefined && to !== undefined && from < to)
    return text.slice(0, from) + value + text.slice(to);
  // "key:" without a value.
  const after = text.indexOf(':', rangeOf(key)?.[1] ?? 0) + 1;
  return `${text.slice(0, after)} ${value}${text.slice(after)}`;
}

function added(text: string, map: YAMLMap, key: string, value: string): string {
  const last = map.items.at(-1);
  const end = rangeOf(last?.value)?.[1] ?? rangeOf(last?.key)?.[1];
  if (last === undefined || end === undefined) throw new Error(`the map for ${key} is empty`);
  if (map.flow === true) return `${text.slice(0, end)}, ${key}: ${value}${text.slice(end)}`;
  const from = rangeOf(last.key)?.[0] ?? 0;
  const indent = ' '.repeat(from - (text.lastIndexOf('\n', from - 1) + 1));
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd === -1 ? text.length : lineEnd;
  return `${text.slice(0, at)}\n${indent}${key}: ${value}${text.slice(at)}`;
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null)?.range;
  return range ?? undefined;
}
