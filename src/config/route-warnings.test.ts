import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeps, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { compileMatcher, coversPattern } from '../domain/routing/matcher.ts';
import { checkConfig, formatFault } from './check.ts';

const LABELS =
  'labels:\n  - { match: { name: "Fin*" }, set: { severity: critical, team: [finance, close] } }\n';

async function warningsOf(routes: string, more = ''): Promise<readonly string[]> {
  const top = SMALL_CONFIG.slice(0, SMALL_CONFIG.indexOf('routes:'));
  const check = await checkConfig(`${top}${LABELS}${more}routes:\n${routes}\n`, checkDeps());
  if (!check.ok) throw new Error(check.faults.map((f) => formatFault('c', f)).join('\n'));
  return check.warnings
    .filter((w) => w.path !== 'heartbeat')
    .map((f) => formatFault('c', f).replace(/^c:\d+:\d+ /, ''));
}

const route = (match: string, more = '') => `  - { match: { ${match} }, tell: ops${more} }`;
const hidden = (i: number) =>
  `routes[${i + 1}]: is never reached: routes[${i}] (line ${11 + i}) takes all of it (put it before that route, or give that one continue: true)`;

describe('a route that another hides', () => {
  it.each([
    ['by a glob', 'project: "Finance/**"', 'project: "Finance/Close/*"'],
    ['by the project itself', 'project: "Finance/**"', 'project: Finance'],
    ['by a list', 'name: ["a*", b]', 'name: [b, abc, "ax*"]'],
    ['by all there is', 'condition: "*"', 'condition: ["refresh-failed", "/tabduty.*/"]'],
    ['by a regular expression', 'severity: "/e.*|critical/"', 'severity: error'],
    ['though it excepts more', 'name: a', 'name: a, project: x'],
    ['by a label of a mapping', 'team: "*"', 'team: finance, severity: critical'],
  ])('%s', async (_what, wide, narrow) => {
    expect(await warningsOf(`${route(wide)}\n${route(narrow)}`)).toEqual([hidden(0)]);
    expect(await warningsOf(`${route(narrow)}\n${route(wide)}`)).toEqual([]);
    expect(await warningsOf(`${route(wide, ', continue: true')}\n${route(narrow)}`)).toEqual([]);
  });

  it('is none where the earlier one excepts what it could take', async () => {
    const first = route('condition: "*"', ', except: { severity: critical }');
    expect(await warningsOf(`${first}\n${route('severity: critical')}`)).toEqual([]);
    // What can never be excepted is hidden all the same.
    expect(await warningsOf(`${first}\n${route('severity: error, condition: "*"')}`)).toEqual([hidden(0)]);
  });

  it('is none where a star within a project is not all below it', async () => {
    expect(await warningsOf(`${route('project: "Finance/*"')}\n${route('project: "Finance/**"')}`)).toEqual(
      [],
    );
  });
});

describe('a route that can never fit', () => {
  it.each([
    [
      'what it excepts',
      route('name: [a, ab]', ', except: { name: "a*" }'),
      'routes[0].match.name: can never fit: all that it matches it excepts too (take the name out of match or except)',
    ],
    [
      'another than above',
      route('severity: critical', `, routes: [{ match: { severity: [info, warning] } }]`),
      'routes[0].routes[0].match.severity: can never fit: a route above it takes only another severity (move it out of that route)',
    ],
    [
      'another project than above',
      route(
        'project: "Finance/**"',
        `, routes: [{ match: { name: x }, routes: [{ match: { project: Sales } }] }]`,
      ),
      'routes[0].routes[0].routes[0].match.project: can never fit: a route above it takes only another project (move it out of that route)',
    ],
    [
      'what is excepted above',
      route('condition: "*"', `, except: { tag: [a, b] }, routes: [{ match: { tag: a } }]`),
      'routes[0].routes[0].match.tag: can never fit: a route above it excepts that tag (move it out of that route)',
    ],
  ])('%s', async (_what, routes, warning) => {
    expect(await warningsOf(routes)).toEqual([warning]);
  });

  it('is none where an alert may have several of a label', async () => {
    const routes = route('tag: a', ', except: { tag: b }, routes: [{ match: { tag: c, team: close } }]');
    expect(await warningsOf(routes)).toEqual([]);
  });
});

it('a mapping that can never fit is named', async () => {
  const text = SMALL_CONFIG.replace(
    'routes:',
    `labels: [{ match: { name: a }, except: { name: "*" }, set: { team: a } }]\nroutes:`,
  );
  const { warnings } = await checkConfig(text, checkDeps());
  expect(warnings.map((w) => w.path)).toContain('labels[0].match.name');
});

describe('a quiet time', () => {
  it.each([
    [
      'month_days: 30, months: 2',
      ['quiet_times.q: never holds: no month of it has such a day (give days that there are)'],
    ],
    [
      'month_days: -31, months: [2, 4, 6]',
      ['quiet_times.q: never holds: no month of it has such a day (give days that there are)'],
    ],
    ['month_days: 29, months: 2', []],
    [
      'hours: "00:00-24:00"',
      [
        'quiet_times.q: always holds: a route that names it tells nobody (give it hours or days, or remove the route)',
      ],
    ],
    ['hours: "22:00-06:00"', []],
    [
      'days: [mon..sun]',
      [
        'quiet_times.q: always holds: a route that names it tells nobody (give it hours or days, or remove the route)',
      ],
    ],
    ['months: 1..12', []],
  ])('%s', async (range, expected) => {
    const quiet = `quiet_times:\n  q: { ${range}, time_zone: Europe/Paris }\n`;
    expect(await warningsOf(route('name: a', ', quiet: [q]'), quiet)).toEqual(expected);
  });

  it('that always holds may be made of several', async () => {
    const quiet = (until: string) =>
      `quiet_times:\n  q: [{ days: [mon..fri], time_zone: UTC }, { days: [sat, sun], hours: "00:00-${until}", time_zone: UTC }]\n`;
    expect((await warningsOf(route('name: a', ', quiet: [q]'), quiet('24:00'))).length).toBe(1);
    expect((await warningsOf(route('name: a', ', quiet: [q]'), quiet('23:59'))).length).toBe(0);
  });
});

it('a negative duration is refused for what it is', async () => {
  const check = await checkConfig(`${SMALL_CONFIG}    group_wait: -5m\n`, checkDeps());
  expect(check.ok ? [] : check.faults.map((f) => f.message)).toEqual(['must not be negative']);
});

describe('coversPattern', () => {
  it('holds only where the wide pattern fits whatever fits the narrow one', () => {
    const part = fc.constantFrom('a', 'b', '/', '*', '**', '\\*');
    const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((p) => `a${p.join('')}`);
    const value = fc
      .array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 6 })
      .map((v) => `a${v.join('')}`);
    const fits = (label: string, p: string, v: string) => {
      const compiled = compileMatcher(label, [p], () => ({ ok: false, fault: 'no regex' }));
      return compiled.ok && compiled.matcher.fits([v]);
    };
    fc.assert(
      fc.property(fc.constantFrom('project', 'name'), pattern, pattern, value, (label, wide, narrow, v) => {
        if (!coversPattern(label, wide, narrow) || !fits(label, narrow, v)) return;
        expect(fits(label, wide, v)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is written and does not do what it seems to', () => {
  it('says nothing of routes below one whose matcher could not be read', async () => {
    const top = SMALL_CONFIG.slice(0, SMALL_CONFIG.indexOf('routes:'));
    const check = await checkConfig(
      `${top}routes:\n${route('projct: "Sales*"')}\n${route('condition: refresh-failed')}\n`,
      checkDeps(),
    );

    expect(check.ok).toBe(false);
    expect(check.warnings.map((w) => w.path)).not.toContain('routes[1]');
  });

  it.each([
    ['group_interval: 5m, repeat_interval: 1m', '1 min', '5 min'],
    ['group_interval: 5h', '4 h', '5 h'],
  ])('%s', async (pace, repeat, interval) => {
    const child = ', routes: [{ match: { name: a }, tell: ops }]';

    expect(await warningsOf(route('condition: refresh-failed', `, ${pace}${child}`))).toEqual([
      `routes[0]: repeats what was told every ${repeat} (repeat_interval), sooner than anything new is told (group_interval ${interval}) (make repeat_interval the longer one)`,
    ]);
  });

  const KEEPS = (when: string, quiet: string) => `  - { when: { ${when} }, quiet: { ${quiet} } }\n`;

  it('an inhibition whose both sides fit the same', async () => {
    const same = KEEPS('condition: refresh-failed', 'condition: refresh-failed');
    const use = route('condition: refresh-failed');

    expect(await warningsOf(use, `inhibitions:\n${same}`)).toEqual([
      'inhibitions[0]: keeps nothing quiet: `when` and `quiet` fit the same alerts, and of two such neither silences the other (let `when` fit the cause alone, such as severity: critical)',
    ]);
    const cause = KEEPS('condition: refresh-failed, severity: critical', 'condition: refresh-failed');
    expect(await warningsOf(use, `inhibitions:\n${cause}`)).toEqual([]);
  });

  it('two inhibitions that turn each other around', async () => {
    const there = KEEPS('condition: refresh-failed', 'condition: refresh-stuck');
    const back = KEEPS('condition: refresh-stuck', 'condition: refresh-failed');

    expect(await warningsOf(route('condition: refresh-failed'), `inhibitions:\n${there}${back}`)).toEqual([
      'inhibitions[1]: turns inhibitions[0] (line 11) around: when both alerts fire, each keeps the other quiet, and nobody is told (remove one of the two)',
    ]);
  });

  it('receivers, quiet times and escalations that nothing names', async () => {
    const more = `quiet_times:\n  nights: { hours: "22:00-06:00", time_zone: Europe/Paris }\n  none: []
escalations: { data: { steps: [{ at: 0m, tell: [receiver:ops] }] } }\n`;

    expect(await warningsOf(route('condition: refresh-failed', ', quiet: [none]'), more)).toEqual([
      'quiet_times.nights: is used by no route (write quiet: [nights] in a route, or remove it)',
      'quiet_times.none: never holds: there is no range in it (give it hours or days, or remove it)',
      'escalations.data: wakes nobody: no route pages by it (write page: data in a route, or remove it)',
    ]);
  });

  it('a receiver that is told by nothing, and none that a fallback names', async () => {
    const top = SMALL_CONFIG.slice(0, SMALL_CONFIG.indexOf('routes:'));
    const spare = 'destinations: [{ teams: { url: "${secret:x}" } }]';
    const text = `${top}  idle: { ${spare} }\n  next: { ${spare} }\n  used: { ${spare}, fallback: next }\nroutes:\n${route('condition: refresh-failed').replace('tell: ops', 'tell: used')}\noperators: [receiver:ops]\n`;
    const check = await checkConfig(text, checkDeps());

    expect(
      check.warnings.filter((w) => w.path.startsWith('receivers')).map((w) => `${w.path}: ${w.message}`),
    ).toEqual(['receivers.idle: is told nothing: no route, escalation, schedule or fallback names it']);
  });
});
