/** Versions of Tableau's REST API: "3.10" is newer than "3.9". */

/** Negative, zero or positive; compared number by number. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function atLeast(version: string, since: string): boolean {
  return compareVersions(version, since) >= 0;
}
