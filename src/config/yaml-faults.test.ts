import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDeps,
  faultsOf,
  opsList,
  routeWith,
  siteWith,
  SMALL_CONFIG,
  small,
} from '../../test/fixtures/config.ts';
import { checkConfig } from './check.ts';

const QUOTES = '(put the value in quotes: "…")';

describe('a fault of YAML has its place, what is expected, and the way out', () => {
  it.each<readonly [what: string, text: string, ...lines: string[]]>([
    [
      'a tag',
      siteWith('time_zone: !zone UTC'),
      `c:5:16 sites.acme.time_zone: begins with !, which YAML takes as a tag ${QUOTES}`,
    ],
    [
      'an unquoted !',
      routeWith('note: !important'),
      `c:11:11 routes[0].note: begins with !, which YAML takes as a tag ${QUOTES}`,
    ],
    [
      'an unquoted *',
      small('condition: refresh-failed', 'name: *sales*'),
      `c:9:20 routes[0].match.name: begins with *, which YAML takes as a reference to an anchor ${QUOTES}`,
    ],
    [
      'an unquoted * in a list',
      small('condition: refresh-failed', 'name: [a, *b]'),
      `c:9:24 routes[0].match.name[1]: begins with *, which YAML takes as a reference to an anchor ${QUOTES}`,
    ],
    [
      'an anchor',
      siteWith('time_zone: &zone UTC'),
      `c:5:16 sites.acme.time_zone: begins with &, which YAML takes as an anchor; anchors are not used here ${QUOTES}`,
    ],
    [
      'an unquoted @',
      routeWith('note: @channel'),
      `c:11:11 routes[0].note: begins with @, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted %',
      routeWith('note: %5'),
      `c:11:11 routes[0].note: begins with %, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted `',
      routeWith('note: `x`'),
      `c:11:11 routes[0].note: begins with \`, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted ${ in a line',
      siteWith('time_zone: ${env:ZONE}'),
      'c:5:16 sites.acme.time_zone: begins with ${ without quotes (write "${env:ZONE}")',
    ],
    [
      'an unquoted ${ between braces',
      opsList('[{ teams: { url: ${secret:x} } }]'),
      `c:7:25 receivers.ops[0].teams.url: begins with \${, which YAML takes as the start of a map ${QUOTES}`,
    ],
    [
      'an unquoted {{',
      routeWith('title: {{ name }}'),
      `c:11:12 routes[0].title: begins with {{, which YAML takes as the start of a map ${QUOTES}`,
    ],
    [
      'a directive',
      `%YAML 1.1\n---\n${SMALL_CONFIG}`,
      'c:1:1 is a YAML directive, which is not used here (remove the line)',
    ],
    [
      'a tab',
      small('    server', '\tserver'),
      'c:3:1 a tab indents this line (YAML indents with spaces only)',
    ],
    [
      'a second document',
      `${SMALL_CONFIG}---\na: 1\n`,
      'c:11:1 a second document begins here (remove the line ---)',
    ],
    [
      'a key twice',
      siteWith('content_url: other'),
      'c:5:5 sites.acme.content_url: stands here a second time (keep one of the two)',
    ],
    [
      'two colons',
      routeWith('note: Runbook: x'),
      'c:11:11 routes[0].note: has a second ": " in its value (put the value in quotes, or begin the map on a line of its own)',
    ],
    [
      'an open quote',
      routeWith('note: "x'),
      'c:11:11 routes[0].note: the quote " is never closed (add " at the end of the value)',
    ],
    [
      'no as text',
      small('condition: refresh-failed', 'name: no'),
      'c:9:20 routes[0].match.name: is no without quotes, which some YAML readers take as true or false (write "no")',
    ],
    [
      'no as a key',
      small('  acme:', '  no:'),
      'c:2:3 sites.no: is no without quotes, which some YAML readers take as true or false (write "no")',
    ],
    [
      'true as text',
      small('condition: refresh-failed', 'name: true'),
      'c:9:20 routes[0].match.name: must be text or a list of texts',
    ],
    ['a list as the document', '- a\n', 'c:1:1 the text must be a map with sites:, receivers: and routes:'],
    ['nesting without end', '['.repeat(20_000), 'c:1:1 the text is nested too deeply'],
    ['too long a text', '#'.repeat(1024 * 1024 + 1), 'c:1:1 the text is longer than 1 MiB'],
  ])('%s', async (_what, text, ...lines) => {
    expect(await faultsOf(text)).toEqual(lines);
  });

  it('takes any text without throwing, and never finds fault outside of it', async () => {
    const pieces = fc.constantFrom(
      ...SMALL_CONFIG.split(/(?=[\s:{}"])/),
      '!',
      '*a',
      '&a ',
      '- ',
      '{{',
      '${',
      '"',
      '\t',
      '[',
      '|',
      '<<: ',
      '__proto__: ',
      '? ',
      '\u0000',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 60 }).map((p) => p.join('')),
        async (text) => {
          const check = await checkConfig(text, checkDeps());
          const lines = text.split('\n').length;

          return [...check.warnings, ...(check.ok ? [] : check.faults)].every(
            (f) => f.line >= 1 && f.line <= lines && f.column >= 1,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
