import { describe, expect, it } from 'vitest';
import { cancelRefresh } from '../../src/app/cancel-refresh.ts';
import { rerunAlert } from '../../src/app/rerun-alert.ts';
import { storyOfIncarnation } from '../../src/app/tell-story.ts';
import { MINUTE, SECOND } from '../../src/domain/instant.ts';
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

  it('is as good when Tableau has one queued already', async () => {
    const here = await failed('timeout');
    here.tableau.control.startNow({ content: 'Sales Daily' });

    const answer = await rerunAlert(act(here), '1', 'ana');

    expect(answer).toMatchObject({ how: 'already-queued', jobId: undefined });
    expect(await story(here)).toContain('Tableau has a run of it queued already');
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
      title: 'Downstream: 1',
      value: { untrusted: 'Live Only (Ben Ode)' },
    });
  });

  it('is said to be not available where the Metadata API is off', async () => {
    const here = await failed('timeout', { switches: { metadataApi: 'off' } });

    expect(here.p.sent[0]?.briefing.facts).toContainEqual({
      title: 'Downstream',
      value: 'not available: the Metadata API is turned off on this Tableau',
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
