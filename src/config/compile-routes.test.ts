import { describe, expect, it } from 'vitest';
import { faultsOf, routeWith, SMALL_CONFIG, small } from '../../test/fixtures/config.ts';

describe('a fault of routes or operators has its place, what is expected, and the way out', () => {
  it.each<readonly [what: string, text: string, ...lines: string[]]>([
    [
      'an unknown receiver',
      small('tell: ops', 'tell: opps'),
      'c:10:11 routes[0].tell: there is no receiver "opps" (did you mean "ops"?)',
    ],
    [
      'a digest at no time',
      small('tell: ops', 'tell: ops\n    digest: { at: "8 am" }'),
      'c:11:19 routes[0].digest.at: must be a time such as "08:00", in quotes',
    ],
    [
      'a digest on no day',
      small('tell: ops', 'tell: ops\n    digest: { at: "08:00", days: [mon..funday] }'),
      'c:11:28 routes[0].digest.days: "mon..funday" is no day (write workdays, daily, or a list such as [mon..thu, sat])',
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
      'a severity that there is not',
      small('condition: refresh-failed', 'severity: high'),
      'c:9:24 routes[0].match.severity: "high" fits no severity that there is (there are critical, error, warning, info)',
    ],
    [
      'a label that Tableau must be asked for, on a site without a token',
      SMALL_CONFIG.replace(/^ +pat:.*\n/m, '').replace('condition: refresh-failed', 'project: "Fin/**"'),
      'c:8:23 routes[0].match.project: Tableau must be asked for the project, and sites.acme has no token to ask with (add pat: { name, secret } to sites.acme, or name the sites that have one in match: site:)',
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
      routeWith('title: "{{ nmae }}"'),
      'c:11:12 routes[0].title: knows no "nmae"; there are name, site, what, condition, event, state, severity, streak, count, number, title',
    ],
    [
      'a length without unit',
      routeWith('group_wait: 10'),
      'c:11:17 routes[0].group_wait: must be a duration such as 10s, 5m or 4h',
    ],
    ['a negative length', routeWith('group_wait: -5s'), 'c:11:17 routes[0].group_wait: must not be negative'],
    [
      'zero where it is not allowed',
      routeWith('group_interval: 0s'),
      'c:11:21 routes[0].group_interval: must be at least 1 s',
    ],
    [
      'too long a length',
      routeWith('repeat_interval: 31d'),
      'c:11:22 routes[0].repeat_interval: must be at most 30d',
    ],
    [
      'a label to group by that there is not',
      routeWith('group_by: [site, projekt]'),
      'c:11:22 routes[0].group_by[1]: "projekt" is no label (did you mean "project"?)',
    ],
    [
      'a label to group by twice',
      routeWith('group_by: [site, site]'),
      'c:11:22 routes[0].group_by[1]: names site a second time (remove it)',
    ],
    [
      'all labels beside others',
      routeWith('group_by: ["...", site]'),
      'c:11:5 routes[0].group_by: has ..., which is all labels, beside others (write [...], or the labels alone)',
    ],
    ['yes for true', routeWith('continue: yes'), 'c:11:15 routes[0].continue: must be true or false'],
    [
      'a severity, which labels set',
      routeWith('severity: error'),
      'c:11:5 routes[0].severity: is not known here (set it under labels: at the top, such as - { match: {…}, set: { severity: critical } })',
    ],
    [
      'a page of a policy that there is not',
      routeWith('page: data'),
      'c:11:11 routes[0].page: there is no escalation "data"',
    ],
    [
      'a rename without a name',
      routeWith('was: old'),
      'c:11:10 routes[0].was: renames a route that has no name now (add name:)',
    ],
    [
      'a name twice',
      routeWith('name: a\n  - { name: a, tell: ops }'),
      'c:12:13 routes[1].name: "a" is taken by routes[0] (choose another name)',
    ],
    [
      'a former name that is taken',
      routeWith('name: a\n  - { name: b, was: a, tell: ops }'),
      'c:12:21 routes[1].was: "a" is taken by routes[0] (choose another name)',
    ],
    [
      'twins without a name',
      routeWith('continue: true\n  - { match: { condition: [refresh-failed] }, tell: ops }'),
      'c:12:5 routes[1]: has the same matchers and receiver as routes[0] (remove one, or give each a name:)',
    ],
    [
      'routes as a map',
      SMALL_CONFIG.replace(/routes:[^]*/, 'routes: { a: 1 }\n'),
      'c:8:1 routes: must be a list of routes (begin each with "- ")',
    ],
    [
      'a route that is text',
      routeWith('routes: [x]'),
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
        .replace('tell: ops', 'tell: ops\n    severity: x')
        .replace('secret:teams-ops', 'teams'),
      'c:4:18 sites.acme.content_url: must be text; write "1" in quotes',
      'c:7:25 receivers.ops[0].teams.url: has ${teams}, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
      'c:11:5 routes[0].severity: is not known here (set it under labels: at the top, such as - { match: {…}, set: { severity: critical } })',
    ],
  ])('%s', async (_what, text, ...lines) => {
    expect(await faultsOf(text)).toEqual(lines);
  });
});
