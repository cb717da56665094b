import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../test/harness/http.ts';
import { sinkOfTest } from '../../test/harness/tableau.ts';
import { connected, sitePolicy } from '../../test/harness/tableau-client.ts';
import { EMPTY_POLICY } from '../app/policy-holder.ts';
import { systemClock } from '../platform/clock.ts';
import { createOutbound } from '../platform/outbound.ts';
import { createTableauSites } from './sites.ts';

describe('a Tableau site', () => {
  it('tells its version and signs in', async () => {
    const { tableau, site } = await connected();

    expect(await site.serverInfo()).toMatchObject({ restApiVersion: '3.27' });
    expect(await site.signIn()).toMatchObject({ origin: tableau.url });
  });

  it.each(['object', 'array', 'bare'] as const)('reads an empty list spelt as %s', async (emptyList) => {
    const { site } = await connected({ switches: { emptyList } });

    expect(await site.listWebhooks()).toEqual([]);
  });

  it.each(['both', 'event', 'source'] as const)(
    'creates, shows, changes, tests and deletes a webhook that answers with %s',
    async (webhookAnswer) => {
      const { site } = await connected({ switches: { webhookAnswer, singleItem: 'object' } });
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
    const { site } = await connected({}, 'wr0ng-secret');

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

describe('a Tableau that hangs', () => {
  it.each(['signout', 'signin', 'webhooks'])('does not hold up a stop in %s', async (hangs) => {
    const { url } = await httpServer((request, response) => {
      const path = request.url ?? '';
      if (path.includes(hangs)) return;
      response.setHeader('content-type', 'application/json');
      response.end(path.includes('signin') ? SIGNED_IN : SERVER_INFO);
    });
    const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
    onTestFinished(() => outbound.close());
    const policy = { ...EMPTY_POLICY, sites: new Map([['acme', sitePolicy(url)]]) };
    const deps = { policy: { current: () => policy }, outbound, clock: systemClock, patience: 20 };
    const sites = createTableauSites(deps);
    const begun = performance.now();
    if (hangs === 'signout') await sites.site('acme').signIn();
    const asked = hangs === 'signout' ? undefined : sites.site('acme').listWebhooks();

    sites.stop();
    await asked?.catch((error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }));
    await sites.signOut();

    expect(performance.now() - begun).toBeLessThan(5000);
    expect.assertions(asked === undefined ? 1 : 2);
  });
});

const SERVER_INFO = JSON.stringify({
  serverInfo: { productVersion: { value: '2026.1.0', build: '1' }, restApiVersion: '3.27' },
});
const SIGNED_IN = JSON.stringify({
  credentials: { site: { id: 'site-1', contentUrl: 'acme' }, user: { id: 'user-1' }, token: 'token-1' },
});
