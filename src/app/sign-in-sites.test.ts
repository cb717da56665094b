import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NOON } from '../../test/fixtures/records.ts';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { after, DAY, HOUR } from '../domain/instant.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { openSqliteStore } from '../storage/sqlite-store.ts';
import { AppError } from './errors.ts';
import { EMPTY_POLICY } from './policy-holder.ts';
import type { TableauSite } from './ports/tableau.ts';
import { signInSites } from './sign-in-sites.ts';

const nothing = () => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

it('signs in once a day, after a restart too, and asks again an hour after a refusal', async () => {
  const store = await openSqliteStore(join(temporaryFolder(), 'tabduty.db'));
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
  const policy = {
    ...EMPTY_POLICY,
    sites: new Map([
      ['a', aSite('a', true)],
      ['b', aSite('b', false)],
    ]),
  };
  const start = () => signInSites({ store, policy: { current: () => policy }, sites: { site }, log });
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
  await store.close();
});

function aSite(slug: string, hasToken: boolean): SitePolicy {
  return {
    slug,
    server: 'https://tableau.example.com',
    contentUrl: slug,
    pat: hasToken ? { name: 'n', secret: 's', expiresOn: undefined } : undefined,
    events: [],
    intake: 'webhooks',
    manageWebhooks: 'off',
    timeZone: 'UTC',
    place: { path: `sites.${slug}`, line: 1 },
  };
}
