/** What an answer says, short enough for a log and without anything that we sent as a secret. */
import { cutTo, oneLine } from './text.ts';

const LONGEST = 200;
/** Shorter words are no secrets, and to blank them would blank half the sentence. */
const SHORTEST_SECRET = 8;

/** `secrets` are the values that an answer might echo: keys, headers, the address we called. */
export function answerExcerpt(body: string, secrets: readonly string[]): string {
  let text = oneLine(messageIn(body));
  for (const secret of spellings(secrets)) text = text.replaceAll(secret, '***');
  // An address carries its key in the query, whoever it belongs to.
  text = text.replace(/(https?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, '$1?***');
  return cutTo(text, LONGEST);
}

/** Microsoft's services and most others wrap their sentence: {"error":{"code","message"}} or {"message"}. */
function messageIn(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body.trimStart().startsWith('<') ? '' : body;
  }
  const error = field(parsed, 'error') ?? parsed;
  const said = [field(error, 'code'), field(error, 'message')].filter((v) => typeof v === 'string');
  return said.length > 0 ? said.join(': ') : body;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** Each secret, and each long part of an address, as written and decoded; longest first so that no rest is left. */
function spellings(secrets: readonly string[]): string[] {
  const all = new Set<string>();
  for (const secret of secrets) {
    for (const part of [secret, ...secret.split(/[/?&=]/)]) {
      all.add(part);
      all.add(decoded(part));
      all.add(JSON.stringify(part).slice(1, -1));
    }
  }
  return [...all].filter((s) => s.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
