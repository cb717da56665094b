/** A Slack channel by an app's bot token: one message for each group, changed as it goes on, with answers in its thread. */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import { MINUTE, SECOND } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { rings } from './shared/message.ts';
import { slackMessage, type SlackMessage } from './slack/blocks.ts';
import { callSlack, type Root } from './slack/call.ts';
import { acknowledgeButton, openSlackLine } from './slack/line.ts';
import { ROOT_FIXED, ROOT_GONE } from './slack/errors.ts';

const account = z.strictObject({
  token: z
    .string()
    .trim()
    .regex(/^xoxb-[A-Za-z0-9-]{10,}$/, 'must be the bot token of a Slack app, which begins with xoxb-')
    .meta({ label: 'Bot token', help: 'Needs the scope chat:write', secret: true }),
  app_token: z
    .string()
    .trim()
    .regex(/^xapp-[A-Za-z0-9-]{10,}$/, 'must be an app-level token, which begins with xapp-')
    .optional()
    .meta({
      label: 'App-level token',
      help: 'With the scope connections:write, and Socket Mode on: messages get a button that acknowledges',
      secret: true,
    }),
  api: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .default('https://slack.com/api')
    .meta({ label: 'Address of the API', help: 'Only GovSlack has another: https://slack-gov.com/api' }),
});

type Account = z.output<typeof account>;

const address = z.strictObject({
  channel: z
    .string()
    .trim()
    .regex(/^([CDGUW][A-Z0-9]{6,20}|#[a-z0-9._-]{1,80})$/, {
      error: 'must be the id of a channel or person such as C0123456789, or #name of a public channel',
    })
    .meta({ label: 'Channel', help: 'The id stands at the end of "About" of a channel or profile' }),
});

type Address = z.output<typeof address>;

const rootSchema = z.object({ channel: z.string().min(1), ts: z.string().min(1) });

export const slack: DestinationType = {
  type: 'slack',
  label: 'Slack (app with a bot token)',
  account,
  address,
  can: { update: true, thread: true, direct: true },
  // https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel.
  limits: [
    { count: 1, per: SECOND },
    { count: 30, per: MINUTE },
  ],
  concurrency: 1,
  laneOf: (via, to) => laneName((via as Account).token, (to as Address).channel),
  describe: (_via, to) => `Slack channel ${(to as Address).channel}`,
  example: {
    account: { token: 'xoxb-0000000000-EXAMPLE' },
    address: { channel: 'C0123456789' },
  },
  answerLine: {
    keyOf: (via) => {
      const { app_token } = via as Account;
      return app_token === undefined ? undefined : laneName(app_token);
    },
    open: (via, onAnswer, context) => openSlackLine(via as Account, onAnswer, context),
  },
  render: slackMessage,
  send: (payload, via, to, context) =>
    send(JSON.parse(payload) as SlackMessage, via as Account, to as Address, context),
};

async function send(
  message: SlackMessage,
  via: Account,
  to: Address,
  context: SendContext,
): Promise<Outcome> {
  const known = rootSchema.safeParse(context.previous);
  const root = known.success ? known.data : undefined;
  if (root === undefined) return await post(message, via, to.channel, undefined, context);
  const { text } = message;
  const blocks = withButton(message, via, context);
  const changed = await callSlack(via, 'chat.update', { ...root, text, blocks }, context);
  if (changed.kind === 'ok') return await post(message, via, root.channel, root, context);
  if (ROOT_GONE.includes(changed.word)) return await post(message, via, to.channel, undefined, context);
  if (ROOT_FIXED.includes(changed.word)) return await post(message, via, root.channel, root, context);
  // Nothing has rung yet, and to change it again does no harm.
  const { outcome } = changed;
  return outcome.kind === 'unknown'
    ? { kind: 'notNow', detail: `the first message could not be changed: ${outcome.detail}` }
    : outcome;
}

/** The root stays that of the thread: its place is what the next delivery changes and answers. */
async function post(
  message: SlackMessage,
  via: Account,
  channel: string,
  root: Root | undefined,
  context: SendContext,
): Promise<Outcome> {
  const { text, kind } = message;
  const thread = root === undefined ? {} : { thread_ts: root.ts, reply_broadcast: rings(kind) };
  const blocks = root === undefined ? withButton(message, via, context) : message.blocks;
  const body = { channel, text, blocks, ...QUIET, ...thread };
  const posted = await callSlack(via, 'chat.postMessage', body, context);
  if (posted.kind === 'ok')
    return { kind: 'accepted', status: 200, detail: 'HTTP 200', handle: root ?? posted.root };
  if (root !== undefined && [...ROOT_GONE, ...ROOT_FIXED].includes(posted.word))
    return await post(message, via, channel, undefined, context);
  return posted.outcome;
}

/**
 * Only where its press can reach us, and only while somebody is asked for: the message of who has it has none. Nor has one
 * about many groups, which is its own thread: its link takes them all.
 */
function withButton({ blocks, kind }: SlackMessage, { app_token }: Account, context: SendContext) {
  const { threadKey, deliveryId } = context;
  const isAsking = (kind === 'firing' || kind === 'update') && threadKey !== deliveryId;
  return app_token === undefined || !isAsking ? blocks : [...blocks, acknowledgeButton(threadKey)];
}

/** Nothing in a message is looked up, previewed or turned into a mention. */
const QUIET = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false };
