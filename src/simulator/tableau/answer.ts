/** One answer, two dialects: a tree that becomes Tableau's XML (scalars are attributes) or its JSON (they are members). */
import { ERROR_CODE, XML_NAMESPACE } from '../../tableau/wire.ts';
import type { Refusal } from './refusal.ts';
import type { Switches } from './switches.ts';

type Scalar = string | number | boolean;
export type Node = { readonly [name: string]: Scalar | Node | List | Text | undefined };
type List = { readonly $list: string; readonly items: readonly Node[] };
type Text = { readonly $text: string; readonly attributes: Readonly<Record<string, string>> };

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is: what something between the client and Tableau says. */
  readonly body?: Node | string;
};

type Shapes = Pick<Switches, 'emptyList' | 'singleItem' | 'taskList'>;

export const list = ($list: string, items: readonly Node[]): List => ({ $list, items });

/** An element with text in it; in JSON a string, or an object with `value` when there are attributes. */
export const text = ($text: string, attributes: Readonly<Record<string, string>> = {}): Text => ({
  $text,
  attributes,
});

export const ok = (body: Node, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers,
  body,
});

export const noContent: Answer = { status: 204 };

/** Lists lose the second half of their rows, and their counts stay. */
export function halved(answer: Answer): Answer {
  const { body } = answer;
  if (typeof body !== 'object') return answer;
  const entries = Object.entries(body).map(([name, value]): [string, Node[string]] =>
    typeof value === 'object' && isList(value)
      ? [name, list(value.$list, value.items.slice(0, Math.floor(value.items.length / 2)))]
      : [name, value],
  );
  return { ...answer, body: Object.fromEntries(entries) };
}

export function refused(refusal: Refusal): Answer {
  const { code, summary, message, status, headers } = refusal;
  return { status, headers, body: { error: { code, summary: text(summary), detail: text(message) } } };
}

export const internalError: Answer = {
  status: 500,
  body: {
    error: {
      code: ERROR_CODE.internal,
      summary: text('Internal Server Error'),
      detail: text('Something went wrong.'),
    },
  },
};

export function toXml(body: Node): string {
  return `<?xml version='1.0' encoding='UTF-8'?><tsResponse xmlns="${XML_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${XML_NAMESPACE} https://help.tableau.com/samples/en-us/rest_api/ts-api_3_27.xsd">${childrenXml(body)}</tsResponse>`;
}

export function toJson(body: Node, shapes: Shapes): string {
  return JSON.stringify(nodeJson(body, shapes));
}

function elementXml(name: string, value: Node | List | Text): string {
  if (isText(value)) return `<${name}${attributesXml(value.attributes)}>${escaped(value.$text)}</${name}>`;
  const inside = isList(value)
    ? value.items.map((item) => elementXml(value.$list, item)).join('')
    : childrenXml(value);
  const attributes = isList(value) ? '' : attributesXml(value);
  return inside === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`;
}

function childrenXml(node: Node): string {
  return Object.entries(node)
    .map(([name, value]) => (typeof value === 'object' ? elementXml(name, value) : ''))
    .join('');
}

function attributesXml(node: Node): string {
  return Object.entries(node)
    .map(([name, value]) =>
      value === undefined || typeof value === 'object' ? '' : ` ${name}="${escaped(String(value))}"`,
    )
    .join('');
}

function nodeJson(node: Node, shapes: Shapes): Record<string, unknown> {
  const members = Object.entries(node).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, valueJson(name, value, shapes)]));
}

function valueJson(name: string, value: Node[string], shapes: Shapes): unknown {
  if (typeof value !== 'object') return value;
  if (isText(value)) {
    return Object.keys(value.attributes).length === 0
      ? value.$text
      : { value: value.$text, ...value.attributes };
  }
  if (!isList(value)) return nodeJson(value, shapes);
  const items = value.items.map((item) => nodeJson(item, shapes));
  if (items.length === 0) {
    return { object: {}, array: { [value.$list]: [] }, bare: [] }[shapes.emptyList];
  }
  if (name === 'tasks' && shapes.taskList === 'flat') return items;
  return { [value.$list]: items.length === 1 && shapes.singleItem === 'object' ? items[0] : items };
}

function isText(value: Node | List | Text): value is Text {
  return '$text' in value;
}

function isList(value: Node | List | Text): value is List {
  return '$list' in value;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Characters that XML 1.0 cannot hold at all are left out. */
function escaped(raw: string): string {
  return (
    raw
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to remove
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character)
  );
}
