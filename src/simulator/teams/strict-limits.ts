/** Strict limits of a card: what is too long, too many, too large, or leads nowhere in Teams. */
import type { Finding, Part } from './finding.ts';
import { isList, isObject, type JsonObject } from './json.ts';

/** What people reported as safe; Microsoft documents only "about 28 KB" for the whole message. */
export const LIMITS = {
  bytes: 20_000,
  title: 120,
  text: 1500,
  facts: 8,
  factValue: 300,
  buttonTitle: 25,
  buttons: 6,
  url: 2000,
} as const;

const NOT_IN_TEAMS: Readonly<Record<string, string>> = {
  Media: 'Teams does not play media.',
  'Action.Submit': 'Through a webhook this ends in "Something went wrong, please try again".',
  'Action.Execute': 'Through a webhook this ends in "Something went wrong, please try again".',
};

export function limitFindings(card: JsonObject, parts: readonly Part[]): Finding[] {
  return [
    ...sizeFindings(card),
    ...titleFindings(parts),
    ...parts.flatMap(partFindings),
    ...idFindings(parts),
    ...buttonCount(parts),
  ];
}

function sizeFindings(card: JsonObject): Finding[] {
  const found: Finding[] = [];
  const bytes = new TextEncoder().encode(JSON.stringify(card)).length;
  if (bytes > LIMITS.bytes) {
    found.push({ rule: 'too-large', path: '', sentence: `${bytes} bytes, more than ${LIMITS.bytes}.` });
  }
  if (typeof card['fallbackText'] !== 'string' || card['fallbackText'].trim() === '') {
    const sentence = 'Without fallbackText a client that cannot draw the card shows nothing.';
    found.push({ rule: 'missing-fallback', path: 'fallbackText', sentence });
  }
  return found;
}

function titleFindings(parts: readonly Part[]): Finding[] {
  const first = parts.find(({ type }) => type === 'TextBlock' || type === 'RichTextBlock');
  if (first === undefined) return [];
  const text =
    first.type === 'TextBlock'
      ? String(first.value['text'])
      : parts
          .filter((one) => one.type === 'TextRun' && one.path.startsWith(`${first.path}.`))
          .map((one) => one.value['text'])
          .join('');
  return tooLong(text, LIMITS.title, first.path, 'title');
}

function partFindings({ type, value, path }: Part): Finding[] {
  const found: Finding[] = [];
  const notHere = NOT_IN_TEAMS[type];
  if (notHere !== undefined) found.push({ rule: 'not-in-teams', path, sentence: notHere });
  if (type === 'TextBlock' || type === 'TextRun')
    found.push(...tooLong(value['text'], LIMITS.text, path, 'text'));
  if (type === 'Fact') found.push(...tooLong(value['value'], LIMITS.factValue, path, 'value'));
  if (type === 'FactSet' && isList(value['facts']) && value['facts'].length > LIMITS.facts) {
    const sentence = `${value['facts'].length} facts, more than ${LIMITS.facts}: put the rest behind a link.`;
    found.push({ rule: 'too-many', path, sentence });
  }
  if (type === 'Image')
    found.push(...linkFindings(value['url'], `${path}.url`, /^(https:\/\/|data:image\/)/));
  if (type.startsWith('Action.')) found.push(...actionFindings(value, path));
  return found;
}

function actionFindings(value: JsonObject, path: string): Finding[] {
  const found = tooLong(value['title'], LIMITS.buttonTitle, path, 'button');
  const style = String(value['style'] ?? 'default').toLowerCase();
  if (style === 'positive' || style === 'destructive') {
    found.push({
      rule: 'not-in-teams',
      path,
      sentence: `Teams ignores the style "${style}": say it in words.`,
    });
  }
  // A local address is what a demo on one machine has.
  const allowed = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)|mailto:)/;
  return value['url'] === undefined
    ? found
    : [...found, ...linkFindings(value['url'], `${path}.url`, allowed)];
}

function linkFindings(url: unknown, path: string, allowed: RegExp): Finding[] {
  if (typeof url !== 'string') return [];
  if (!allowed.test(url))
    return [{ rule: 'link', path, sentence: `${url.slice(0, 60)} does not start with https://.` }];
  return url.startsWith('data:') ? [] : tooLong(url, LIMITS.url, path, 'address');
}

function buttonCount(parts: readonly Part[]): Finding[] {
  return parts.flatMap(({ value, path }): Finding[] => {
    const actions = value['actions'];
    if (!isList(actions) || actions.length <= LIMITS.buttons) return [];
    const sentence = `${actions.length} buttons: Teams shows ${LIMITS.buttons}.`;
    return [{ rule: 'too-many', path: path === '' ? 'actions' : `${path}.actions`, sentence }];
  });
}

function idFindings(parts: readonly Part[]): Finding[] {
  const found: Finding[] = [];
  const ids = new Set<string>();
  for (const { value, path } of parts) {
    const id = value['id'];
    if (typeof id !== 'string') continue;
    if (ids.has(id)) found.push({ rule: 'duplicate-id', path, sentence: `The id "${id}" is there twice.` });
    ids.add(id);
  }
  for (const { type, value, path } of parts) {
    const targets = value['targetElements'];
    if (type !== 'Action.ToggleVisibility' || !isList(targets)) continue;
    for (const target of targets) {
      const id = isObject(target) ? target['elementId'] : target;
      if (typeof id === 'string' && ids.has(id)) continue;
      found.push({ rule: 'unknown-target', path, sentence: `No part has the id ${JSON.stringify(id)}.` });
    }
  }
  return found;
}

function tooLong(text: unknown, most: number, path: string, what: string): Finding[] {
  const length = typeof text === 'string' ? [...text].length : 0;
  if (length <= most) return [];
  return [{ rule: 'too-long', path, sentence: `This ${what} has ${length} characters, more than ${most}.` }];
}
