import { expect, it } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { NOON } from '../../../test/fixtures/records.ts';
import { ManualClock } from '../../platform/clock.ts';
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { examineSites } from './doctor-sites.ts';
import type { TableauSite } from '../ports/tableau.ts';

function examine(serverTime: Instant | undefined, expiresOn?: string) {
  const [site] = aPolicy().sites.values();
  if (site === undefined) throw new Error('the fixture has no site');
  const policy = aPolicy({
    sites: new Map([['acme', { ...site, pat: { name: 'x', secret: 'y', expiresOn } }]]),
  });
  const client = {
    serverInfo: async () => ({ product: undefined, restApiVersion: '3.27', serverTime }),
    signIn: async () => ({ siteId: '', userId: '', origin: 'https://tableau.example.com' }),
    listWebhooks: async () => [],
    listJobs: async () => ({ items: [], complete: true }),
    listRefreshTasks: async () => [],
    glanceAt: async () => undefined,
    metadataFault: async () => undefined,
    getUser: async () => ({ siteRole: 'SiteAdministratorCreator' }),
    displacedAt: () => undefined,
  } as unknown as TableauSite;
  return examineSites({
    policy: { current: () => policy },
    sites: { site: () => client },
    clock: new ManualClock(NOON),
  });
}

it.each([
  [after(NOON, 5 * MINUTE), 'the clock of this machine is 5 min behind Tableau'],
  [after(NOON, -5 * MINUTE), 'the clock of this machine is 5 min ahead of Tableau'],
])('names a clock that differs from that of Tableau: %s', async (theirs, expected) => {
  expect(await examine(theirs)).toMatchObject([
    { level: 'ok' },
    { level: 'warning', text: expect.stringContaining(expected) },
  ]);
});

it.each([NOON, after(NOON, MINUTE), undefined])(
  'has nothing against a clock that is right: %s',
  async (theirs) => {
    expect((await examine(theirs)).map((f) => f.level)).toEqual(['ok']);
  },
);

it.each([
  ['2026-09-30', 'its token ends on 2026-09-30'],
  ['2026-09-01', 'the token ended on 2026-09-01'],
])('warns of a token that ends: %s', async (expiresOn, expected) => {
  expect((await examine(NOON, expiresOn))[1]).toMatchObject({ text: expect.stringContaining(expected) });
  expect(await examine(NOON, '2027-09-01')).toHaveLength(1);
});
