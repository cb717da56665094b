/** Cards that a flow makes itself: from an old MessageCard, and from the tokens of an HTTP request trigger. */
import { isList, isObject, type Json, type JsonObject, type JsonSchema } from './json.ts';
import type { Token } from './records.ts';

const MOST_TOKENS = 40;
const DEEPEST_TOKEN = 12;

/** Text and facts of a MessageCard are shown; its buttons are not (Teams, differences to Office 365 connectors). */
export function messageCardAsCard(card: JsonObject): JsonObject {
  const sections = isList(card['sections']) ? card['sections'].filter(isObject) : [];
  const facts = sections.flatMap((section) =>
    isList(section['facts']) ? section['facts'].filter(isObject) : [],
  );
  const texts = [card['text'], ...sections.flatMap((s) => [s['activityTitle'], s['text']])];
  return {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      ...titled(card['title'] ?? card['summary']),
      ...texts
        .filter((one) => typeof one === 'string')
        .map((text) => ({ type: 'TextBlock', text, wrap: true })),
      ...factSet(facts.map((fact) => ({ name: printed(fact['name']), value: printed(fact['value']) }))),
    ],
  };
}

/** A small card such as a person builds by hand in the flow editor: the kind of event, and the tokens as facts. */
export function requestCard(tokens: readonly Token[]): JsonObject {
  const kind = tokens.find((token) => token.name === 'event_type')?.value;
  return {
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: kind ?? 'An HTTP request was received',
    body: [...titled(kind ?? 'An HTTP request was received'), ...factSet(tokens.slice(0, 8))],
  };
}

/** The tokens of the schema when the trigger has one, else every plain value of the body by its path. */
export function tokensOf(body: Json | undefined, schema: JsonSchema | undefined): Token[] {
  const found: Token[] = [];
  if (body === undefined) return found;
  if (schema?.properties === undefined) plainValues(body, '', found, 0);
  else schemaTokens(body, schema, '', found);
  return found.slice(0, MOST_TOKENS);
}

function plainValues(value: Json, path: string, found: Token[], depth: number): void {
  if (found.length >= MOST_TOKENS || depth > DEEPEST_TOKEN) return;
  if (!isObject(value) && !isList(value)) {
    found.push({ name: path === '' ? 'body' : path, value: printed(value) });
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    plainValues(inner, join(path, name), found, depth + 1);
  }
}

/** What the schema names and the body lacks is an empty token, as `triggerBody()?['x']` gives. */
function schemaTokens(body: Json | undefined, schema: JsonSchema, path: string, found: Token[]): void {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const own = isObject(body) && Object.hasOwn(body, name) ? body[name] : undefined;
    if (inner.properties === undefined) found.push({ name: join(path, name), value: printed(own) });
    else schemaTokens(own, inner, join(path, name), found);
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function titled(title: Json | undefined): JsonObject[] {
  return title === undefined
    ? []
    : [{ type: 'TextBlock', text: printed(title), wrap: true, weight: 'Bolder', size: 'Large' }];
}

function factSet(facts: readonly Token[]): JsonObject[] {
  return facts.length === 0
    ? []
    : [{ type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value })) }];
}

function printed(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
