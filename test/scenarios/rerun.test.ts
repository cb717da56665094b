import { describe, expect, it } from 'vitest';
import { cancelRefresh } from '../../src/app/sites/cancel-refresh.ts';
import { rerunAlert } from '../../src/app/sites/rerun-alert.ts';
import { storyOfIncarnation } from '../../src/app/story/tell-story.ts';
import { MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { CivilRange } from '../../src/domain/time/civil-range.ts';
import { aRoute } from '../fixtures/policy.ts';
import { type Explained, startExplained } from '../harness/explained.ts';

function act({ p, sites }: Explained) {
  return { ...p.deps(), sites, policy: { current: () => p.policy } };
}

async function story({ p }: Explained): Promise<readonly string[]> {
  const [incarnation] = await p.store.ask('listIncarnations', { limit: 1 });
  if (incarnation === undefined) throw new Error('there is no alert');
  return (await storyOfIncarnation({ store: p.store }, incarnation)).map(({ text }) => text);
}

async function failed(
  reason: string,
  options: Parameters<typeof startExplained>[1] = {},
): Promise<Explained> {
  const here = await startExplained({}, options);
  await here.fail('Sales Daily', { reason });
  await here.settle();
  return here;
}

describe('a rerun by hand', () => {
  it('starts a refresh in Tableau, leaves who it was, and its story tells how it ended', async () => {
    const here = await failed('timeout');

    const answer = await rerunAlert(act(here), '#1', 'ana');
    expect(answer.how).toBe('started');
    expect(here.tableau.control.content().find(({ name }) => name === 'Sales Daily')?.refresh).toBe(
      'running',
    );
    here.tableau.control.succeedNow({ content: 'Sales Daily' });
    await here.advance(MINUTE);
    await here.settle();

    expect(await here.p.store.ask('audit', { limit: 5 })).toMatchObject([
      { actor: 'ana', action: 'rerun', subject: '#1', detail: 'Sales Daily' },
    ]);
    const told = await story(here);
    expect(told).toContain('ana wants it run again');
    expect(told).toContain(`Tableau runs it again as job ${answer.jobId}`);
    expect(told).toContain('it was run again and succeeded');
  });

  it('tells by the next failure of the alert that it failed too, without asking Tableau', async () => {
    const here = await failed('timeout');
    await rerunAlert(act(here), '1', 'ana');
    await here.advance(10 * SECOND);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.advance(MINUTE);
    const asked = (): number =>
      here.tableau.control.calls().filter(({ url }) => /\/jobs\/[^?]/.test(url)).length;
    await here.settle();

    const before = asked();
    await here.advance(MINUTE);
    await here.settle();

    expect(await story(here)).toContain('it was run again and failed too');
    expect(asked()).toBe(before);
  });

  it('is as good when Tableau has one queued already, which is followed', async () => {
    const here = await failed('timeout');
    const { luid } = here.tableau.control.startNow({ content: 'Sales Daily' });

    const answer = await rerunAlert(act(here), '1', 'ana');
    expect(answer).toMatchObject({ how: 'already-queued', jobId: luid });
    here.tableau.control.cancelNow('Sales Daily');
    await here.advance(MINUTE);
    await here.settle();

    expect(await story(here)).toContain('it was run again, and that was cancelled');
    expect(await rerunAlert(act(here), '1', 'ana')).toMatchObject({ how: 'started' });
  });

  it('may follow at once when the one before has failed, by what its alert says', async () => {
    const here = await failed('timeout');
    await rerunAlert(act(here), '1', 'ana');
    await here.advance(10 * SECOND);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.p.settle();

    expect(await rerunAlert(act(here), '1', 'ana')).toMatchObject({ how: 'started' });
    expect(await story(here)).toContain('it was run again and failed too');
  });

  it('that failed too is told where messages cannot be changed as well: somebody waits for it', async () => {
    const here = await failed('timeout');
    await rerunAlert(act(here), '1', 'ana');
    await here.advance(10 * SECOND);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing', 'update']);
    expect(here.p.sent[1]?.briefing.facts).toContainEqual({
      title: 'Rerun',
      value: { untrusted: 'It was run again and failed too' },
    });
  });

  it('is refused while another runs', async () => {
    const here = await failed('timeout');
    await rerunAlert(act(here), '1', 'ana');

    await expect(rerunAlert(act(here), '1', 'ben')).rejects.toMatchObject({
      code: 'conflict',
      message: 'it is not run again: a rerun of "Sales Daily" is under way',
    });
  });

  it.each(['login-failed', 'permission-denied', 'column-missing', 'driver-missing'])(
    'is refused for a cause that does not go away: %s',
    async (reason) => {
      const here = await failed(reason);

      await expect(rerunAlert(act(here), '1', 'ana')).rejects.toThrow('does not go away by itself');
      expect(here.tableau.control.calls().some(({ url }) => url.endsWith('/refresh'))).toBe(false);
    },
  );

  it('is refused where the site does not allow it, and for what has recovered', async () => {
    const here = await failed('timeout');
    const { p } = here;
    const site = p.policy.sites.get('acme');
    if (site === undefined) throw new Error('no site');
    p.policy = { ...p.policy, sites: new Map([['acme', { ...site, actions: [] }]]) };
    await expect(rerunAlert(act(here), '1', 'ana')).rejects.toMatchObject({
      remedy: 'write actions: [rerun] for the site',
    });

    p.policy = { ...p.policy, sites: new Map([['acme', site]]) };
    await here.advance(MINUTE);
    await here.succeed('Sales Daily');
    await here.settle();
    await expect(rerunAlert(act(here), '1', 'ana')).rejects.toThrow('has recovered');
  });

  it('that Tableau refuses is an error with a way out, and in the audit', async () => {
    const here = await failed('timeout');
    here.tableau.control.remove('Sales Daily');

    await expect(rerunAlert(act(here), '1', 'ana')).rejects.toThrow('Tableau has no such data source');

    const [row] = await here.p.store.ask('audit', { limit: 1 });
    expect(row?.detail).toContain('failed: Tableau has no such data source');
  });
});

describe('a cancel by hand', () => {
  it('stops the refresh that runs, found by its content and not by its name alone', async () => {
    const here = await failed('timeout');
    here.tableau.control.startNow({ content: 'Sales Daily' });

    const { jobId } = await cancelRefresh(act(here), '1', 'ana');

    expect(here.tableau.control.jobs().find(({ luid }) => luid === jobId)?.status).toBe('Cancelled');
    expect(await here.p.store.ask('audit', { limit: 1 })).toMatchObject([{ actor: 'ana', action: 'cancel' }]);
  });

  it('says that nothing runs', async () => {
    const here = await failed('timeout');

    await expect(cancelRefresh(act(here), '1', 'ana')).rejects.toMatchObject({
      message: 'no refresh of "Sales Daily" waits or runs',
    });
  });
});

describe('what hangs on a data source that failed', () => {
  it('is told with owners', async () => {
    const here = await failed('timeout');

    expect(here.p.sent[0]?.briefing.facts).toContainEqual({
      title: 'Used by',
      value: { untrusted: 'Live Only (Ben Ode)' },
    });
  });

  it('is said to be not available where the Metadata API is off', async () => {
    const here = await failed('timeout', { switches: { metadataApi: 'off' } });

    expect(here.p.sent[0]?.briefing.facts).toContainEqual({
      title: 'Used by',
      value: 'not known (the Metadata API is turned off on this Tableau)',
    });
  });

  it('is asked for once in an hour', async () => {
    const here = await failed('timeout');
    await here.advance(MINUTE);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();

    expect(here.tableau.control.calls().filter(({ url }) => url.includes('metadata'))).toHaveLength(1);
  });
});

describe('a route that wants a rerun first', () => {
  const first = { routes: [aRoute({ rerunFirst: 10 * MINUTE })] };

  async function failedFirst(reason: string): Promise<Explained> {
    const here = await startExplained(first);
    await here.fail('Sales Daily', { reason });
    await here.settle();
    return here;
  }

  it('has what may mend itself run again once, and tells nobody when that succeeds', async () => {
    const here = await failedFirst('timeout');
    expect(here.p.sent).toEqual([]);
    expect(here.tableau.control.content().find(({ name }) => name === 'Sales Daily')?.refresh).toBe(
      'running',
    );

    await here.advance(2 * MINUTE);
    await here.succeed('Sales Daily');
    await here.settle();
    await here.advance(20 * MINUTE);
    await here.settle();

    expect(here.p.sent).toEqual([]);
    const told = await story(here);
    expect(told).toContainEqual(expect.stringContaining('kept quiet: it is run again first (rerun_first)'));
    expect(told).toContain('its route wants it run again first');
    expect(told).toContain('it was run again and succeeded');
  });

  it('tells at once when the rerun fails too, and does not run it a third time', async () => {
    const here = await failedFirst('timeout');
    await here.advance(2 * MINUTE);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing']);
    expect(here.p.sent[0]?.briefing.facts.find(({ title }) => title === 'Rerun')).toBeDefined();
    await here.advance(MINUTE);
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();
    expect(here.tableau.control.calls().filter(({ url }) => url.endsWith('/refresh'))).toHaveLength(1);
    expect(here.p.sent).toHaveLength(1);
  });

  it('tells after the wait when the rerun is not through', async () => {
    const here = await startExplained(first, { switches: { queueMs: 30 * MINUTE } });
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();
    await here.advance(9 * MINUTE);
    await here.settle();
    expect(here.p.sent).toEqual([]);

    await here.advance(MINUTE);
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing']);
  });

  it('tells nobody of one whose rerun succeeded, though the event of that never comes, until it fails anew', async () => {
    const here = await failedFirst('timeout');
    here.tableau.control.succeedNow({ content: 'Sales Daily' });
    await here.advance(6 * MINUTE);
    await here.settle();
    await here.advance(60 * MINUTE);
    await here.settle();
    expect(here.p.sent).toEqual([]);

    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing']);
  });

  it('tells at once when Tableau refuses the rerun', async () => {
    const here = await startExplained(first);
    here.tableau.control.addFault({ kind: 'server-error', path: '/refresh', times: 5 });
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing']);
    expect(await story(here)).toContainEqual(
      expect.stringContaining('it could not be run again: Tableau has an error of its own'),
    );
  });

  it.each(['login-failed', 'unknown'])('tells %s at once', async (reason) => {
    const here = await failedFirst(reason);

    expect(here.p.sent).toHaveLength(1);
    expect(here.tableau.control.calls().some(({ url }) => url.endsWith('/refresh'))).toBe(false);
  });

  it('knows of a rerun that failed without a word from its webhook', async () => {
    const here = await failedFirst('timeout');
    await here.advance(MINUTE);
    here.tableau.control.failNow({ content: 'Sales Daily', reason: 'timeout' });
    await here.advance(MINUTE);
    await here.settle();

    expect(here.p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing']);
    expect(await story(here)).toContain('it was run again and failed too');
  });

  it('runs nothing again in a quiet time of its route, by hand neither', async () => {
    const night: CivilRange = {
      zone: 'UTC',
      days: new Set(),
      monthDays: [],
      months: new Set(),
      hours: undefined,
    };
    const here = await startExplained({
      routes: [aRoute({ rerunFirst: 10 * MINUTE, quiet: ['night'] })],
      quietTimes: new Map([['night', [night]]]),
    });
    await here.fail('Sales Daily', { reason: 'timeout' });
    await here.settle();

    expect(here.tableau.control.calls().some(({ url }) => url.endsWith('/refresh'))).toBe(false);
    await expect(rerunAlert(act(here), '1', 'ana')).rejects.toThrow('quiet time night lasts');
  });
});
