/** The body of a request, XML or JSON, as one shape: attributes and children alike are members of a plain object. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { malformed } from './refusal.ts';

export type Fields = { readonly [name: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  htmlEntities: true,
});

/** A missing Content-Type means XML, as the Python client relies on. */
export function readFields(body: string, contentType: string | undefined): Fields {
  if (body.trim() === '') return {};
  return /\bjson\b/i.test(contentType ?? '') ? fromJson(body) : fromXml(body);
}

export function objectAt(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  // An element without attributes and children arrives as an empty text.
  if (value === '') return {};
  return isFields(value) ? value : undefined;
}

/** A text; numbers and booleans of the JSON dialect count as what they would be in XML. */
export function textAt(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function flagAt(fields: Fields, name: string): boolean | undefined {
  const value = textAt(fields, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw malformed();
  return value === 'true';
}

/** Tableau refuses what it does not know instead of passing over it. */
export function onlyKnown(fields: Fields, known: readonly string[]): void {
  if (Object.keys(fields).some((name) => !known.includes(name) && !name.startsWith('xmlns'))) {
    throw malformed();
  }
}

function fromJson(body: string): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isFields(parsed)) return parsed;
  } catch {
    // Falls through: what is no JSON is as malformed as JSON of another shape.
  }
  throw malformed();
}

function fromXml(body: string): Fields {
  // No request of Tableau's needs a document type; entities in one are a known way to eat memory.
  if (/<!DOCTYPE/i.test(body) || XMLValidator.validate(body) !== true) throw malformed();
  const parsed: unknown = parser.parse(body);
  const root = isFields(parsed) ? objectAt(parsed, 'tsRequest') : undefined;
  if (root === undefined) throw malformed();
  return root;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
