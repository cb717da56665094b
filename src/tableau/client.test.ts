import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, pat, sinkOfTest } from '../../test/harness/tableau.ts';
import type { TableauSimulatorOptions } from '../simulator/tableau/tableau.ts';
import { EMPTY_POLICY } from '../app/policy-holder.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { createOutbound } from '../platform/outbound.ts';
import { createTableauSites } from './sites.ts';

async function connected(secret = pat.secret, options: Partial<TableauSimulatorOptions> = {}) {
  const tableau = await bench(options);
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const site: SitePolicy = {
    slug: 'acme',
    server: tableau.url,
    contentUrl: 'acme',
    pat: { name: pat.name, secret, expiresOn: undefined },
    events: [],
    intake: 'webhooks',
    manageWebhooks: 'off',
    timeZone: 'UTC',
    place: { path: 'sites.acme', line: 1 },
  };
  const policy = { ...EMPTY_POLICY, sites: new Map([['acme', site]]) };
  const sites = createTableauSites({ policy: { current: () => policy }, outbound, clock: tableau.clock });
  return { tableau, sites, site: sites.site('acme') };
}

describe('a Tableau site', () => {
  it('tells its version and signs in', async () => {
    const { tableau, site } = await connected();

    expect(await site.serverInfo()).toMatchObject({ restApiVersion: '3.27' });
    expect(await site.signIn()).toMatchObject({ origin: tableau.url });
  });

  it.each(['object', 'array', 'bare'] as const)('reads an empty list spelt as %s', async (emptyList) => {
    const { site } = await connected(pat.secret, { switches: { emptyList } });

    expect(await site.listWebhooks()).toEqual([]);
  });

  it.each(['both', 'event', 'source'] as const)(
    'creates, shows, changes, tests and deletes a webhook that answers with %s',
    async (webhookAnswer) => {
      const { site } = await connected(pat.secret, { switches: { webhookAnswer, singleItem: 'object' } });
      const sink = await sinkOfTest();
      const draft = { name: 'failed', event: 'WorkbookRefreshFailed', url: sink.url };

      const made = await site.createWebhook(draft);
      expect(made).toMatchObject({ ...draft, enabled: true });
      expect(await site.getWebhook(made.id)).toEqual(made);
      expect(await site.listWebhooks()).toEqual([made]);

      const off = await site.updateWebhook(made.id, { enabled: false, reason: 'maintenance' });
      expect(off).toMatchObject({ ...draft, enabled: false, reason: 'maintenance' });
      const on = await site.updateWebhook(made.id, { enabled: true, name: 'again' });
      expect(on).toMatchObject({ ...draft, name: 'again', enabled: true, reason: '' });

      expect(await site.testWebhook(made.id)).toMatchObject({ status: 200 });
      await site.deleteWebhook(made.id);
      await expect(site.getWebhook(made.id)).rejects.toMatchObject({ code: 'not-found' });
    },
  );

  it('signs in once more when somebody else has taken its session', async () => {
    const { tableau, site } = await connected();
    await site.listWebhooks();
    expect(site.displacedAt()).toBeUndefined();

    await tableau.signIn();

    expect(await site.listWebhooks()).toEqual([]);
    expect(site.displacedAt()).toBe(tableau.clock.now());
  });

  it('says that the token is refused, and never repeats its secret', async () => {
    const { site } = await connected('wr0ng-secret');

    const error: unknown = await site.listWebhooks().catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      code: 'denied',
      message: expect.stringContaining('refuses the sign-in'),
      path: 'sites.acme',
    });
    expect(JSON.stringify(error)).not.toContain('wr0ng-secret');
  });

  it('that the configuration does not have is not found', async () => {
    const { sites } = await connected();

    expect(() => sites.site('nowhere')).toThrow('there is no site "nowhere"');
  });
});
