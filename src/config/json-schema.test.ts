import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SMALL_CONFIG, withSchedules } from '../../test/fixtures/config.ts';
import { DESTINATIONS } from '../destinations/registry.ts';
import { configJsonSchema } from './json-schema.ts';

const schema = configJsonSchema(DESTINATIONS);
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

function accepts(text: string): boolean {
  return validate(parse(text));
}

describe('configJsonSchema', () => {
  it('accepts what the check accepts', () => {
    expect(accepts(SMALL_CONFIG)).toBe(true);
    expect(
      accepts(
        SMALL_CONFIG.replace('[{ teams', '{ detail: name, destinations: [{ teams').replace('} }]', '} }] }'),
      ),
    ).toBe(true);
    expect(
      accepts(`${SMALL_CONFIG}    routes: [{ match: { name: [a, b] }, tell: ops, group_wait: 5s }]\n`),
    ).toBe(true);
    expect(accepts(SMALL_CONFIG.replace('"${secret:teams-ops}"', '"https://x?sig=1"'))).toBe(true);
  });

  it.each([
    ['an unknown part', `${SMALL_CONFIG}peoples: {}\n`],
    ['an unknown kind of destination', SMALL_CONFIG.replace('teams:', 'team:')],
    ['an unknown key of a route', SMALL_CONFIG.replace('tell: ops', 'tel: ops')],
    ['a mapping that sets nothing', `${SMALL_CONFIG}labels: [{ match: { name: a } }]\n`],
    ['a bad slug', SMALL_CONFIG.replace('  acme:', '  Acme:')],
    ['an unknown way in', SMALL_CONFIG.replace('content_url: acme', 'content_url: acme\n    intake: mail')],
  ])('marks %s', (_what, text) => {
    expect(accepts(text)).toBe(false);
  });

  it('takes schedules in both forms, and marks what stands in neither', () => {
    const layer = 'weekly: [ana, [ben, cyd]], handoff: "mon 09:00", from: 2026-11-02';
    const short = `  data: { time_zone: Europe/Paris, ${layer}, overrides: [{ from: "2026-11-03", to: "2026-11-04", add: cyd }] }`;
    const long = `  data: { time_zone: Europe/Paris, layers: [{ ${layer} }, { always: [cyd] }] }`;

    expect([short, long].map((text) => accepts(withSchedules(text)))).toEqual([true, true]);
    expect(accepts(withSchedules(short.replace('weekly', 'weekley')))).toBe(false);
    expect(accepts(withSchedules(long.replace('always: [cyd]', 'always: []')))).toBe(false);
  });

  it('explains each setting to who writes it', () => {
    expect(JSON.stringify(schema)).toContain('IANA time zone, such as Europe/Paris');
    expect(JSON.stringify(schema)).toContain('"title":"Workflow address"');
    expect(JSON.stringify(schema)).not.toContain('"secret":true');
  });
});
