/** "Did you mean": the known word that is nearest to what somebody wrote. */

/** `undefined` when nothing is near enough to be what was meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = fold(word);
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceOf(wanted, fold(candidate));
    if (best === undefined || distance < best.distance) best = { word: candidate, distance };
  }
  return best !== undefined && best.distance <= Math.max(1, Math.floor(wanted.length / 3))
    ? best.word
    : undefined;
}

/** `did you mean "x"?`, or what there is, or nothing when there is nothing. */
export function hint(word: string, known: readonly string[], most = 12): { readonly remedy?: string } {
  const near = nearest(word, known);
  if (near !== undefined) return { remedy: `did you mean "${near}"?` };
  if (known.length === 0) return {};
  const shown = known.slice(0, most).join(', ');
  if (known.length === 1) return { remedy: `there is ${shown}` };
  return { remedy: known.length > most ? `there are ${shown} and others` : `there are ${shown}` };
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll('_', '-').slice(0, 60);
}

/** Insertions, deletions, changes and swaps of neighbours. */
function distanceOf(a: string, b: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (twoAbove[j - 2] ?? 0) + 1);
      row.push(least);
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
