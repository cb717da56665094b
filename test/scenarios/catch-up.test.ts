/** What webhooks missed is found, once, and one message tells of it. */
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { untrusted } from '../../src/domain/briefing/untrusted.ts';
import { startWatchedSite, type WatchedSite } from '../harness/watched-site.ts';

const item = (n: number) => ({ content: `Item ${n}` });
const briefings = (site: WatchedSite) => site.sent.map(({ briefing }) => briefing);
const ofKind = (site: WatchedSite, kind: string) => briefings(site).filter((b) => b.kind === kind);

/** Two fail and are told; then, within an hour, 30 fail and 20 recover, the two among them. */
async function anHour(site: WatchedSite, isStopped: boolean): Promise<void> {
  await site.work();
  site.control.failNow(item(31));
  site.control.failNow(item(32));
  await site.pass(MINUTE);
  if (isStopped) site.stop();
  for (let n = 1; n <= 30; n += 3) {
    for (const more of [0, 1, 2]) site.control.failNow(item(n + more));
    await site.pass(3 * MINUTE);
    if (n >= 10 && n <= 25) for (const more of [0, 1, 2]) site.control.succeedNow(item(n - 9 + more));
  }
  await site.pass(15 * MINUTE);
  site.control.succeedNow(item(31));
  site.control.succeedNow(item(32));
  await site.pass(15 * MINUTE);
  const disabled = () => site.control.webhooks().filter(({ isEnabled }) => !isEnabled).length;
  if (isStopped) {
    expect(disabled() > 0).toBe(site.control.webhooks().length > 0);
    await site.start();
    expect(disabled()).toBe(0);
  }
  // Until Tableau has been asked about all of them.
  for (let seconds = 0; seconds < 10; seconds++) await site.pass(SECOND);
}

describe('a service that was stopped for an hour', () => {
  it('knows afterwards what one knows that was never stopped, told it once, and its webhooks work again', async () => {
    const always = await startWatchedSite({ reasons: true });
    const stopped = await startWatchedSite({ reasons: true });

    await anHour(always, false);
    await anHour(stopped, true);

    const state = await stopped.state();
    expect(state).toEqual(await always.state());
    expect(state.alerts).toHaveLength(32);
    expect(state.alerts.filter(({ labels }) => labels.cause === undefined)).toEqual([]);
    expect(ofKind(stopped, 'digest').map((b) => b.title)).toEqual([
      untrusted('While Tabduty was down: 30 failures of which 12 still fail, 20 recovered'),
    ]);
    expect(ofKind(stopped, 'firing')).toHaveLength(2 + 12);
    expect(ofKind(stopped, 'recovered')).toHaveLength(2);
    expect(stopped.logged).toContain('webhook: enable');

    stopped.control.succeedNow(item(30));
    await stopped.control.advance(0);
    await stopped.pipeline.settle();
    expect(ofKind(stopped, 'recovered')).toHaveLength(3);
    expect((await stopped.events())[0]).toMatchObject({ foundBy: 'webhook', effect: 'ended' });
  });

  it('knows the same with pull alone: no webhook, no way in', async () => {
    const always = await startWatchedSite({ reasons: true });
    const stopped = await startWatchedSite({
      reasons: true,
      site: { intake: 'pull', manageWebhooks: 'off' },
    });

    await anHour(always, false);
    await anHour(stopped, true);

    expect(stopped.control.webhooks()).toEqual([]);
    expect(await stopped.state()).toEqual(await always.state());
    expect(ofKind(stopped, 'digest')).toHaveLength(1);
    expect(ofKind(stopped, 'firing')).toHaveLength(2 + 12);
  });

  it.each([7, -7])('loses and doubles nothing when its clock is %i minutes ahead', async (minutes) => {
    const always = await startWatchedSite({ ahead: minutes * MINUTE });
    const stopped = await startWatchedSite({ ahead: minutes * MINUTE });
    const pulling = await startWatchedSite({
      ahead: minutes * MINUTE,
      site: { intake: 'pull', manageWebhooks: 'off' },
    });

    await anHour(always, false);
    await anHour(stopped, true);
    await anHour(pulling, false);

    for (const site of [stopped, pulling]) {
      expect(await site.state()).toEqual(await always.state());
      expect(await site.events()).toHaveLength(52);
    }
  });

  it('says that it may be incomplete when the history does not reach back far enough', async () => {
    const site = await startWatchedSite();
    await site.work();
    site.control.failNow(item(1));
    await site.pass(5 * MINUTE);
    site.stop();
    site.control.failNow(item(2));
    await site.pass(2 * HOUR);
    site.control.failNow(item(3));
    site.control.setSwitches({ jobHistoryHours: 1 });
    await site.start();

    expect(ofKind(site, 'digest')[0]?.summary).toContain('may be incomplete');
  });
});

describe('a webhook that never came', () => {
  it('is found at the next looks, is told like any other, and makes no summary', async () => {
    const site = await startWatchedSite();
    await site.work();
    site.control.setSwitches({ lossRate: 1 });
    site.control.failNow(item(1));

    for (let minutes = 0; minutes < 6; minutes++) await site.pass(MINUTE);

    expect(briefings(site).map((b) => [b.kind, b.items[0]?.name])).toEqual([['firing', untrusted('Item 1')]]);
    expect(await site.events()).toMatchObject([{ foundBy: 'catch-up', copies: 0 }]);
  });

  it('and comes late, with another time, is the same event', async () => {
    const site = await startWatchedSite({ site: { intake: 'pull', manageWebhooks: 'off' } });
    await site.work();
    const { endedAt = 0, contentLuid } = site.control.failNow(item(1));
    await site.pass(MINUTE);
    const said = new Date(endedAt + 40 * SECOND).toISOString();

    await site.pipeline.post({
      event_type: 'DatasourceRefreshFailed',
      resource_name: 'Item 1',
      resource_luid: contentLuid,
      created_at: said,
    });
    await site.pipeline.settle();

    expect(await site.events()).toMatchObject([{ foundBy: 'catch-up', copies: 1 }]);
    expect(briefings(site)).toHaveLength(1);
  });

  it('costs one call for each hole, and none for what arrived', async () => {
    const site = await startWatchedSite();
    await site.work();
    for (let n = 1; n <= 10; n++) site.control.failNow(item(n));
    await site.pass(3 * MINUTE);
    site.control.setSwitches({ lossRate: 1 });
    site.control.failNow(item(11));
    for (let minutes = 0; minutes < 6; minutes++) await site.pass(MINUTE);

    const asked = site.control.calls().filter(({ url }) => /\/jobs\/[0-9a-f-]+$/.test(url));
    expect(asked).toHaveLength(1);
    expect(await site.events()).toHaveLength(11);
  });
});

describe('a first start', () => {
  it('catches up with nothing from before it', async () => {
    const site = await startWatchedSite({ site: { intake: 'pull', manageWebhooks: 'off' } });
    site.control.failNow(item(1));
    await site.control.advance(20 * MINUTE);
    await site.work();
    await site.pass(MINUTE);

    expect(await site.events()).toEqual([]);
  });
});

describe('a Tableau that cannot be asked', () => {
  it('is a trouble after five minutes, ends when it answers, and what happened meanwhile is found', async () => {
    const site = await startWatchedSite({
      site: { intake: 'pull', manageWebhooks: 'off' },
      policy: { operators: ['ops'] },
    });
    await site.work();
    site.control.setDown(true);
    site.control.failNow(item(1));
    for (let minutes = 0; minutes < 8; minutes++) await site.pass(MINUTE);
    const open = () => site.store.ask('listIncarnations', { limit: 10, state: 'open', source: 'tabduty' });
    expect(await open()).toMatchObject([{ condition: 'tabduty/site-unreachable' }]);

    site.control.setDown(false);
    await site.pass(MINUTE);

    expect(await open()).toEqual([]);
    expect(await site.events()).toMatchObject([{ foundBy: 'catch-up' }]);
  });
});
