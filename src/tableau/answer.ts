/** Reads an answer of the REST API: JSON as asked for, XML where Tableau gives only that, and what is neither. */
import { XMLParser } from 'fast-xml-parser';

export type ReadAnswer =
  | { readonly kind: 'document'; readonly document: unknown }
  | { readonly kind: 'empty' }
  | { readonly kind: 'html' }
  | { readonly kind: 'unreadable' };

/** Both dialects become the same document: an attribute is a member, and a text beside attributes is `value`. */
export function readAnswer(text: string): ReadAnswer {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return { kind: 'empty' };
  if (/^<(!doctype\s+html|html|head|body)\b/i.test(trimmed)) return { kind: 'html' };
  try {
    return trimmed.startsWith('<') ? readXml(trimmed) : { kind: 'document', document: JSON.parse(trimmed) };
  } catch {
    return { kind: 'unreadable' };
  }
}

function readXml(text: string): ReadAnswer {
  const root: unknown = PARSER.parse(text, true);
  if (typeof root !== 'object' || root === null || !('tsResponse' in root)) return { kind: 'unreadable' };
  return { kind: 'document', document: root.tsResponse };
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'value',
  removeNSPrefix: true,
  parseAttributeValue: false,
  parseTagValue: false,
  ignoreDeclaration: true,
});
