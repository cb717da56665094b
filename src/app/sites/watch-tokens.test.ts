import { expect, it } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { sitePolicy } from '../../../test/harness/tableau-client.ts';
import { put } from '../../domain/change.ts';
import { after, DAY, isoOf, SECOND } from '../../domain/time/instant.ts';
import { listTokens } from './list-tokens.ts';
import { signInFact, watchTokens } from './watch-tokens.ts';

const pat = { name: 'tabduty', secret: 's', expiresOn: '2026-10-25' };

async function watched(over: Partial<typeof pat> = {}) {
  const site = { ...sitePolicy('https://tableau.example.com'), pat: { ...pat, ...over } };
  const p = await startPipeline(
    aPolicy({ sites: new Map([['acme', site]]), routes: [], operators: ['ops'] }),
  );
  const use = () => p.store.commit([put('facts', { id: signInFact('acme'), value: isoOf(p.clock.now()) })]);
  /** Day by day, as the loop does; the token is used each day unless it cannot be. */
  const days = async (count: number, used = true) => {
    for (let day = 0; day < count; day++) {
      p.clock.advance(DAY);
      if (used) await use();
      await watchTokens(p.deps(), p.clock.now());
      await p.settle();
      p.clock.advance(11 * SECOND);
      await p.settle();
    }
  };
  await use();
  return { p, days, use };
}

it('tells of one alert at 30, 7 and 1 day and at the end, each time worse, and of the new token', async () => {
  const { p, days } = await watched();

  await days(36);
  expect(new Set(p.sent.map(({ briefing }) => briefing.number)).size).toBe(1);
  expect(stages(p.sent)).toEqual([
    ['firing', 'warning', 'token tabduty expires on 2026-10-25: in 29 days'],
    ['update', 'warning', 'token tabduty expires on 2026-10-25: in 6 days'],
    ['update', 'error', 'token tabduty expires on 2026-10-25: in 12 h'],
    ['update', 'critical', 'token tabduty expires on 2026-10-25: already'],
  ]);

  const [slug, site] = [...p.policy.sites][0] ?? [];
  if (site === undefined || slug === undefined) throw new Error('no site');
  p.policy = { ...p.policy, sites: new Map([[slug, { ...site, pat: { ...pat, expiresOn: '2027-10-25' } }]]) };
  await days(1);
  expect(p.sent.at(-1)?.briefing.kind).toBe('recovered');
});

it('warns of a token that nobody could use for days, before Tableau drops it', async () => {
  const { p, days } = await watched({ expiresOn: '2029-01-01' });

  await days(15, false);

  expect(stages(p.sent)).toMatchObject([
    ['firing', 'warning', expect.stringContaining('was not used since 2026-09-21')],
    ['update', 'error', expect.stringContaining('15 days: in 1 d')],
    ['update', 'critical', expect.stringContaining('already')],
  ]);
});

it('lists each token with its ends and who shares it', async () => {
  const { p } = await watched();
  const [site] = p.policy.sites.values();
  if (site === undefined) throw new Error('no site');
  const twin = { ...site, slug: 'twin', contentUrl: 'twin' };
  p.policy = {
    ...p.policy,
    sites: new Map([
      ['acme', site],
      ['twin', twin],
    ]),
  };

  expect(await listTokens(p.deps())).toMatchObject([
    { site: 'acme', sharedWith: ['twin'], idleEndsAt: after(p.clock.now(), 15 * DAY), stage: undefined },
    { site: 'twin', sharedWith: ['acme'], idleEndsAt: undefined },
  ]);
});

function stages(sent: Awaited<ReturnType<typeof watched>>['p']['sent']) {
  return sent.map(({ briefing: b }) => [b.kind, b.severity, b.items[0]?.reason?.untrusted]);
}
