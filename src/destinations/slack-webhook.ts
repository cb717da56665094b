/** A Slack channel by an incoming webhook: simple, and every message stands alone. */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import { MINUTE, SECOND } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { slackMessage, type SlackMessage } from './slack/blocks.ts';
import { slackFault } from './slack/errors.ts';

const address = z.strictObject({
  url: z
    .url({
      protocol: /^https?$/,
      error: 'must be the address of an incoming webhook, such as https://hooks.slack.com/services/…',
    })
    .meta({
      label: 'Webhook address',
      help: 'Of the app\'s page "Incoming Webhooks"; who has it can post, so keep it secret.',
      secret: true,
    }),
});

type Address = z.output<typeof address>;

export const slackWebhook: DestinationType = {
  type: 'slack-webhook',
  label: 'Slack (incoming webhook)',
  address,
  can: { update: false, thread: false, direct: false },
  limits: [
    { count: 1, per: SECOND },
    { count: 30, per: MINUTE },
  ],
  concurrency: 1,
  laneOf: (_account, to) => laneName((to as Address).url),
  describe: (_account, to) => `Slack webhook at ${new URL((to as Address).url).host}`,
  example: { address: { url: 'https://hooks.slack.com/services/T00000000/B00000000/EXAMPLE' } },
  render: slackMessage,
  send: (payload, _account, to, context) => send(JSON.parse(payload) as SlackMessage, to as Address, context),
};

async function send(
  { text, blocks }: SlackMessage,
  { url }: Address,
  { io, at, signal }: SendContext,
): Promise<Outcome> {
  const result = await io.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ text, blocks, unfurl_links: false, unfurl_media: false }),
    signal,
  });
  const outcome = httpOutcome(result, at, [url]);
  if (result.kind !== 'answer') return outcome;
  const word = /^[a-z_]{3,60}$/.exec(result.body.trim())?.[0];
  if (outcome.kind === 'accepted' && result.body.trimStart().startsWith('<'))
    return { kind: 'unknown', status: result.status, detail: 'a page answers there, not Slack' };
  if (word === undefined || word === 'ok' || result.status === 429) return outcome;
  const { word: _, ...fault } = slackFault(word, result.status);
  return fault;
}
