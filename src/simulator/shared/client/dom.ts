/** Small helpers to build a page from data: text goes in as text, never as HTML. */

type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

export function el(
  tag: string,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Draws only what has changed, so that buttons keep their focus while the page follows the simulation. */
export function drawList<T>(
  into: HTMLElement,
  items: readonly T[],
  keyOf: (item: T) => string,
  draw: (item: T) => HTMLElement,
  whenEmpty: string,
): void {
  const old = new Map(
    [...into.children].map((child) => [(child as HTMLElement).dataset['key'] ?? '', child]),
  );
  const wanted = items.map((item) => {
    const version = JSON.stringify(item);
    const before = old.get(keyOf(item)) as HTMLElement | undefined;
    if (before?.dataset['version'] === version) return before;
    const made = draw(item);
    made.dataset['key'] = keyOf(item);
    made.dataset['version'] = version;
    return made;
  });
  const rows = wanted.length > 0 ? wanted : [el('li', { class: 'empty' }, whenEmpty)];
  const isSame = rows.length === into.children.length && rows.every((row, at) => row === into.children[at]);
  if (!isSame) into.replaceChildren(...rows);
}

export async function getJson<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(await sentenceOf(answer));
  return (await answer.json()) as T;
}

export async function postJson(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await sentenceOf(answer));
}

/** Tableau's control says `error`, that of Teams answers as Microsoft does: `error.message`. */
async function sentenceOf(answer: Response): Promise<string> {
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string | { message?: string } };
  return (typeof error === 'string' ? error : error?.message) ?? `the simulator answered ${answer.status}`;
}
