import { describe, expect, it } from 'vitest';
import { checkDeps, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { deriveLabels } from '../domain/routing/labelling.ts';
import { checkConfig, formatFault } from './check.ts';

async function checkOf(labels: string, more = '') {
  return checkConfig(`${SMALL_CONFIG}${more}labels:\n${labels}\n`, checkDeps());
}

async function faultsOf(labels: string, more = '') {
  const check = await checkOf(labels, more);
  return check.ok ? [] : check.faults.map((f) => formatFault('c', f).replace(/^c:\d+:\d+ /, ''));
}

describe('labels', () => {
  it('are mappings in their order, each of which sees what those above it set', async () => {
    const check = await checkOf(`  - { match: { name: "Fin*" }, set: { team: finance } }
  - { match: { team: finance }, except: { name: "*test*" }, set: { severity: critical, room: [a, b] } }`);
    if (!check.ok) throw new Error(check.faults.map((f) => formatFault('c', f)).join('\n'));

    const labelsOf = (name: string) =>
      deriveLabels(check.policy, { labels: { name: [name] }, kind: 'alert' }).labels;
    expect(labelsOf('Finance')).toEqual({
      ...{ name: ['Finance'], team: ['finance'], severity: ['critical'], room: ['a', 'b'] },
    });
    expect(labelsOf('fin test')).toEqual({ name: ['fin test'], team: ['finance'], severity: ['error'] });
    expect(labelsOf('Sales')).toEqual({ name: ['Sales'], severity: ['error'] });
  });

  it('may be tested by routes, group_by and inhibitions, by values that some mapping sets', async () => {
    const use = `    routes: [{ match: { team: fin*, severity: [critical, warning] }, group_by: [team] }]
inhibitions: [{ when: { team: finance }, quiet: { severity: info }, equal: [team] }]\n`;
    expect(await faultsOf('  - { match: { name: a }, set: { team: finance } }', use)).toEqual([]);
  });

  it.each([
    ['no list', '  team: finance', 'labels: must be a list (begin each with "- match:")'],
    [
      'nothing set',
      '  - { match: { name: a }, set: {} }',
      'labels[0].set: sets nothing (such as set: { severity: critical })',
    ],
    ['no set', '  - { match: { name: a } }', 'labels[0].set: is missing'],
    [
      'a fact',
      '  - { set: { project: a } }',
      'labels[0].set.project: cannot be set: what the project is, Tableau says (set severity, or a label under a name of your own)',
    ],
    [
      'a bad name',
      '  - { set: { "Te am": a } }',
      'labels[0].set["Te am"]: must be a short name of a–z, 0–9 and _, beginning with a letter',
    ],
    [
      'an unknown severity',
      '  - { set: { severity: critcal } }',
      'labels[0].set.severity: "critcal" is no severity (did you mean "critical"?)',
    ],
    [
      'two severities',
      '  - { set: { severity: [error, info] } }',
      'labels[0].set.severity: must be one (one of critical, error, warning, info)',
    ],
    ['a number', '  - { set: { tier: 1 } }', 'labels[0].set.tier: must be text or a list of texts'],
    [
      'a label of a later mapping',
      '  - { match: { team: a }, set: { severity: info } }\n  - { match: { name: a }, set: { team: a } }',
      'labels[0].match.team: is set by no mapping above this one (put this one below the mapping that sets team)',
    ],
    [
      'its own label',
      '  - { match: { team: a }, set: { team: a } }',
      'labels[0].match.team: is set by no mapping above this one (put this one below the mapping that sets team)',
    ],
    [
      'an unknown label',
      '  - { match: { nam: a }, set: { team: a } }',
      'labels[0].match.nam: is no label (did you mean "name"?)',
    ],
  ])('refuses %s', async (_what, labels, fault) => {
    expect(await faultsOf(labels)).toEqual([fault]);
  });

  it('are known to routes only as declared, with the nearest', async () => {
    const use =
      '    routes: [{ match: { taem: finance } }, { match: { team: finanse } }, { name: x, group_by: [teem] }]\n';
    expect(await faultsOf('  - { match: { name: a }, set: { team: finance } }', use)).toEqual([
      'routes[0].routes[0].match.taem: is no label (did you mean "team"?)',
      'routes[0].routes[1].match.team: "finanse" fits no team that there is (did you mean "finance"?)',
      'routes[0].routes[2].group_by[0]: "teem" is no label (did you mean "team"?)',
    ]);
  });

  it('are no labels of content, which deadlines are for', async () => {
    const freshness = 'freshness: [{ match: { team: a }, by: "07:30" }]\n';
    const [fault] = await faultsOf('  - { match: { name: a }, set: { team: a } }', freshness);
    expect(fault).toContain('freshness[0].match.team: is no label');
  });

  it('that test what Tableau says need a token of each site that they may be for', async () => {
    const text = SMALL_CONFIG.replace(/\n +pat:.*/, '');
    const check = await checkConfig(
      `${text}labels: [{ match: { project: a }, set: { team: a } }]\n`,
      checkDeps(),
    );
    const [fault] = check.ok ? [] : check.faults;
    expect(fault?.path).toBe('labels[0].match.project');
    expect(fault?.message).toContain('Tableau must be asked for the project');
  });
});
