/** What Tableau says late puts an alert where it belongs until somebody is told; afterwards it changes the message alone. */
import { describe, expect, it } from 'vitest';
import { acknowledgeAlert } from '../../src/app/hand/hand-alert.ts';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { ReadySilence } from '../../src/domain/quiet/silence.ts';
import type { TableauSimulatorOptions } from '../../src/simulator/tableau/tableau.ts';
import { aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { companyOf, type Explained, startExplained } from '../harness/explained.ts';

const failed = equals('condition', 'refresh-failed');
const grouped = { groupBy: ['site', 'cause'], groupWait: 10 * SECOND } as const;
const receivers = new Map(
  ['ops', 'dba', 'ana'].map((name) => [name, aReceiver(name, [{ type: 'test', address: {} }])]),
);

/** Credentials are for the DBAs, what Ana owns is for Ana, the rest is for ops. */
const policy: Partial<Policy> = {
  receivers,
  usesFetchedLabels: true,
  routes: [
    aRoute({ ...grouped, id: 'dba', tell: 'dba', match: [failed, equals('cause', 'credentials')] }),
    aRoute({ ...grouped, id: 'ana', tell: 'ana', match: [failed, equals('owner', 'Ana Costa')] }),
    aRoute({ ...grouped, id: 'rest', tell: 'ops' }),
  ],
};
const silence: ReadySilence = {
  ...{ id: 's', matchers: [], tests: [failed], author: 'ana', reason: 'moving the database' },
  ...{ from: NOON, until: after(NOON, HOUR), createdAt: NOON, endedBy: undefined, replaces: undefined },
};

/** Jobs can be seen after so many seconds. */
const seenAfter = (seconds: number): Partial<TableauSimulatorOptions> => ({
  switches: { jobVisibleAfterMs: seconds * SECOND },
});

async function seconds({ settle, advance }: Explained, count: number, by = SECOND): Promise<void> {
  for (let n = 0; n < count; n++) {
    await advance(by);
    await settle();
  }
}

const told = ({ p }: Explained) =>
  p.sent.map(({ destinationId, briefing: { kind, number, items } }) =>
    [destinationId, kind, `#${number}`, ...items.map(({ name }) => name.untrusted)].join(' '),
  );

describe('a reason that comes too late for the page', () => {
  it('moves the alert while its group still waits, and who it is not for hears nothing', async () => {
    const here = await startExplained(policy, seenAfter(8));
    await here.fail('Monthly Close', { reason: 'login-failed' });
    await here.settle();
    await seconds(here, 30);

    expect(told(here)).toEqual(['dba/test firing #1 Monthly Close']);
    const alert = await here.p.store.ask('incarnation', { number: 1 });
    const story = await storyOfIncarnation({ store: here.p.store }, alert ?? expect.fail('no alert'));
    expect(story.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('Tableau has said more since it was in group #1, which has told nobody of it'),
    );
  });

  it('leaves the others of its group, which are told under a number of their own', async () => {
    const here = await startExplained(policy, { ...seenAfter(8), company: companyOf(2) });
    await here.fail('Report 0', { reason: 'login-failed' });
    await here.settle();
    await seconds(here, 7);
    await here.fail('Report 1', { reason: 'timeout' });
    await here.settle();
    await seconds(here, 30);

    expect(told(here)).toEqual(['dba/test firing #1 Report 0', 'ana/test firing #2 Report 1']);
  });

  it('moves what is silenced; when the silence is over it is told where it belongs', async () => {
    const here = await startExplained(policy, seenAfter(90));
    here.p.silences = [silence];
    await here.fail('Monthly Close', { reason: 'login-failed' });
    await here.settle();
    await seconds(here, 65, MINUTE);

    expect(told(here)).toEqual(['dba/test firing #1 Monthly Close']);
    expect(await here.p.store.ask('openGroupHeads', { limit: 9 })).toHaveLength(1);
  });

  it('moves nothing once somebody was told: the message is completed', async () => {
    const here = await startExplained(policy, seenAfter(60));
    here.p.canUpdate = true;
    await here.fail('Monthly Close', { reason: 'login-failed' });
    await here.settle();
    await seconds(here, 120);

    expect(told(here)).toEqual(['ana/test firing #1 Monthly Close', 'ana/test update #1 Monthly Close']);
    expect(here.p.sent[1]?.briefing.items[0]?.reason?.untrusted).toContain('Login failed');
    expect((await here.p.store.ask('incarnation', { number: 1 }))?.labels.cause).toBeUndefined();
  });

  it('completes the message of a storm once, not with each answer', async () => {
    const byProject = [aRoute({ ...grouped, id: 'rest', tell: 'ops', groupBy: ['site'] })];
    const here = await startExplained(
      { ...policy, routes: byProject },
      { ...seenAfter(20), company: companyOf(30) },
    );
    here.p.canUpdate = true;
    for (let n = 0; n < 30; n++) {
      await here.fail(`Report ${n}`, { reason: 'timeout' });
      if (n % 10 === 9) await seconds(here, 1);
    }
    await seconds(here, 120);

    expect(here.p.sent.map(({ briefing: { kind, items, more } }) => [kind, items.length + more])).toEqual([
      ['firing', 30],
      ['update', 30],
    ]);
  });

  it('does not say of what joined later that it fails before it is time for that', async () => {
    const here = await startExplained(
      { ...policy, routes: [aRoute({ ...grouped, id: 'rest', tell: 'ops', groupBy: ['site'] })] },
      { ...seenAfter(40), company: companyOf(2) },
    );
    here.p.canUpdate = true;
    await here.fail('Report 0', { reason: 'timeout' });
    await here.settle();
    await seconds(here, 16);
    await here.fail('Report 1', { reason: 'timeout' });
    await here.settle();
    await seconds(here, 60);

    expect(told(here)).toEqual(['ops/test firing #1 Report 0', 'ops/test update #1 Report 0']);
    await seconds(here, 5, MINUTE);
    expect(here.p.sent.at(-1)?.briefing.items.map(({ name }) => name.untrusted)).toEqual([
      'Report 1',
      'Report 0',
    ]);
  });

  it('moves nothing that somebody has acknowledged before anybody was told', async () => {
    const here = await startExplained(policy, seenAfter(8));
    await here.fail('Monthly Close', { reason: 'login-failed' });
    await here.settle();
    await seconds(here, 6);
    await acknowledgeAlert(here.p.deps(), '1', 'cli', undefined);
    await seconds(here, 30);

    expect((await here.p.store.ask('incarnation', { number: 1 }))?.labels.cause).toBeUndefined();
    expect(told(here).filter((line) => line.startsWith('dba'))).toEqual([]);
  });
});

describe('content that changes in Tableau', () => {
  it('moves its silenced alert to the new owner, and leaves alone what was told', async () => {
    const here = await startExplained(policy);
    await here.syncInventory();
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();
    await seconds(here, 15);
    here.p.silences = [silence];
    await here.fail('Scratch *draft* "v2"', { reason: 'timeout' });
    await here.settle();
    here.tableau.control.giveTo('Scratch *draft* "v2"', 'ana');
    here.tableau.control.giveTo('Sales Daily', 'ana');
    await seconds(here, 70, MINUTE);

    expect(told(here)).toEqual(['ops/test firing #1 Sales Daily', 'ana/test firing #2 Scratch *draft* "v2"']);
  });
});
