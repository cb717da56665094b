import { describe, expect, it } from 'vitest';
import { checkDeps, faultsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { HOUR } from '../domain/time/instant.ts';
import { checkConfig } from './check.ts';

const withRule = (rule: string) => `${SMALL_CONFIG}freshness:\n  - ${rule}\n`;

describe('freshness', () => {
  it('is a time of the wall, days, a zone, and how old a success may be', async () => {
    const text = withRule(
      '{ match: { name: "Sales*" }, by: "07:30", days: [fri..mon], time_zone: Europe/Paris, within: 3h }',
    );
    const check = await checkConfig(text, checkDeps());

    const [rule] = check.ok ? check.policy.freshness : [];
    expect(rule).toMatchObject({ by: 450, timeZone: 'Europe/Paris', within: 3 * HOUR });
    expect(rule?.days).toEqual(new Set(['fri', 'sat', 'sun', 'mon']));
    expect(rule?.match[0]?.fits(['sales daily'])).toBe(true);
  });

  it('is daily within twelve hours unless said otherwise', async () => {
    const check = await checkConfig(withRule('{ match: { name: a }, by: "24:00" }'), checkDeps());

    expect(check.ok && check.policy.freshness).toMatchObject([
      { days: { size: 7 }, within: 12 * HOUR, timeZone: 'UTC' },
    ]);
  });

  it.each([
    ['{ match: { name: a }, by: 730 }', 'c:12:31 freshness[0].by: must be text; write "730" in quotes'],
    [
      '{ match: { name: a }, by: "7.30" }',
      'c:12:31 freshness[0].by: must be a time such as "07:30", in quotes',
    ],
    [
      '{ match: { name: a }, by: "07:30", days: mondays }',
      'c:12:46 freshness[0].days: "mondays" is no day (write workdays, daily, or a list such as [mon..thu, sat])',
    ],
    [
      '{ match: { event: refresh-failed }, by: "07:30" }',
      'c:12:16 freshness[0].match.event: is nothing that a content has',
    ],
    ['{ by: "07:30" }', 'c:12:5 freshness[0].match: is missing'],
  ])('finds the fault of %s', async (rule, line) => {
    expect(await faultsOf(withRule(rule))).toEqual([line]);
  });
});
