/** A simulated Slack: chat.postMessage and chat.update for apps, incoming webhooks, and the checks on both. */
import { blocksFault, buttonIn } from './slack-blocks.ts';
import { type SlackLines, slackLines, type SlackUser } from './slack-lines.ts';
import {
  json,
  type JsonObject,
  objectOf,
  openProvider,
  plain,
  type Provider,
  type ProviderAnswer,
  type ProviderOptions,
  type ProviderRequest,
} from './provider.ts';

export type SlackChannel = {
  readonly id: string;
  readonly name: string;
  readonly archived?: boolean;
  /** The app has been invited; without it `not_in_channel`. */
  readonly joined?: boolean;
};

export type SlackPost = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  text: string;
  blocks: readonly unknown[];
  edits: number;
  readonly by: 'app' | 'webhook';
};

export type SlackOptions = ProviderOptions & {
  readonly tokens?: readonly string[];
  readonly channels?: readonly SlackChannel[];
  /** Messages in a second and channel; 0 = no limit. */
  readonly perSecond?: number;
};

export type SlackSimulator = Provider & {
  readonly api: string;
  readonly webhookUrl: string;
  readonly appToken: string;
  readonly posts: readonly SlackPost[];
  readonly lines: Pick<SlackLines, 'count' | 'move'>;
  /** Somebody presses the button of a post; whether Slack shows that it worked. */
  press(ts: string, user: SlackUser): Promise<boolean>;
  /** As somebody does who deletes it in the channel. */
  remove(ts: string): void;
  /** `null` mends it. Web API methods answer `ok: false`, webhooks the word as text. */
  say(word: string | null): void;
};

const APP_TOKEN = 'xapp-simulated-0000000001';
const HOOK = '/services/T00000001/B00000001/simulated0hook0secret00';

export async function startSlackSimulator(options: SlackOptions = {}): Promise<SlackSimulator> {
  const tokens = options.tokens ?? ['xoxb-simulated-0000000001'];
  const channels = options.channels ?? [{ id: 'C0000000001', name: 'bi-operations', joined: true }];
  const posts: SlackPost[] = [];
  const limit = rateLimit(options.perSecond ?? 1);
  const lines = slackLines();
  let word: string | null = null;
  let count = 0;
  const nextTs = () => `1700000000.${String(++count).padStart(6, '0')}`;

  const method = (request: ProviderRequest): ProviderAnswer => {
    if (word !== null) return json(200, { ok: false, error: word });
    const proof = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (proof === undefined) return json(200, { ok: false, error: 'not_authed' });
    if (!tokens.includes(proof)) return json(200, { ok: false, error: 'invalid_auth' });
    const body = objectOf(request.body);
    if (body === undefined) return json(200, { ok: false, error: 'invalid_json' });
    const named = String(body['channel'] ?? '');
    const channel = channels.find((c) => c.id === named || `#${c.name}` === named);
    if (channel === undefined) return json(200, { ok: false, error: 'channel_not_found' });
    if (channel.archived) return json(200, { ok: false, error: 'is_archived' });
    if (!channel.joined) return json(200, { ok: false, error: 'not_in_channel' });
    const fault = contentFault(body);
    if (fault !== undefined) return json(200, { ok: false, error: fault });
    return request.path.endsWith('/chat.update')
      ? update(channel, named, body)
      : post(channel, body, request.mono);
  };

  const post = (channel: SlackChannel, body: JsonObject, mono: number): ProviderAnswer => {
    const wait = limit(channel.id, mono);
    if (wait > 0) return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(wait) });
    const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : undefined;
    if (threadTs !== undefined && !posts.some((p) => p.ts === threadTs))
      return json(200, { ok: false, error: 'thread_not_found' });
    const ts = nextTs();
    posts.push(newPost(channel.id, ts, body, threadTs, 'app'));
    return json(200, { ok: true, channel: channel.id, ts, message: { type: 'message', text: body['text'] } });
  };

  const update = (channel: SlackChannel, named: string, body: JsonObject): ProviderAnswer => {
    // Only ids are taken here, unlike in chat.postMessage.
    if (named !== channel.id) return json(200, { ok: false, error: 'channel_not_found' });
    const found = posts.find((p) => p.channel === channel.id && p.ts === body['ts']);
    if (found === undefined) return json(200, { ok: false, error: 'message_not_found' });
    if (found.by !== 'app') return json(200, { ok: false, error: 'cant_update_message' });
    found.text = String(body['text'] ?? '');
    found.blocks = (body['blocks'] as readonly unknown[] | undefined) ?? [];
    found.edits += 1;
    return json(200, { ok: true, channel: channel.id, ts: found.ts, text: found.text });
  };

  const line = (request: ProviderRequest): ProviderAnswer => {
    if (word !== null) return json(200, { ok: false, error: word });
    const proof = request.headers['authorization'] ?? '';
    if (proof.startsWith('Bearer xoxb-')) return json(200, { ok: false, error: 'not_allowed_token_type' });
    if (proof !== `Bearer ${APP_TOKEN}`) return json(200, { ok: false, error: 'invalid_auth' });
    return json(200, { ok: true, url: lines.ticket(provider.url) });
  };

  const hook = (request: ProviderRequest): ProviderAnswer => {
    if (word !== null) return plain(HOOK_STATUS[word] ?? 400, word);
    if (request.path !== HOOK) return plain(404, 'no_service');
    const body = objectOf(request.body);
    if (body === undefined) return plain(400, 'invalid_payload');
    const fault = contentFault(body);
    if (fault !== undefined) return plain(400, fault);
    const wait = limit('hook', request.mono);
    if (wait > 0) return { ...plain(429, 'rate_limited'), headers: { 'retry-after': String(wait) } };
    posts.push(newPost(channels[0]?.id ?? '', nextTs(), body, undefined, 'webhook'));
    return plain(200, 'ok');
  };

  const provider: Provider = await openProvider(
    { ...options, onUpgrade: lines.onUpgrade },
    (request) => {
      if (/^\/api\/chat\.(postMessage|update)$/.test(request.path)) return method(request);
      if (request.path === '/api/apps.connections.open') return line(request);
      if (request.path.startsWith('/services/')) return hook(request);
      return json(200, { ok: false, error: 'unknown_method' });
    },
    () => ({ channels, posts }),
  );
  return {
    ...provider,
    api: `${provider.url}/api`,
    webhookUrl: `${provider.url}${HOOK}`,
    appToken: APP_TOKEN,
    posts,
    lines,
    press(ts, user) {
      const button = buttonIn(posts.find((p) => p.ts === ts)?.blocks ?? []);
      if (button === undefined) throw new Error(`the post ${ts} has no button`);
      const { action_id, value } = button;
      return lines.press({ type: 'block_actions', user, actions: [{ type: 'button', action_id, value }] });
    },
    close: async () => {
      lines.close();
      await provider.close();
    },
    remove(ts) {
      const at = posts.findIndex((p) => p.ts === ts);
      if (at >= 0) posts.splice(at, 1);
    },
    say: (next) => {
      word = next;
    },
  };
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling errors" */
const HOOK_STATUS: Readonly<Record<string, number>> = {
  action_prohibited: 403,
  posting_to_general_channel_denied: 403,
  invalid_token: 403,
  no_active_hooks: 404,
  no_service: 404,
  no_service_id: 404,
  no_team: 404,
  channel_not_found: 404,
  team_disabled: 403,
  channel_is_archived: 410,
  rollup_error: 500,
};

function newPost(
  channel: string,
  ts: string,
  body: JsonObject,
  threadTs: string | undefined,
  by: SlackPost['by'],
): SlackPost {
  return {
    channel,
    ts,
    threadTs,
    broadcast: body['reply_broadcast'] === true,
    text: String(body['text'] ?? ''),
    blocks: (body['blocks'] as readonly unknown[] | undefined) ?? [],
    edits: 0,
    by,
  };
}

function contentFault(body: JsonObject): string | undefined {
  const { text, blocks } = body as { readonly text?: unknown; readonly blocks?: unknown };
  if (blocks === undefined && (typeof text !== 'string' || text === '')) return 'no_text';
  if (typeof text === 'string' && text.length > 40_000) return 'msg_too_long';
  return blocks === undefined ? undefined : blocksFault(blocks);
}

/** Seconds to wait, or 0. */
function rateLimit(perSecond: number): (channel: string, mono: number) => number {
  const recent = new Map<string, number[]>();
  return (channel, mono) => {
    if (perSecond === 0) return 0;
    const within = (recent.get(channel) ?? []).filter((t) => mono - t < 1000);
    if (within.length >= perSecond) return 1;
    recent.set(channel, [...within, mono]);
    return 0;
  };
}
