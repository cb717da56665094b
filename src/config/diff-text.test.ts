import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffText } from './diff-text.ts';

const names = { before: 'old', after: 'new' };

/** Carries out a unified diff, as `patch` would. */
function patched(before: string, diff: string): string {
  const source = before.split('\n');
  if (source.at(-1) === '') source.pop();
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      out.push(...source.slice(at, start));
      at = start;
      continue;
    }
    if (line.startsWith('+')) out.push(line.slice(1));
    else {
      expect(source[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) out.push(line.slice(1));
      at += 1;
    }
  }
  return [...out, ...source.slice(at), ''].join('\n');
}

describe('diffText', () => {
  it('shows what changed with three lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    const after = 'a\nb\nc\nd\nE\nf\ng\nh\ni\n';

    expect(diffText(before, after, names)).toBe(
      '--- old\n+++ new\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n+i\n',
    );
  });

  it('keeps changes that are far apart in hunks of their own', () => {
    const before = Array.from({ length: 20 }, (_, i) => `${i}\n`).join('');
    const after = before.replace('2\n', '').replace('18\n', '');

    expect(diffText(before, after, names).match(/@@ .* @@/g)).toEqual([
      '@@ -1,6 +1,5 @@',
      '@@ -16,5 +15,4 @@',
    ]);
  });

  it('is empty for the same text, and says so when only the last line break differs', () => {
    expect(diffText('a\n', 'a\n', names)).toBe('');
    expect(diffText('a\n', 'a', names)).toContain('last line break only');
  });

  it('turns the old text into the new one when it is carried out', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((l) => l.map((x) => `${x}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = diffText(before, after, names);
        if (before !== after) expect(patched(before, diff)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
});
