/** What changed between two texts, as a unified diff with three lines around each change. */

const CONTEXT = 3;

type Line = { readonly kind: ' ' | '-' | '+'; readonly text: string };

/** "" when the texts are the same. */
export function diffText(before: string, after: string): string {
  const lines = aligned(before.split('\n'), after.split('\n'));
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => line.kind !== ' '),
  );
  const shown: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (!near[i]) continue;
    if (i > 0 && !near[i - 1]) shown.push('…');
    shown.push(`${line.kind}${line.text}`);
  }
  return shown.join('\n');
}

/** The longest common subsequence of lines, by dynamic programming; configurations have some thousand lines at most. */
function aligned(a: readonly string[], b: readonly string[]): readonly Line[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const best = Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
      common[i * width + j] = a[i] === b[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : best;
    }
  }
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const down = common[(i + 1) * width + j] ?? 0;
    const right = common[i * width + j + 1] ?? 0;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: ' ', text: a[i] ?? '' });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || down >= right))
      lines.push({ kind: '-', text: a[i++] ?? '' });
    else lines.push({ kind: '+', text: b[j++] ?? '' });
  }
  return lines;
}
