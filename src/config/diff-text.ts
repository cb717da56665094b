/** The difference of two texts, line by line, as people know it from `diff -u`. */

const CONTEXT = 3;

/** Empty when they are the same. */
export function diffText(
  before: string,
  after: string,
  names: { readonly before: string; readonly after: string },
): string {
  if (before === after) return '';
  const lines = edits(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines);
  if (hunks.length === 0)
    return `--- ${names.before}\n+++ ${names.after}\n(they differ in their last line break only)\n`;
  return [`--- ${names.before}`, `+++ ${names.after}`, ...hunks.flatMap(hunkText), ''].join('\n');
}

type Edit = {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  readonly oldLine: number;
  readonly newLine: number;
};

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What is equal at both ends is set aside, so that the table is as small as the change. */
function edits(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = changed(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const all = [
    ...a.slice(0, head).map((text) => ({ sign: ' ' as const, text })),
    ...middle,
    ...a.slice(a.length - tail).map((text) => ({ sign: ' ' as const, text })),
  ];
  let oldLine = 1;
  let newLine = 1;
  return all.map((edit) => {
    const numbered = { ...edit, oldLine, newLine };
    if (edit.sign !== '+') oldLine += 1;
    if (edit.sign !== '-') newLine += 1;
    return numbered;
  });
}

/** The table of common subsequences is kept below so many cells; beyond, the whole part counts as replaced. */
const LARGEST_TABLE = 4_000_000;

function changed(a: readonly string[], b: readonly string[]): readonly Pick<Edit, 'sign' | 'text'>[] {
  const out: Pick<Edit, 'sign' | 'text'>[] = [];
  const width = b.length + 1;
  const small = (a.length + 1) * width <= LARGEST_TABLE;
  const longest = new Uint32Array(small ? (a.length + 1) * width : 0);
  for (let i = a.length - 1; small && i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (small && i < a.length && a[i] === b[j]) {
      out.push({ sign: ' ', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j === b.length || !small || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      out.push({ sign: '-', text: a[i] ?? '' });
      i += 1;
    } else {
      out.push({ sign: '+', text: b[j] ?? '' });
      j += 1;
    }
  }
  return out;
}

function hunksOf(lines: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: [number, number][] = [];
  lines.forEach((edit, i) => {
    if (edit.sign === ' ') return;
    const last = hunks.at(-1);
    if (last && i - CONTEXT <= last[1]) last[1] = i + CONTEXT + 1;
    else hunks.push([Math.max(0, i - CONTEXT), i + CONTEXT + 1]);
  });
  return hunks.map(([from, to]) => lines.slice(from, to));
}

function hunkText(hunk: readonly Edit[]): readonly string[] {
  const first = hunk[0] ?? { oldLine: 0, newLine: 0 };
  const old = hunk.filter((e) => e.sign !== '+').length;
  const now = hunk.filter((e) => e.sign !== '-').length;
  // As diff does it, a side without lines is given the line before.
  const start = (line: number, count: number) => (count === 0 ? line - 1 : line);
  return [
    `@@ -${start(first.oldLine, old)},${old} +${start(first.newLine, now)},${now} @@`,
    ...hunk.map((e) => `${e.sign}${e.text}`),
  ];
}
