/** Rerun and cancel on a running service: its listeners, its loops, a Tableau that posts to it, and a channel of Teams. */
import { expect, it } from 'vitest';
import { after, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type ServiceBench, startServiceBench } from '../harness/service.ts';
import { bench, type Bench } from '../harness/tableau.ts';

type Story = { readonly story: readonly { readonly text: string }[] };
type Acting = { readonly tableau: Bench; readonly here: ServiceBench } & ReturnType<typeof words>;

async function start(actions = 'rerun, cancel', rerunFirst = ''): Promise<Acting> {
  let ahead = 0;
  const tableau = await bench({ clock: { ...systemClock, now: () => after(systemClock.now(), ahead) } });
  const here = await startServiceBench();
  const [ops] = here.teams.channels.map((c) => JSON.stringify(c.webhookUrl));
  const text = `
sites:
  acme:
    server: ${JSON.stringify(tableau.url)}
    content_url: acme
    pat: { name: tabduty, secret: s3cret }
    intake: webhooks
    events: [refresh-failed, refresh-succeeded]
    manage_webhooks: apply
    actions: [${actions}]
receivers: { ops: [{ teams: { url: ${ops} } }] }
quiet_times: { always: { days: [mon..sun], time_zone: UTC } }
routes:
  - { match: { condition: refresh-failed, tag: sandbox }, tell: ops, group_wait: 0s, group_by: ["..."], quiet: [always] }
  - { match: { condition: refresh-failed }, tell: ops, group_wait: 0s, group_by: ["..."]${rerunFirst} }
operators: [receiver:ops]
`;
  expect(await here.service.installation.apply(text, 'test')).toMatchObject({ ok: true });
  await expect.poll(() => tableau.control.webhooks().length, WAIT).toBe(4);
  // Two that fail within a second of Tableau's clock are one event.
  const later = () => (ahead += 10 * SECOND);
  return { tableau, here, ...words(tableau, here, later) };
}

const WAIT = { timeout: 4_000, interval: 20 };

function words(tableau: Bench, here: ServiceBench, later: () => void) {
  const story = async (number: number) =>
    (await here.api<Story>(`/alerts/${number}`)).story.map(({ text }) => text);
  return {
    story,
    /** Fails in Tableau, whose webhook says so; answers once the story has the line. */
    async fail(content: string, reason: string, line: string, number = 1) {
      later();
      tableau.control.failNow({ content, reason });
      await expect
        .poll(() => story(number).catch(() => []), WAIT)
        .toContainEqual(expect.stringContaining(line));
    },
    told: (number: number, line: string) =>
      expect.poll(() => story(number), WAIT).toContainEqual(expect.stringContaining(line)),
    act: (number: number, deed: 'rerun' | 'cancel') =>
      here.api<{ how?: string; jobId?: string }>(`/alerts/${number}/${deed}`, { method: 'POST', body: '{}' }),
    posts: () => here.teams.control.posts('Ops').length,
    job: (id: string | undefined) => tableau.control.jobs().find(({ luid }) => luid === id)?.status,
    audit: async () =>
      (await here.api<{ items: { action: string; subject: string }[] }>('/audit')).items
        .map(({ action, subject }) => `${action} ${subject}`)
        .filter((line) => line.includes('#')),
  };
}

it('a rerun starts the refresh, one at a time, and the channel hears how it ended', async () => {
  const { tableau, fail, told, act, posts, job, audit } = await start();
  await fail('Monthly Close', 'timeout', 'attempt 1 to ops/teams: accepted');

  const first = await act(1, 'rerun');
  expect(job(first.jobId)).toBe('InProgress');
  await expect(act(1, 'rerun')).rejects.toThrow('a rerun of \\"Monthly Close\\" is under way');
  await fail('Monthly Close', 'timeout', 'it was run again and failed too');
  await expect.poll(posts, WAIT).toBe(2);

  const second = await act(1, 'rerun');
  expect(second.how).toBe('started');
  tableau.control.succeedNow({ content: 'Monthly Close' });
  await told(1, 'it was run again and succeeded');
  await expect.poll(posts, WAIT).toBe(3);
  await expect(act(1, 'rerun')).rejects.toThrow('has recovered');
  expect(await audit()).toEqual(['rerun #1', 'rerun #1']);
});

it('a cancel stops what runs, whoever started it, and a rerun that was stopped is told of at once', async () => {
  const { tableau, fail, told, act, job, audit } = await start();
  await fail('Monthly Close', 'timeout', 'attempt 1 to ops/teams: accepted');
  await expect(act(1, 'cancel')).rejects.toThrow('no refresh of \\"Monthly Close\\" waits or runs');

  const mine = tableau.control.startNow({ content: 'Monthly Close', takes: 60 * MINUTE });
  expect(await act(1, 'rerun')).toMatchObject({ how: 'already-queued', jobId: mine.luid });
  expect(await act(1, 'cancel')).toMatchObject({ jobId: mine.luid });
  expect(job(mine.luid)).toBe('Cancelled');
  await told(1, 'it was run again, and that was cancelled');
  await told(1, 'stops its refresh: Monthly Close, job');

  // The one that was stopped does not stand in the way of another.
  expect(await act(1, 'rerun')).toMatchObject({ how: 'started' });
  expect(await audit()).toEqual(['rerun #1', 'cancel #1', 'rerun #1']);
});

it('refuses with the reason and the way out what a rerun would not mend or may not do', async () => {
  const { tableau, fail, act } = await start('cancel');
  await fail('Monthly Close', 'timeout', 'attempt 1');
  await expect(act(1, 'rerun')).rejects.toThrow('reruns are not allowed for acme');

  const { fail: failElsewhere, act: actElsewhere } = await start();
  await failElsewhere('Monthly Close', 'login-failed', 'attempt 1');
  await expect(actElsewhere(1, 'rerun')).rejects.toThrow(
    'its cause (credentials) does not go away by itself',
  );
  await failElsewhere('Scratch *draft* "v2"', 'timeout', 'kept quiet: quiet time always', 2);
  await expect(actElsewhere(2, 'rerun')).rejects.toThrow('quiet time always lasts');
  expect(tableau.control.calls().some(({ url }) => url.endsWith('/refresh'))).toBe(false);
});

it('a route that wants a rerun first has it done by the service, and tells when that fails too', async () => {
  const { fail, told, act, posts } = await start('rerun', ', rerun_first: { wait: 10m }');
  await fail('Monthly Close', 'timeout', 'Tableau runs it again as job');
  expect(posts()).toBe(0);
  await expect(act(1, 'rerun')).rejects.toThrow('is under way');
  await expect(act(1, 'cancel')).rejects.toThrow('that is not allowed for acme');

  await fail('Monthly Close', 'timeout', 'it was run again and failed too');
  await told(1, 'attempt 1 to ops/teams: accepted');
  expect(posts()).toBe(1);
});
