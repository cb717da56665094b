import { describe, expect, it, onTestFinished } from 'vitest';
import { aBriefing, HOSTILE, RECOVERED } from '../../test/fixtures/briefings.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { outboundFor } from '../../test/harness/outbound.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { linksIn, mentionsIn } from '../simulator/providers/slack-blocks.ts';
import { type SlackOptions, startSlackSimulator } from '../simulator/providers/slack.ts';
import { slackWebhook } from './slack-webhook.ts';
import { slack } from './slack.ts';

async function workspace(options: SlackOptions = {}, deadline?: number) {
  const simulator = await startSlackSimulator({ perSecond: 0, ...options });
  onTestFinished(() => simulator.close());
  const io = outboundFor({}, deadline);
  const send = (briefing: Briefing, previous?: unknown, channel = 'C0000000001') =>
    slack.send(
      slack.render(briefing, { channel }).payload,
      { token: 'xoxb-simulated-0000000001', api: simulator.api },
      { channel },
      {
        deliveryId: 'd-1',
        threadKey: 'g-1',
        signal: new AbortController().signal,
        at: NOON,
        io,
        ...(previous === undefined ? {} : { previous }),
      },
    );
  const post = async (briefing: Briefing, previous?: unknown) => {
    const outcome = await send(briefing, previous);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.handle;
  };
  return { simulator, send, post, io };
}

describe('a group in Slack', () => {
  it('is one message that changes, with answers below it; what asks for somebody shows in the channel too', async () => {
    const { simulator, post } = await workspace();

    const first = await post(aBriefing());
    const second = await post(aBriefing({ kind: 'update' }), first);
    const third = await post(RECOVERED, second);

    expect(third).toEqual(first);
    const [root, update, recovery] = simulator.posts;
    expect(root).toMatchObject({ threadTs: undefined, edits: 2 });
    expect(root?.text).toContain('RECOVERED');
    expect(update).toMatchObject({ threadTs: root?.ts, broadcast: true });
    expect(recovery).toMatchObject({ threadTs: root?.ts, broadcast: false });
  });

  it('begins anew when somebody has deleted its message', async () => {
    const { simulator, post } = await workspace();
    const first = await post(aBriefing());
    simulator.remove(simulator.posts[0]?.ts ?? '');

    const second = await post(RECOVERED, first);

    expect(second).not.toEqual(first);
    expect(simulator.posts).toMatchObject([
      { threadTs: undefined, text: expect.stringContaining('RECOVERED') },
    ]);
  });

  it('is changed again and answered once when the change was lost on its way', async () => {
    const { simulator, send, post } = await workspace({}, 1500);
    const first = await post(aBriefing());
    simulator.misbehave({ kind: 'hang' }, 1);

    expect(await send(RECOVERED, first)).toMatchObject({ kind: 'notNow' });
    expect(await send(RECOVERED, first)).toMatchObject({ kind: 'accepted' });
    expect(simulator.posts).toHaveLength(2);
  });

  it('waits as long as Slack says', async () => {
    const { send } = await workspace({ perSecond: 1, mono: () => 1000 });
    await send(aBriefing());

    expect(await send(aBriefing())).toMatchObject({ kind: 'notNow', status: 429, until: NOON + 1000 });
  });

  it('can be in a channel by its name', async () => {
    const { simulator, send } = await workspace();

    const outcome = await send(aBriefing(), undefined, '#bi-operations');

    expect(outcome).toMatchObject({ handle: { channel: 'C0000000001', ts: simulator.posts[0]?.ts } });
  });
});

describe('text from outside in Slack', () => {
  const ours = HOSTILE.actions.map((a) => a.url);

  it('mentions nobody, links nowhere and fits, by both ways in', async () => {
    const { simulator, post, io } = await workspace();
    const briefing = { ...HOSTILE, items: Array.from({ length: 20 }, () => HOSTILE.items).flat() };

    await post(briefing);
    const { payload, dropped } = slackWebhook.render(briefing, undefined);
    const to = { url: simulator.webhookUrl };
    const context = { deliveryId: 'd', threadKey: 'g', signal: new AbortController().signal, at: NOON, io };
    expect(await slackWebhook.send(payload, undefined, to, context)).toMatchObject({ kind: 'accepted' });

    expect(simulator.posts).toHaveLength(2);
    for (const { blocks, text } of simulator.posts) {
      expect(mentionsIn(blocks)).toEqual([]);
      expect(new Set(linksIn(blocks))).toEqual(new Set(ours));
      expect(text).not.toMatch(/[<>\n\u202e]|&(?!amp;|lt;|gt;)/);
    }
    expect(dropped).not.toEqual([]);
  });

  it('stays text beside a mention of our own people', async () => {
    const { simulator, post } = await workspace();

    await post({ ...HOSTILE, people: [{ name: 'Ana', slackId: 'U0123456789' }, { name: 'Ben' }] });

    expect(mentionsIn(simulator.posts[0]?.blocks ?? [])).toEqual(['U0123456789']);
  });
});
