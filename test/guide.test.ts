/** The guide is true: what it shows as a configuration passes the check, and no key that is accepted is left out. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { heartbeatSchema } from '../src/config/compile-heartbeat.ts';
import { type ConfigCheck, checkConfig } from '../src/config/check.ts';
import { keepSchema } from '../src/config/compile-keep.ts';
import { layerSchema, longSchedule, overrideSchema, personSchema } from '../src/config/schedule-schema.ts';
import { escalationSchema } from '../src/config/escalation-schema.ts';
import { freshnessSchema, receiverOptions, routeSchema, siteSchema } from '../src/config/schema.ts';
import { DESTINATIONS } from '../src/destinations/registry.ts';
import { OWN_CONDITIONS } from '../src/domain/health/own-conditions.ts';
import { re2Regexes } from '../src/platform/regexes.ts';
import { liquidTemplates } from '../src/platform/templates.ts';

const text = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

const GUIDE = 'docs/guide/configuration.md';
const DESTINATIONS_GUIDE = 'docs/guide/destinations.md';

describe('the guide', () => {
  it.each([GUIDE, 'README.md'])('shows configurations that pass the check: %s', async (page) => {
    const examples = blocksOf(await text(page)).filter((block) => /^routes:/m.test(block));
    expect(examples).not.toHaveLength(0);
    for (const example of examples) {
      const check = await checked(example);
      expect(check.ok ? [] : check.faults).toEqual([]);
    }
  });

  it('has an example without a warning, which uses every kind of destination', async () => {
    const [example = ''] = blocksOf(await text(GUIDE)).filter((block) => /^routes:/m.test(block));
    expect((await checked(example)).warnings).toEqual([]);
    for (const type of DESTINATIONS.keys()) expect(example).toContain(`${type}:`);
  });

  it('tells how each kind of destination is set up', async () => {
    const page = await text(DESTINATIONS_GUIDE);
    expect([...DESTINATIONS.keys()].filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
  });

  it("tells when each of Tabduty's own troubles is told", async () => {
    const page = await text(GUIDE);
    const own = Object.keys(OWN_CONDITIONS).filter((condition) => condition !== 'tabduty/drill');
    expect(own.filter((condition) => !page.includes(`| \`${condition}\` |`))).toEqual([]);
  });

  it('names every key that is accepted', async () => {
    const page = await text(GUIDE);
    const onCall = [escalationSchema, personSchema, longSchedule, layerSchema, overrideSchema];
    const schemas = [
      heartbeatSchema,
      keepSchema,
      siteSchema,
      receiverOptions,
      routeSchema,
      freshnessSchema,
      ...onCall,
      ...settings(),
    ];
    // Written as `key` or, where its form is shown too, as `key: …`.
    const missing = schemas
      .flatMap((s) => Object.keys(s.shape))
      .filter((key) => !page.includes(`\`${key}\``) && !page.includes(`\`${key}: `));
    expect(missing).toEqual([]);
  });
});

function settings(): readonly z.ZodObject[] {
  return [...DESTINATIONS.values()].flatMap(({ address, account }) =>
    [address, account].flatMap((schema) => (schema instanceof z.ZodObject ? [schema] : [])),
  );
}

function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((m) => m[1] ?? '');
}

/** Every secret is there; what each is worth follows from its name. */
function checked(example: string): Promise<ConfigCheck> {
  const lookup = (_kind: string, name: string) =>
    Promise.resolve({ ok: true as const, value: valueOf(name) });
  return checkConfig(example, {
    registry: DESTINATIONS,
    secrets: { lookup },
    regexes: re2Regexes,
    templates: liquidTemplates(),
    revision: 1,
  });
}

function valueOf(name: string): string {
  const [, value] = VALUES.find(([word]) => word.test(name)) ?? [];
  return value ?? FLOW;
}

const FLOW =
  'https://prod-12.westeurope.logic.azure.com/workflows/0123/triggers/manual/paths/invoke?sig=EXAMPLE';

const VALUES: readonly (readonly [RegExp, string])[] = [
  [/signing/i, `whsec_${'AAAA'.repeat(8)}`],
  [/slack-bot/, 'xoxb-0000000000-EXAMPLE'],
  [/twilio_sid/i, `AC${'0'.repeat(32)}`],
  [/pagerduty/, 'EXAMPLE0000000000000000000000000'],
  [/ntfy-token/, 'tk_EXAMPLE00000000'],
  [/ntfy-topic/, 'bi-duty-Zx81'],
];
