/**
 * What a strict reader finds in a card that Teams accepts in silence: Teams ignores what it does not know, cuts what is
 * too long and shows nothing for what it cannot draw, and nobody is told.
 */
import { CHOICES, isNewer, PARTS, type Property, VOCABULARY } from './card-vocabulary.ts';
import type { Finding, Part } from './finding.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { limitFindings } from './strict-limits.ts';
import { mentionFindings, textFindings } from './strict-text.ts';

const DEEPEST = 30;

export function strictCheck(card: unknown): readonly Finding[] {
  if (!isObject(card) || card['type'] !== 'AdaptiveCard') {
    return [{ rule: 'unknown-type', path: '', sentence: 'The type of a card must be "AdaptiveCard".' }];
  }
  const found: Finding[] = [];
  const parts: Part[] = [];
  const version = typeof card['version'] === 'string' ? card['version'] : '1.0';
  walk({ type: 'AdaptiveCard', value: card, path: '' }, version, false, parts, found);
  return [
    ...versionFindings(card),
    ...found,
    ...parts.flatMap(textFindings),
    ...limitFindings(card, parts),
    ...mentionFindings(card, parts),
  ];
}

/** The whole message as it goes to a Workflows webhook. */
export function strictCheckEnvelope(body: unknown): readonly Finding[] {
  const wrong = (sentence: string, path = ''): Finding => ({ rule: 'envelope', path, sentence });
  if (!isObject(body) || body['type'] !== 'message' || !isList(body['attachments'])) {
    return [wrong('The body must be {"type":"message","attachments":[…]}: every template takes that.')];
  }
  const found = body['attachments'].flatMap((attachment, index) => {
    const path = `attachments[${index}]`;
    const of = isObject(attachment) ? attachment : {};
    const inner = strictCheck(of['content']).map((one) => ({ ...one, path: `${path}.content.${one.path}` }));
    return of['contentType'] === 'application/vnd.microsoft.card.adaptive'
      ? inner
      : [wrong('contentType must be application/vnd.microsoft.card.adaptive.', path), ...inner];
  });
  const posts = body['attachments'].length;
  if (posts !== 1) found.unshift(wrong(`${posts} attachments make ${posts} posts; send one.`));
  return found;
}

function walk(part: Part, version: string, covered: boolean, parts: Part[], found: Finding[]): void {
  const { type, value, path } = part;
  const words = VOCABULARY.get(type);
  if (words === undefined) {
    found.push({ rule: 'unknown-type', path, sentence: `Teams draws nothing for the type "${type}".` });
    return;
  }
  parts.push(part);
  const safe = covered || value['fallback'] !== undefined;
  if (words.since !== undefined && isNewer(words.since, version) && !safe) {
    found.push(missingFallback(path, type, words.since, version));
  }
  for (const [name, property] of words.properties) {
    if (property.required && value[name] === undefined) {
      found.push({ rule: 'missing-property', path: join(path, name), sentence: `${type} needs "${name}".` });
    }
  }
  for (const [name, given] of Object.entries(value)) {
    if (name === 'type') continue;
    const property = words.properties.get(name);
    const at = join(path, name);
    if (property === undefined) {
      found.push({
        rule: 'unknown-property',
        path: at,
        sentence: `${type} has no "${name}": Teams ignores it.`,
      });
    } else {
      if (property.since !== undefined && isNewer(property.since, version) && !safe) {
        found.push(missingFallback(at, `"${name}"`, property.since, version));
      }
      checkValue({ given, property, at }, version, safe, parts, found);
    }
  }
}

type Given = { readonly given: Json; readonly property: Property; readonly at: string };

function checkValue(it: Given, version: string, covered: boolean, parts: Part[], found: Finding[]): void {
  const { given, property, at } = it;
  const partType = PARTS[property.kind];
  const isFallback = property.kind === 'fallback';
  if (partType === undefined && !isFallback) {
    const problem = wrongValue(given, property.kind);
    if (problem !== undefined) found.push({ rule: 'wrong-value', path: at, sentence: problem });
    return;
  }
  if (isFallback && (given === 'drop' || !isObject(given))) {
    if (given !== 'drop')
      found.push({ rule: 'wrong-value', path: at, sentence: 'A fallback is a part or "drop".' });
    return;
  }
  const many = property.kind.endsWith('s');
  if (many !== isList(given)) {
    found.push({
      rule: 'wrong-value',
      path: at,
      sentence: many ? 'This must be a list.' : 'This must be one part.',
    });
    return;
  }
  for (const [index, inner] of (isList(given) ? given : [given]).entries()) {
    const path = many ? `${at}[${index}]` : at;
    checkPart(inner, isFallback ? undefined : partType, path, version, covered, parts, found);
  }
}

function checkPart(
  inner: Json,
  typeFor: ((type: string | undefined) => string | undefined) | undefined,
  path: string,
  version: string,
  covered: boolean,
  parts: Part[],
  found: Finding[],
): void {
  // A bare string is a run of text without any style.
  if (typeof inner === 'string' && typeFor === PARTS['inlines']) {
    parts.push({ type: 'TextRun', value: { text: inner }, path });
    return;
  }
  const value = isObject(inner) ? inner : {};
  const own = typeof value['type'] === 'string' ? value['type'] : undefined;
  const type = typeFor === undefined ? own : typeFor(own);
  if (type === undefined || path.split('.').length > DEEPEST) {
    found.push({
      rule: 'unknown-type',
      path,
      sentence: `Nothing of the type "${own ?? ''}" can stand here.`,
    });
    return;
  }
  walk({ type, value, path }, version, covered, parts, found);
}

function wrongValue(given: Json, kind: string): string | undefined {
  const words = CHOICES[kind];
  if (words !== undefined) {
    const fits = typeof given === 'string' && words.includes(given.toLowerCase());
    return fits ? undefined : `${JSON.stringify(given)} is not one of ${words.join(', ')}.`;
  }
  const wanted = { text: 'string', flag: 'boolean', number: 'number' }[kind];
  if (wanted === undefined || typeof given === wanted) return undefined;
  return `This must be a ${wanted}, and is ${JSON.stringify(given).slice(0, 40)}.`;
}

function versionFindings(card: JsonObject): Finding[] {
  const version = card['version'];
  const wrong = (sentence: string): Finding[] => [{ rule: 'version', path: 'version', sentence }];
  if (version === undefined) return [];
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version))
    return wrong('The version must be like "1.4".');
  return isNewer(version, '1.5') ? wrong(`Teams draws cards up to 1.5 and this one says ${version}.`) : [];
}

function missingFallback(path: string, what: string, since: string, version: string): Finding {
  return {
    rule: 'missing-fallback',
    path,
    sentence: `${what} came with ${since}, the card says ${version}, and there is no fallback.`,
  };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
