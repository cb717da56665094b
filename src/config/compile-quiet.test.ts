import { describe, expect, it } from 'vitest';
import { checkDeps, faultsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { checkConfig } from './check.ts';

const withQuiet = (lines: string) => `${SMALL_CONFIG}    quiet: [nights]\nquiet_times:\n${lines}`;

async function rangesOf(lines: string) {
  const check = await checkConfig(withQuiet(lines), checkDeps());
  return check.ok ? check.policy.quietTimes.get('nights') : check.faults;
}

describe('quiet_times', () => {
  it('are ranges of the week and the day in a zone', async () => {
    const text = '  nights: { days: [fri..mon, wed], hours: "22:00-06:00", time_zone: Europe/Paris }\n';

    expect(await rangesOf(text)).toEqual([
      {
        zone: 'Europe/Paris',
        days: new Set(['fri', 'sat', 'sun', 'mon', 'wed']),
        monthDays: [],
        months: new Set(),
        hours: { start: 22 * 60, end: 6 * 60 },
      },
    ]);
  });

  it('are days of the month, from its end too, and several ranges', async () => {
    const text = '  nights: [{ month_days: [-1, 1..3], time_zone: UTC }, { months: 12, time_zone: UTC }]\n';

    expect(await rangesOf(text)).toMatchObject([
      {
        monthDays: [
          { from: -1, to: -1 },
          { from: 1, to: 3 },
        ],
        hours: undefined,
      },
      { months: new Set([12]) },
    ]);
  });

  it.each([
    [
      'a day that there is not',
      'days: [mon..fry], time_zone: UTC',
      'must be days such as mon, sat or mon..fri',
    ],
    ['a day of no month', 'month_days: 32, time_zone: UTC', 'must be days of the month'],
    ['hours that are none', 'hours: "22-6", time_zone: UTC', 'must be a range such as "22:00-06:00"'],
    ['an empty range of hours', 'hours: "08:00-08:00", time_zone: UTC', 'ends when it begins'],
    ['an offset for a zone', 'days: mon, time_zone: "+02:00"', 'must be an IANA time zone'],
    ['no zone', 'days: mon', 'time_zone'],
    ['an unknown key', 'dais: mon, time_zone: UTC', 'is not known here (did you mean "days"?)'],
  ])('with %s are a fault', async (_what, range, sentence) => {
    expect((await faultsOf(withQuiet(`  nights: { ${range} }\n`))).join()).toContain(sentence);
  });

  it('must be there when a route names one', async () => {
    expect(await faultsOf(withQuiet('  night: { days: mon, time_zone: UTC }\n'))).toEqual([
      'c:11:13 routes[0].quiet[0]: there is no quiet time "nights" (did you mean "night"?)',
    ]);
  });
});

describe('inhibitions', () => {
  const inhibition = (rule: string) => `${SMALL_CONFIG}inhibitions:\n  - ${rule}\n`;

  it('have both sides and what must be equal', async () => {
    const text = inhibition(
      '{ when: { condition: "tabduty/site-unreachable" }, quiet: { condition: refresh-failed }, equal: [site] }',
    );
    const check = await checkConfig(text, checkDeps());

    expect(check.ok && check.policy.inhibitions[0]?.equal).toEqual(['site']);
  });

  it.each([
    ['an empty side', '{ when: {}, quiet: { name: x } }', 'when: would fit every alert'],
    ['no side', '{ when: { name: x } }', 'quiet'],
    [
      'a label that there is not',
      '{ when: { name: x }, quiet: { name: y }, equal: [sight] }',
      '"sight" is no label',
    ],
  ])('with %s are a fault', async (_what, rule, sentence) => {
    expect((await faultsOf(inhibition(rule))).join()).toContain(sentence);
  });
});
