import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeps, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { checkConfig, formatFault } from './check.ts';

async function faultsOf(text: string): Promise<readonly string[]> {
  const check = await checkConfig(text, checkDeps());
  return check.ok ? [] : check.faults.map((f) => formatFault('c', f));
}

/** The small document with one line of it replaced or added. */
const small = (from: string, to: string) => SMALL_CONFIG.replace(from, to);
const site = (line: string) => small('    content_url: acme\n', `    content_url: acme\n    ${line}\n`);
const ops = (list: string) => small('[{ teams: { url: "${secret:teams-ops}" } }]', list);
const route = (line: string) => small('    tell: ops', `    tell: ops\n    ${line}`);

const QUOTES = '(put the value in quotes: "…")';

describe('every fault has its place, what is expected, and the way out', () => {
  it.each<readonly [what: string, text: string, ...lines: string[]]>([
    [
      'a tag',
      site('time_zone: !zone UTC'),
      `c:5:16 sites.acme.time_zone: begins with !, which YAML takes as a tag ${QUOTES}`,
    ],
    [
      'an unquoted !',
      route('note: !important'),
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
      site('time_zone: &zone UTC'),
      `c:5:16 sites.acme.time_zone: begins with &, which YAML takes as an anchor; anchors are not used here ${QUOTES}`,
    ],
    [
      'an unquoted @',
      route('note: @channel'),
      `c:11:11 routes[0].note: begins with @, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted %',
      route('note: %5'),
      `c:11:11 routes[0].note: begins with %, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted `',
      route('note: `x`'),
      `c:11:11 routes[0].note: begins with \`, which YAML keeps for itself ${QUOTES}`,
    ],
    [
      'an unquoted ${ in a line',
      site('time_zone: ${env:ZONE}'),
      'c:5:16 sites.acme.time_zone: begins with ${ without quotes (write "${env:ZONE}")',
    ],
    [
      'an unquoted ${ between braces',
      ops('[{ teams: { url: ${secret:x} } }]'),
      `c:7:25 receivers.ops[0].teams.url: begins with \${, which YAML takes as the start of a map ${QUOTES}`,
    ],
    [
      'an unquoted {{',
      route('title: {{ name }}'),
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
      site('content_url: other'),
      'c:5:5 sites.acme.content_url: stands here a second time (keep one of the two)',
    ],
    [
      'two colons',
      route('note: Runbook: x'),
      'c:11:11 routes[0].note: has a second ": " in its value (put the value in quotes, or begin the map on a line of its own)',
    ],
    [
      'an open quote',
      route('note: "x'),
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
    [
      'an unknown part',
      `${SMALL_CONFIG}recievers: {}\n`,
      'c:11:1 recievers: is no part of a configuration (did you mean "receivers"?)',
    ],
    [
      'a part of a later version',
      `${SMALL_CONFIG}schedules: {}\n`,
      'c:11:1 schedules: schedules comes in a later version (remove it for now)',
    ],
    ['sites as a list', 'sites: [acme]\n', 'c:1:1 sites: must be a map of names'],
    [
      'a bad slug',
      small('  acme:', '  Acme_1:'),
      'c:2:3 sites.Acme_1: must be a short name of a–z, 0–9 and -, beginning with a letter or digit',
    ],
    [
      "Tabduty's own name",
      small('  acme:', '  tabduty:'),
      "c:2:3 sites.tabduty: is Tabduty's own name as a source (choose another name)",
    ],
    ['an empty site', 'sites:\n  acme:\n', 'c:2:3 sites.acme: is empty'],
    [
      'a site without an address',
      small('    server: https://10ax.online.tableau.com\n', ''),
      'c:2:3 sites.acme.server: is missing',
    ],
    [
      'an address without https',
      small('https://10ax', '10ax'),
      'c:3:13 sites.acme.server: must be the address of Tableau, beginning with https://',
    ],
    [
      'an address with a path',
      small('tableau.com', 'tableau.com/#/site/acme'),
      'c:3:13 sites.acme.server: must have no path; write https://10ax.online.tableau.com, and the site in content_url',
    ],
    [
      'an address with a password',
      small('https://10ax', 'https://me:pw@10ax'),
      'c:3:13 sites.acme.server: must not have a user or password in it',
    ],
    [
      'a number as text',
      small('content_url: acme', 'content_url: 2024'),
      'c:4:18 sites.acme.content_url: must be text; write "2024" in quotes',
    ],
    ['nothing as text', small('content_url: acme', 'content_url:'), 'c:4:5 sites.acme.content_url: is empty'],
    [
      'an unknown key',
      site('timezone: UTC'),
      'c:5:5 sites.acme.timezone: is not known here (did you mean "time_zone"?)',
    ],
    [
      'a way in of a later version',
      site('intake: both'),
      'c:5:13 sites.acme.intake: both comes in a later version (write webhooks, or leave intake out for now)',
    ],
    [
      'managing webhooks',
      site('manage_webhooks: apply'),
      'c:5:22 sites.acme.manage_webhooks: apply comes in a later version (write off, or leave manage_webhooks out for now)',
    ],
    [
      'an unknown event',
      site('events: [refresh-faild]'),
      'c:5:14 sites.acme.events[0]: "refresh-faild" is no event that Tableau can send (did you mean "refresh-failed"?)',
    ],
    [
      'no events',
      site('events: []'),
      'c:5:5 sites.acme.events: must name at least one event; leave it out for refresh-failed and refresh-succeeded',
    ],
    [
      'an unknown zone',
      site('time_zone: Paris'),
      'c:5:16 sites.acme.time_zone: must be an IANA time zone such as Europe/Paris',
    ],
    [
      'a day that is not',
      small('secret: "${secret:acme-pat}"', 'secret: "${env:P}", expires_on: 2027-02-30'),
      'c:5:59 sites.acme.pat.expires_on: must be a date such as 2027-09-01',
    ],
    [
      'the same site twice',
      small(
        'receivers:',
        '  twin: { server: "https://10ax.online.tableau.com/", content_url: acme }\nreceivers:',
      ),
      'c:6:3 sites.twin: is the same site as sites.acme (keep one of the two)',
    ],
    [
      'a reference to nothing',
      ops('[{ teams: { url: "${TEAMS}" } }]'),
      'c:7:25 receivers.ops[0].teams.url: has ${TEAMS}, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
    ],
    [
      'a reference without an end',
      ops('[{ teams: { url: "${env:X" } }]'),
      'c:7:25 receivers.ops[0].teams.url: has ${env:X, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
    ],
    [
      'a secret that all would read',
      route('note: "see ${secret:x}"'),
      'c:11:11 routes[0].note: would tell everybody the secret "x" (secrets belong into sites, accounts and receivers)',
    ],
    [
      'an unknown kind of destination',
      ops('[{ team: { url: "x" } }]'),
      'c:7:11 receivers.ops[0].team: is no kind of destination (did you mean "teams"?)',
    ],
    [
      'a kind written as type',
      ops('[{ type: teams, url: "x" }]'),
      'c:7:9 receivers.ops[0]: must have one kind of destination, and has type, url (write { power-automate: { … } })',
    ],
    [
      'two kinds in one',
      ops('[{ teams: { url: "${env:A}" }, webhook: {} }]'),
      'c:7:9 receivers.ops[0]: must have one kind of destination, and has teams, webhook (give each its own - in the list)',
    ],
    [
      'settings beside the kind',
      ops('[{ teams: { url: "${env:A}" }, url: x }]'),
      'c:7:39 receivers.ops[0].url: does not belong beside teams (indent it below teams)',
    ],
    [
      'a destination that is text',
      ops('[teams]'),
      'c:7:9 receivers.ops[0]: must be a map with one kind of destination (write { power-automate: { … } })',
    ],
    ['a destination without settings', ops('[{ teams: }]'), 'c:7:11 receivers.ops[0].teams: is empty'],
    [
      'no destination',
      ops('[]'),
      'c:7:3 receivers.ops: has no destination (add one, such as - teams: { url: "${secret:ops}" })',
    ],
    [
      'a retired connector',
      ops('[{ teams: { url: "https://acme.webhook.office.com/x?sig=1" } }]'),
      'c:7:25 receivers.ops[0].teams.url: is an Office 365 connector, which Microsoft has retired; make a flow "When a Teams webhook request is received" and paste its address',
    ],
    [
      'an unknown setting',
      ops('[{ teams: { url: "${env:A}", colour: red } }]'),
      'c:7:37 receivers.ops[0].teams.colour: is not known here (there is url)',
    ],
    [
      'an unknown level of detail',
      ops('{ destinations: [{ teams: { url: "${env:A}" } }], detail: al }'),
      'c:7:66 receivers.ops.detail: must be one of name, cause, full',
    ],
    [
      'an unknown language',
      ops('{ destinations: [{ teams: { url: "${env:A}" } }], locale: klingon-x }'),
      'c:7:66 receivers.ops.locale: must be a language such as en-GB',
    ],
    [
      'an unknown receiver',
      small('tell: ops', 'tell: opps'),
      'c:10:11 routes[0].tell: there is no receiver "opps" (did you mean "ops"?)',
    ],
    [
      'several receivers',
      small('tell: ops', 'tell: [ops]'),
      'c:10:5 routes[0].tell: must be one receiver (for several, give one receiver several destinations, or write another route and continue: true)',
    ],
    [
      'an unknown label',
      small('condition:', 'conditon:'),
      'c:9:14 routes[0].match.conditon: is no label (did you mean "condition"?)',
    ],
    [
      'a label of a later version',
      small('condition: refresh-failed', 'project: "Fin/**"'),
      'c:9:14 routes[0].match.project: the label project comes in a later version (remove it for now)',
    ],
    [
      'a condition that is not',
      small('refresh-failed', 'refresh-fail'),
      'c:9:25 routes[0].match.condition: "refresh-fail" fits no condition that there is (did you mean "refresh-failed"?)',
    ],
    [
      'a site that is not',
      small('condition: refresh-failed', 'site: [acme, acm]'),
      'c:9:27 routes[0].match.site[1]: "acm" fits no site that there is (did you mean "acme"?)',
    ],
    [
      'a bad expression',
      small('condition: refresh-failed', 'name: "/(a/"'),
      'c:9:20 routes[0].match.name: is not a regular expression that RE2 can run: missing closing )',
    ],
    [
      'an expression without an end',
      small('condition: refresh-failed', 'name: "/a"'),
      'c:9:20 routes[0].match.name: begins with / as a regular expression does, but does not end with /; write \\/ for a plain /',
    ],
    [
      'no pattern',
      small('condition: refresh-failed', 'name: []'),
      'c:9:14 routes[0].match.name: must have at least one pattern',
    ],
    [
      'a bad template',
      route('title: "{{ nmae }}"'),
      'c:11:12 routes[0].title: knows no "nmae"; there are name, site, what, condition, event, state, streak, count, number, title',
    ],
    [
      'a length without unit',
      route('group_wait: 10'),
      'c:11:17 routes[0].group_wait: must be a duration such as 10s, 5m or 4h',
    ],
    [
      'a negative length',
      route('group_wait: -5s'),
      'c:11:17 routes[0].group_wait: must be a duration such as 10s, 5m or 4h',
    ],
    [
      'zero where it is not allowed',
      route('group_interval: 0s'),
      'c:11:21 routes[0].group_interval: must be at least 1 s',
    ],
    [
      'too long a length',
      route('repeat_interval: 31d'),
      'c:11:22 routes[0].repeat_interval: must be at most 30d',
    ],
    ['yes for true', route('continue: yes'), 'c:11:15 routes[0].continue: must be true or false'],
    [
      'what comes later',
      route('page: data'),
      'c:11:5 routes[0].page: page comes in a later version (remove it for now)',
    ],
    [
      'a rename without a name',
      route('was: old'),
      'c:11:10 routes[0].was: renames a route that has no name now (add name:)',
    ],
    [
      'a name twice',
      route('name: a\n  - { name: a, tell: ops }'),
      'c:12:13 routes[1].name: "a" is taken by routes[0] (choose another name)',
    ],
    [
      'a former name that is taken',
      route('name: a\n  - { name: b, was: a, tell: ops }'),
      'c:12:21 routes[1].was: "a" is taken by routes[0] (choose another name)',
    ],
    [
      'twins without a name',
      route('continue: true\n  - { match: { condition: [refresh-failed] }, tell: ops }'),
      'c:12:5 routes[1]: has the same matchers and receiver as routes[0] (remove one, or give each a name:)',
    ],
    [
      'routes as a map',
      SMALL_CONFIG.replace(/routes:[^]*/, 'routes: { a: 1 }\n'),
      'c:8:1 routes: must be a list of routes (begin each with "- ")',
    ],
    [
      'a route that is text',
      route('routes: [x]'),
      'c:11:14 routes[0].routes[0]: must be a map of keys and values',
    ],
    [
      'operators of a later version',
      `${SMALL_CONFIG}operators: [person:ana]\n`,
      'c:11:13 operators[0]: person: comes in a later version (write receiver:NAME)',
    ],
    [
      'an unknown operator',
      `${SMALL_CONFIG}operators: [receiver:ops, receiver:opps]\n`,
      'c:11:27 operators[1]: there is no receiver "opps" (did you mean "ops"?)',
    ],
    [
      'an operator without kind',
      `${SMALL_CONFIG}operators: [ops]\n`,
      'c:11:13 operators[0]: must be receiver: and the name of one (write receiver:ops)',
    ],
    [
      'operators that are text',
      `${SMALL_CONFIG}operators: receiver:ops\n`,
      'c:11:12 operators: must be a list',
    ],
    [
      'several things at once, all of them',
      small('content_url: acme', 'content_url: 1')
        .replace('tell: ops', 'tell: ops\n    page: x')
        .replace('secret:teams-ops', 'teams'),
      'c:4:18 sites.acme.content_url: must be text; write "1" in quotes',
      'c:7:25 receivers.ops[0].teams.url: has ${teams}, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
      'c:11:5 routes[0].page: page comes in a later version (remove it for now)',
    ],
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
