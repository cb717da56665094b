import { expect, it } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { NOON } from '../../../test/fixtures/records.ts';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { after, DAY, HOUR } from '../../domain/time/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import type { TableauSite } from '../ports/tableau.ts';
import { signInSites } from './sign-in-sites.ts';

it('signs in once a day, after a restart too, and asks again an hour after a refusal', async () => {
  const tries: string[] = [];
  let refuses = true;
  const site = (slug: string) =>
    ({
      signIn: async () => {
        tries.push(slug);
        if (refuses) throw new AppError('denied', 'refused');
        return { siteId: '', userId: '', origin: '' };
      },
    }) as unknown as TableauSite;
  const sites = new Map([
    ['a', aSite('a', true)],
    ['b', aSite('b', false)],
  ]);
  const p = await startPipeline(aPolicy({ sites }));
  const start = () => signInSites({ ...p.deps(), sites: { site } });
  const round = start();

  expect(await round(NOON)).toEqual({ did: 0, nextDue: after(NOON, HOUR) });
  await round(after(NOON, HOUR - 1));
  expect(tries).toEqual(['a']);

  refuses = false;
  const success = after(NOON, HOUR);
  expect(await round(success)).toEqual({ did: 0, nextDue: after(success, DAY) });
  expect(tries).toEqual(['a', 'a']);

  expect(await start()(after(success, DAY - 1))).toEqual({ did: 0, nextDue: after(success, DAY) });
  expect(tries).toEqual(['a', 'a']);
  await start()(after(success, DAY));
  expect(tries).toEqual(['a', 'a', 'a']);
});

it('tells that a site cannot be signed in to, and that it can be again', async () => {
  let refuses = true;
  const site = () =>
    ({
      signIn: async () => {
        if (refuses) throw new AppError('denied', 'Tableau refused the token', { remedy: 'make a new one' });
        return { siteId: '', userId: '', origin: '' };
      },
    }) as unknown as TableauSite;
  const sites = new Map([['a', aSite('a', true)]]);
  const p = await startPipeline(aPolicy({ sites, routes: [], operators: ['ops'] }));
  const round = signInSites({ ...p.deps(), sites: { site } });

  await round(p.clock.now());
  p.clock.advance(HOUR);
  await round(p.clock.now());
  await p.settle();
  refuses = false;
  p.clock.advance(HOUR);
  await round(p.clock.now());
  await p.settle();

  const told = p.sent.map(({ briefing }) => [briefing.title.untrusted, briefing.items[0]?.reason?.untrusted]);
  expect(told).toEqual([
    ['Tableau cannot be signed in to: a', 'Tableau refused the token'],
    ['Recovered: a', undefined],
  ]);
});

function aSite(slug: string, hasToken: boolean): SitePolicy {
  return {
    slug,
    server: 'https://tableau.example.com',
    contentUrl: slug,
    pat: hasToken ? { name: 'n', secret: 's', expiresOn: undefined } : undefined,
    actions: [],
    events: [],
    intake: 'webhooks',
    manageWebhooks: 'off',
    stuckAfter: 6 * 3_600_000,
    timeZone: 'UTC',
    place: { path: `sites.${slug}`, line: 1 },
  };
}
