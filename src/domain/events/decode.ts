/** Reads the body of a webhook as Tableau writes it, in every form that has been seen, and never throws. */
import { type Instant, instant, parseInstant } from '../time/instant.ts';

export type Decoded =
  | {
      readonly kind: 'event';
      readonly type: string;
      readonly luid: string;
      readonly name: string;
      readonly siteLuid: string | undefined;
      /** From `text` with milliseconds when it is there, else from `created_at`, which Tableau rounds to seconds. */
      readonly occurredAt: Instant | undefined;
    }
  | { readonly kind: 'test' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-understood'; readonly remark: string };

/** Today's key first, then the preview's. */
const KEYS = {
  type: ['event_type', 'event-type'],
  name: ['resource_name', 'resource-name'],
  luid: ['resource_luid', 'resource-id'],
  site: ['site_luid', 'site-id'],
  at: ['created_at', 'createdAt'],
} as const;

// "Event X for resource Y: LUID on site S posted at 2023-10-06T19:12:33.242Z"; undocumented, but real.
const POSTED_AT = / posted at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)$/;

export function decodeCall(body: Uint8Array): Decoded {
  if (body.length === 0) return { kind: 'empty' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { kind: 'not-understood', remark: 'the body is not UTF-8 text' };
  }
  if (text.trim() === '') return { kind: 'empty' };
  const parsed = parseObject(text);
  if (typeof parsed === 'string') return { kind: 'not-understood', remark: parsed };
  if (Object.keys(parsed).length === 0) return { kind: 'empty' };
  return decodeObject(parsed);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'the body is not a JSON object';
  return value as Readonly<Record<string, unknown>>;
}

function decodeObject(body: Readonly<Record<string, unknown>>): Decoded {
  const type = textOf(body, KEYS.type);
  if (type === undefined) return { kind: 'not-understood', remark: 'event_type is missing' };
  if (type.toLowerCase() === 'test') return { kind: 'test' };
  const luid = textOf(body, KEYS.luid);
  const name = textOf(body, KEYS.name);
  if (luid === undefined && name === undefined)
    return { kind: 'not-understood', remark: 'resource_luid and resource_name are missing' };
  return {
    kind: 'event',
    type,
    luid: luid ?? '',
    name: name ?? luid ?? '',
    siteLuid: textOf(body, KEYS.site),
    occurredAt: occurredAt(body),
  };
}

function occurredAt(body: Readonly<Record<string, unknown>>): Instant | undefined {
  const rounded = parseInstant(textOf(body, KEYS.at) ?? '');
  const posted = POSTED_AT.exec(textOf(body, ['text']) ?? '')?.[1];
  const fine = posted === undefined ? undefined : parseInstant(posted);
  // A name may end in a line that looks like ours; only a time that `created_at` confirms is finer, not different.
  if (fine !== undefined && rounded !== undefined && Math.abs(fine - rounded) <= 1000) return fine;
  return rounded ?? fine;
}

/** Own, non-empty text under one of the keys. Numbers count as text: a documented sample has one as an id. */
function textOf(body: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    if (!Object.hasOwn(body, key)) continue;
    const value = body[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  }
  return undefined;
}

/** An event is the same when source, type and item are, and the second in which it occurred: Tableau rounds. */
export function identityOf(source: string, type: string, luid: string, occurredAt: Instant): string {
  return `${source}|${type}|${luid}|${Math.round(occurredAt / 1000)}`;
}

/** The identities that count as the same event: one second either way. */
export function nearIdentities(source: string, type: string, luid: string, at: Instant): readonly string[] {
  return [0, -1000, 1000].map((shift) => identityOf(source, type, luid, instant(at + shift)));
}
