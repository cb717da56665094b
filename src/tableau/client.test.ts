import { describe, expect, it } from 'vitest';
import { sinkOfTest } from '../../test/harness/tableau.ts';
import { connected } from '../../test/harness/tableau-client.ts';

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
