/** A text that tells somebody to type a command names one that exists, with options that it has: guide, README, remedies. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import { PROCESS_OPTIONS } from '../src/cli/process-options.ts';

const ROOT = new URL('../', import.meta.url).pathname;
const PAGES = ['README.md', 'deploy/*.md', 'docs/guide/*.md', 'src/**/*.ts'];
const EVERYWHERE = ['--json', '--offline', '--data', '--help', '--version'];

const byWords = new Map(COMMANDS.map((command) => [command.words, command]));
const shared = PROCESS_OPTIONS.map(({ flags }) => flags);

it('every command that a text names exists, with its options', () => {
  const files = globSync(PAGES, { cwd: ROOT }).filter((name) => !name.endsWith('.test.ts'));
  const wrong = files.flatMap((name) =>
    typedIn(readFileSync(`${ROOT}${name}`, 'utf8')).flatMap((typed) => {
      const fault = faultOf(typed);
      return fault === undefined ? [] : [`${name}: "tabduty ${typed}": ${fault}`];
    }),
  );
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(500);
});

it.each([
  ['alerts lst', 'no such command'],
  ['alerts list --opne', 'no option --opne'],
  ['tableau webhooks', undefined],
  ['doctor inbound --json', undefined],
])('finds what is wrong: %s', (typed, fault) => {
  expect(faultOf(typed)).toBe(fault);
});

/** What stands behind "tabduty ", up to where the sentence or the code goes on. `/healthz` says "tabduty ok". */
function typedIn(text: string): readonly string[] {
  const found = text.matchAll(/(?<![\w/.@-])tabduty (?!ok\b|\S*\.\w)([a-z][^`'"#|\n,;:→()]*)/g);
  return [...found].map((m) => (m[1] ?? '').split(/ and |\. | ?\$\{/)[0]?.trim() ?? '');
}

function faultOf(typed: string): string | undefined {
  const words = typed.split(/\s+/);
  const isGroup = COMMANDS.some((c) => `${c.words} `.startsWith(`${typed} `));
  const known = words.map((_, i) => words.slice(0, words.length - i).join(' ')).find((w) => byWords.has(w));
  if (known === undefined) return isGroup ? undefined : 'no such command';
  const flags = [...shared, ...(byWords.get(known)?.options ?? []).map((option) => option.flags)];
  const has = (flag: string) =>
    EVERYWHERE.includes(flag) || flags.some((f) => f.split(/[ ,]+/).includes(flag));
  const unknown = words.filter((word) => /^--[a-z][a-z-]*$/.test(word)).find((flag) => !has(flag));
  return unknown === undefined ? undefined : `no option ${unknown}`;
}
