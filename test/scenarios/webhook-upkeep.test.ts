/** Webhooks that keep themselves alive, against the simulated Tableau. */
import { describe, expect, it } from 'vitest';
import { endOldKey, rotateHook } from '../../src/app/policy/rotate-hook.ts';
import { carryOut, planSync } from '../../src/app/sites/sync-webhooks.ts';
import { after, DAY, MINUTE } from '../../src/domain/time/instant.ts';
import { startUpkeep } from '../harness/upkeep.ts';

type Bench = Awaited<ReturnType<typeof startUpkeep>>;

const webhooks = ({ tableau }: Bench) => tableau.control.webhooks();
const steps = async ({ deps }: Bench) => (await planSync(deps, 'acme', [])).steps;

describe('the webhooks of a managed site', () => {
  it('are made as declared, bear the id of this installation, and are then left alone', async () => {
    const bench = await startUpkeep();

    await bench.keep();

    expect(webhooks(bench).map((w) => w.event)).toEqual([
      'WorkbookRefreshFailed',
      'WorkbookRefreshSucceeded',
    ]);
    expect(webhooks(bench)[0]?.name).toMatch(/^tabduty-[0-9a-f]{10}-WorkbookRefreshFailed$/);
    expect(await steps(bench)).toEqual([]);
  });

  it('are enabled again after Tableau has disabled one, and what it missed is looked for', async () => {
    const bench = await startUpkeep();
    await bench.keep();
    bench.gaps.length = 0;
    bench.tableau.control.disableWebhook(webhooks(bench)[0]?.name ?? '', 'failed 4 times');

    bench.clock.advance(4 * MINUTE);
    await bench.keep();
    expect(webhooks(bench)[0]?.isEnabled).toBe(false);

    bench.clock.advance(MINUTE);
    await bench.keep();
    expect(webhooks(bench)[0]?.isEnabled).toBe(true);
    expect(bench.gaps).toEqual(['acme']);
    expect(bench.logged.at(-1)).toMatchObject({
      text: 'webhook: enable',
      fields: { why: 'it is disabled: failed 4 times' },
    });
  });

  it('of others are never touched: not of another Tabduty, not of a flow, not one made by hand', async () => {
    const bench = await startUpkeep();
    const other = { event: 'WorkbookRefreshFailed', url: 'http://127.0.0.1:9/hooks/x' };
    const before = [
      await bench.site$.createWebhook({ ...other, name: 'tabduty-ffffffffff-WorkbookRefreshFailed' }),
      await bench.site$.createWebhook({ ...other, name: 'Workbook-Refresh-Failed' }),
    ];

    await bench.keep();
    bench.setSite({ events: [] });
    bench.clock.advance(5 * MINUTE);
    await bench.keep();

    expect(await bench.site$.listWebhooks()).toEqual(before);
  });

  it('are only looked at with `plan`, and the drift is said once until it changes', async () => {
    const bench = await startUpkeep({ manageWebhooks: 'plan' });

    await bench.keep();
    bench.clock.advance(5 * MINUTE);
    await bench.keep();

    expect(webhooks(bench)).toEqual([]);
    expect(bench.logged.map((l) => l.text)).toEqual([
      'the webhooks of a site are not those that it declares',
    ]);
  });

  it('that drift are told once with `plan`, with the owner, and it is over when a look finds all as declared', async () => {
    const bench = await startUpkeep(
      { manageWebhooks: 'plan', events: ['WorkbookRefreshFailed'] },
      {},
      { operators: ['ops'] },
    );
    const look = async () => {
      await bench.keep();
      bench.clock.advance(5 * MINUTE);
      await bench.pipeline.settle();
    };
    const told = () => bench.pipeline.sent.map(({ briefing: b }) => [b.kind, b.items[0]?.reason?.untrusted]);

    await look();
    expect(told()).toEqual([['firing', 'WorkbookRefreshFailed: the webhook is missing']]);
    expect(bench.pipeline.sent[0]?.briefing.title.untrusted).toBe('The webhooks are not as declared: acme');

    await carryOut(bench.deps, 'acme', await planSync(bench.deps, 'acme', []), 'ana');
    await look();
    expect(told().slice(1)).toEqual([['recovered', undefined]]);

    bench.tableau.control.disableWebhook(webhooks(bench)[0]?.name ?? '', 'failed 4 times');
    await look();
    await look();
    expect(told().slice(2)).toEqual([
      ['firing', 'WorkbookRefreshFailed (owner in Tableau: ana): it is disabled: failed 4 times'],
    ]);

    bench.setSite({ manageWebhooks: 'off' });
    await look();
    expect(told().slice(3)).toEqual([['recovered', undefined]]);
    expect(bench.pipeline.errors).toEqual([]);
  });

  it('that cannot be mended are told with the reason of Tableau', async () => {
    const bench = await startUpkeep(
      { events: ['WorkbookRefreshFailed'] },
      { switches: { plainHttp: 'refuse' } },
      { operators: ['ops'] },
    );

    await bench.keep();
    bench.clock.advance(MINUTE);
    await bench.pipeline.settle();

    const [sent] = bench.pipeline.sent;
    expect(sent?.briefing.items[0]?.reason?.untrusted).toContain(
      'the webhook is missing, and mending failed: Tableau does not accept this request',
    );
  });

  it('that may not be looked at any more are told, and it is over when they may again', async () => {
    const bench = await startUpkeep({}, {}, { operators: ['ops'] });
    const look = async () => {
      await bench.keep();
      bench.clock.advance(5 * MINUTE);
      await bench.pipeline.settle();
    };
    bench.tableau.control.places.setRole('ana', 'Explorer');
    await look();
    bench.tableau.control.places.setRole('ana', 'SiteAdministratorCreator');
    await look();

    const told = bench.pipeline.sent.map(({ briefing: b }) => [b.kind, b.items[0]?.reason?.untrusted]);
    expect(told).toEqual([
      ['firing', expect.stringContaining('they cannot be looked at: the owner of the token may not do this')],
      ['recovered', undefined],
    ]);
  });

  it('are adopted when asked for, and keep their id', async () => {
    const bench = await startUpkeep({ events: ['WorkbookRefreshFailed'] });
    const flow = 'http://127.0.0.1:9/flow';
    const made = await bench.site$.createWebhook({
      name: 'Workbook-Refresh-Failed',
      event: 'WorkbookRefreshFailed',
      url: flow,
    });

    const plan = await planSync(bench.deps, 'acme', ['Workbook-Refresh-Failed']);
    await carryOut(bench.deps, 'acme', plan, 'ana');

    const [one, ...others] = await bench.site$.listWebhooks();
    expect(others).toEqual([]);
    expect(one?.id).toBe(made.id);
    expect(one?.url).not.toBe(flow);
    expect(await steps(bench)).toEqual([]);
  });

  it('are replaced on a Tableau that cannot change them', async () => {
    const bench = await startUpkeep(
      { events: ['WorkbookRefreshFailed'] },
      { switches: { restApiVersion: '3.6' } },
    );
    await bench.keep();
    const [before] = webhooks(bench);
    bench.publicUrl.now = 'http://127.0.0.1:10';

    bench.clock.advance(5 * MINUTE);
    await bench.keep();

    expect(webhooks(bench)).toHaveLength(1);
    expect(webhooks(bench)[0]?.luid).not.toBe(before?.luid);
    expect(webhooks(bench)[0]?.url).toContain('http://127.0.0.1:10/hooks/');
  });

  it('that cannot be looked at are a line in the log with a remedy, and are looked at again', async () => {
    const bench = await startUpkeep();
    bench.tableau.control.setDown(true);
    await bench.keep();
    expect(bench.logged).toMatchObject([{ fields: { remedy: expect.any(String) } }]);

    bench.tableau.control.setDown(false);
    bench.clock.advance(5 * MINUTE);
    await bench.keep();

    expect(webhooks(bench)).toHaveLength(2);
  });
});

describe('a hook that is rotated', () => {
  const keyOf = (url: string | undefined) => url?.split('/hooks/')[1] ?? '';

  it('moves its webhooks; the old key works until a day after the last has moved', async () => {
    const bench = await startUpkeep();
    await bench.keep();
    const oldKey = keyOf(webhooks(bench)[0]?.url);

    const { moved, oldEndsAt } = await rotateHook(bench.deps, 'acme', 'ana');

    const newKey = keyOf(webhooks(bench)[0]?.url);
    expect(moved).toHaveLength(2);
    expect(newKey).not.toBe(oldKey);
    expect(oldEndsAt).toBe(after(bench.clock.now(), DAY));
    const valid = () => [oldKey, newKey].map((key) => bench.deps.hooks.sourceOf(key));
    expect(valid()).toEqual(['acme', 'acme']);

    bench.clock.advance(DAY);
    expect(valid()).toEqual([undefined, 'acme']);
  });

  it('is not turned while Tableau cannot be asked', async () => {
    const bench = await startUpkeep();
    const before = bench.deps.hooks.pathOf('acme');
    bench.tableau.control.setDown(true);

    await expect(rotateHook(bench.deps, 'acme', 'ana')).rejects.toMatchObject({ code: 'unreachable' });

    expect(bench.deps.hooks.pathOf('acme')).toBe(before);
  });

  it('keeps the old key while somebody else’s webhook posts to it, and is not rotated again', async () => {
    const bench = await startUpkeep({ manageWebhooks: 'off', events: ['WorkbookRefreshFailed'] });
    const url = `http://127.0.0.1:9${bench.deps.hooks.pathOf('acme')}`;
    const byHand = await bench.site$.createWebhook({ name: 'mine', event: 'WorkbookRefreshFailed', url });

    const { behind, oldEndsAt } = await rotateHook(bench.deps, 'acme', 'ana');

    expect(behind.map((w) => w.name)).toEqual(['mine']);
    expect(oldEndsAt).toBeUndefined();
    bench.clock.advance(10 * DAY);
    expect(bench.deps.hooks.sourceOf(keyOf(url))).toBe('acme');
    await expect(rotateHook(bench.deps, 'acme', 'ana')).rejects.toThrow('still valid');

    await bench.site$.deleteWebhook(byHand.id);
    expect((await endOldKey(bench.deps, 'acme')).oldEndsAt).toBe(after(bench.clock.now(), DAY));
  });
});
