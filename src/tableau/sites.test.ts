import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../test/harness/http.ts';
import { sitePolicy } from '../../test/harness/tableau-client.ts';
import { EMPTY_POLICY } from '../app/policy/policy-holder.ts';
import { systemClock } from '../platform/clock.ts';
import { createOutbound } from '../platform/outbound.ts';
import { createTableauSites } from './sites.ts';

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
