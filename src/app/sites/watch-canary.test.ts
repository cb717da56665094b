import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { deadPort, httpServer } from '../../../test/harness/http.ts';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { bench } from '../../../test/harness/tableau.ts';
import { sitePolicy } from '../../../test/harness/tableau-client.ts';
import { MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import { createOutbound } from '../../platform/outbound.ts';
import { createTableauSites } from '../../tableau/sites.ts';
import { hookDirectory } from '../policy/hook-directory.ts';
import { watchCanary } from './watch-canary.ts';

type Front = (take: () => Promise<unknown>, response: ServerResponse) => Promise<unknown>;

const OURS: Front = async (take, response) => {
  await take();
  response.end();
};
const SAYS_YES: Front = async (_take, response) => response.end('welcome');

/** A site whose webhook posts to a front that does as the test says; the service looks each minute. */
async function start(over: Partial<SitePolicy> = {}) {
  const tableau = await bench({ switches: { readTimeoutMs: 200 } });
  const site = { ...sitePolicy(tableau.url), canary: 30 * MINUTE, ...over };
  const policy = aPolicy({ sites: new Map([['acme', site]]), routes: [], operators: ['ops'] });
  const p = await startPipeline(policy, tableau.clock);
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1'] });
  onTestFinished(() => outbound.close());
  const behind = { front: OURS };
  const server = await httpServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => void behind.front(() => p.post(new Uint8Array()), response));
  });
  const hooks = hookDirectory({ ...p.deps(), mintHook: (id, n) => `${id}.${n}` });
  await hooks.refresh(policy);
  const sites = createTableauSites({ policy: { current: () => p.policy }, outbound, clock: tableau.clock });
  const round = watchCanary({ ...p.deps(), sites, hooks });
  const create = (origin = server.url, name = 'canary') =>
    sites
      .site('acme')
      .createWebhook({ name, event: 'WorkbookRefreshFailed', url: `${origin}${hooks.pathOf('acme')}` });
  const minutes = async (count: number) => {
    for (let half = 0; half < 2 * count; half++) {
      p.clock.advance(30 * SECOND);
      await round(p.clock.now());
      await p.settle();
    }
  };
  const told = () => p.sent.map(({ briefing: b }) => [b.kind, b.items[0]?.reason?.untrusted]);
  const asked = () => tableau.control.calls().filter(({ url }) => url.endsWith('/test')).length;
  return { ...{ tableau, p, behind, create, minutes, told, asked, hooks, sites, server } };
}

it('asks Tableau at its times, and says nothing while calls come back', async () => {
  const { create, minutes, told, asked } = await start();
  await create();

  await minutes(62);

  expect(asked()).toBe(3);
  expect(told()).toEqual([]);
});

it('says that something else answers at the address, and when calls come back again', async () => {
  const { behind, create, minutes, told } = await start();
  await create();
  behind.front = SAYS_YES;

  await minutes(3);
  behind.front = OURS;
  await minutes(7);

  expect(told()).toEqual([
    ['firing', 'through canary Tableau says 200: welcome; nothing arrived here'],
    ['recovered', undefined],
  ]);
});

it.each<[string, Front, RegExp]>([
  ['hangs', async () => undefined, /says 408.*Tableau cannot connect/],
  [
    'does not know it',
    async (_take, r) => r.writeHead(404).end('nginx'),
    /says 404: nginx; the address is not known/,
  ],
  [
    'refuses it',
    async (_take, r) => r.writeHead(403).end('<b>WAF</b>'),
    /says 403: <b>WAF<\/b>; that is not our answer/,
  ],
  ['answers too late', async (take) => take(), /says 408.*and our answer did not get back/],
])('names the leg when what stands before Tabduty %s', async (_how, front, words) => {
  const { behind, create, minutes, told } = await start();
  await create();
  behind.front = front;

  await minutes(3);

  expect(told()).toEqual([['firing', expect.stringMatching(words)]]);
});

it('masks the key of the hook in what it tells', async () => {
  const { create, minutes, p, hooks } = await start();
  await create(`http://127.0.0.1:${await deadPort()}`);

  await minutes(3);

  const key = hooks.pathOf('acme')?.split('/').at(-1) ?? '?';
  expect(p.sent).toHaveLength(1);
  expect(JSON.stringify(p.sent)).not.toContain(key);
});

it('says so when the call came, but late', async () => {
  const { behind, create, minutes, p } = await start();
  await create();
  let take: (() => Promise<unknown>) | undefined;
  behind.front = async (later, response) => {
    take = later;
    response.end();
  };
  await minutes(3);
  await take?.();

  await minutes(5);

  const incarnation = await p.store.ask('incarnation', { number: 1 });
  expect(incarnation?.trouble?.detail).toMatch(/arrived late, after \d+ (s|min)/);
});

it('says that Tableau could not be asked, that all webhooks are disabled, and that they are gone', async () => {
  const { tableau, create, minutes, p, sites } = await start();
  await create();
  await minutes(2);
  const detail = async () => (await p.store.ask('incarnation', { number: 1 }))?.trouble?.detail;

  tableau.control.disableWebhook('canary');
  await minutes(31);
  expect(await detail()).toContain('Tableau has disabled canary: Webhook disabled after 4');

  tableau.control.revokePat('tabduty');
  await minutes(6);
  expect(await detail()).toMatch(/could not be asked for it: Tableau refuses the sign-in/);

  tableau.control.renewPat('tabduty');
  const [webhook] = await sites.site('acme').listWebhooks();
  await sites.site('acme').deleteWebhook(webhook?.id ?? '');
  await minutes(6);
  expect(await detail()).toBe('none of its 0 webhooks has our address any more');
});

it('waits for the first webhooks of a new site, and ends its alert when it is switched off', async () => {
  const { behind, create, minutes, told, p, asked } = await start();
  await minutes(40);
  expect(told()).toEqual([]);

  behind.front = SAYS_YES;
  await create();
  await minutes(40);
  const before = asked();
  const [slug, site] = [...p.policy.sites][0] ?? [];
  if (site === undefined || slug === undefined) throw new Error('no site');
  p.policy = { ...p.policy, sites: new Map([[slug, { ...site, canary: undefined }]]) };
  await minutes(40);

  expect(told().at(-1)?.[0]).toBe('recovered');
  expect(asked()).toBe(before);
});

it.each([-86_400_000, 86_400_000])(
  'takes no earlier call for its own when the clock is set by %i ms',
  async (by) => {
    const { create, minutes, told, asked, p } = await start();
    await create();
    await minutes(40);
    const before = asked();

    p.clock.step(by);
    await minutes(70);

    expect(asked()).toBeGreaterThan(before + 1);
    expect(told()).toEqual([]);
  },
);

it('is not late because the clock is set forward while it is on its way', async () => {
  const { behind, create, minutes, told, p } = await start();
  await create();
  behind.front = async (take, response) => {
    p.clock.step(3_600_000);
    await OURS(take, response);
  };

  await minutes(3);

  expect(told()).toEqual([]);
});
