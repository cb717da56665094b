/** ntfy: push messages to phones, by ntfy.sh or a server of one's own. */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import type { Briefing, BriefingAction, BriefingKind } from '../domain/briefing/briefing.ts';
import { after, MINUTE, SECOND } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { fitMessage } from './shared/fit-message.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { objectIn } from './shared/json-answer.ts';
import { safeLink } from './shared/link.ts';
import { headline, itemLine, linkLabel, type Message } from './shared/message.ts';

/** https://docs.ntfy.sh/publish/#limitations: a longer message becomes an attachment, which no phone shows. */
const MOST_BYTES = 3_900;
const MOST_ACTIONS = 3;

const address = z
  .strictObject({
    server: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
      .default('https://ntfy.sh')
      .meta({ label: 'Server', help: 'Without the topic' }),
    topic: z
      .string()
      .trim()
      .regex(/^[-_A-Za-z0-9]{1,64}$/, 'must be letters, digits, - and _, at most 64')
      .meta({
        label: 'Topic',
        help: 'On a server without accounts, who knows it reads everything: choose one that cannot be guessed',
        secret: true,
      }),
    token: z
      .string()
      .trim()
      .regex(/^tk_[A-Za-z0-9]{10,64}$/, 'must be an access token, which begins with tk_')
      .optional()
      .meta({ label: 'Access token', secret: true }),
    user: z.string().trim().min(1).max(100).optional().meta({ label: 'User' }),
    password: z.string().min(1).max(200).optional().meta({ label: 'Password', secret: true }),
  })
  .refine((given) => given.token === undefined || given.user === undefined, {
    path: ['user'],
    error: 'does not go with a token; keep one of the two',
  })
  .refine((given) => (given.user === undefined) === (given.password === undefined), {
    path: ['password'],
    error: 'and user belong together',
  });

type Address = z.output<typeof address>;

export const ntfy: DestinationType = {
  type: 'ntfy',
  label: 'ntfy (push to phones)',
  address,
  can: { update: false, thread: false, direct: true },
  rings: true,
  whispers: true,
  // 60 at once, then one in five seconds, for everything that we send from one address.
  limits: [
    { count: 5, per: SECOND },
    { count: 12, per: MINUTE },
  ],
  concurrency: 2,
  laneOf: (_account, to) => laneName((to as Address).server, (to as Address).topic),
  describe: (_account, to) => `ntfy topic at ${new URL((to as Address).server).host}`,
  example: { address: { topic: 'EXAMPLE-topic-Zx81', token: 'tk_EXAMPLE00000000000' } },
  render: (briefing) =>
    fitMessage(
      briefing,
      MOST_BYTES,
      (message) => pushOf(briefing, message),
      (push) => Buffer.byteLength(push.message),
    ),
  send: (payload, _account, to, context) => send(payload, to as Address, context),
};

/** 5 rings through a quiet phone, 3 is usual, 2 makes no sound. */
const LOOKS: Readonly<Record<BriefingKind, { readonly priority: number; readonly tags: readonly string[] }>> =
  {
    firing: { priority: 4, tags: ['rotating_light'] },
    update: { priority: 4, tags: ['warning'] },
    acknowledged: { priority: 2, tags: ['eyes'] },
    recovered: { priority: 2, tags: ['white_check_mark'] },
    digest: { priority: 2, tags: ['clipboard'] },
    notice: { priority: 3, tags: ['information_source'] },
    handoff: { priority: 2, tags: ['repeat'] },
    test: { priority: 3, tags: ['test_tube'] },
  };

function pushOf(briefing: Briefing, message: Message) {
  const { priority } = LOOKS[briefing.kind];
  const { tags } = LOOKS[briefing.drill === true ? 'test' : briefing.kind];
  const [first] = message.items;
  const page = briefing.actions.find((a) => a.kind !== 'open-in-tableau');
  const click = page?.url ?? message.links[0]?.url ?? first?.link;
  return {
    title: headline(message),
    message: bodyOf(briefing, message),
    priority: briefing.kind === 'firing' && briefing.severity === 'critical' ? 5 : priority,
    tags,
    ...(click === undefined ? {} : { click }),
    actions: briefing.actions.flatMap(buttonOf).slice(0, MOST_ACTIONS),
  };
}

/** A person's own link takes the press itself; any other opens the page, which asks who it is. */
function buttonOf({ kind, url, ofPerson }: BriefingAction) {
  const link = safeLink(url);
  if (link === undefined) return [];
  if (ofPerson !== true) return [{ action: 'view', label: linkLabel(kind), url: link, clear: false }];
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const press = { action: 'http', label: 'Acknowledge', url: link, method: 'POST', headers, body: 'act=ack' };
  return [{ ...press, clear: true }];
}

function bodyOf(briefing: Briefing, message: Message): string {
  const [first, ...others] = message.items;
  const lines = [
    ...(message.summary === '' ? [] : [message.summary]),
    ...(first !== undefined && others.length === 0
      ? [
          ...(first.reason === undefined ? [] : [first.reason]),
          ...first.facts.map((f) => `${f.title}: ${f.value}`),
        ]
      : message.items.map((item, i) => itemLine(item, briefing, i))),
    ...(message.more > 0 ? [`and ${message.more} more`] : []),
    ...message.facts.map((f) => `${f.title}: ${f.value}`),
    ...message.note,
  ];
  // An empty message is printed as "triggered".
  return lines.length === 0 ? message.word : lines.join('\n');
}

async function send(payload: string, to: Address, { io, at, signal }: SendContext): Promise<Outcome> {
  const push = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  const proof = proofOf(to);
  const result = await io.request({
    url: new URL('/', to.server).href,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(proof === undefined ? {} : { authorization: proof }),
    },
    body: JSON.stringify({ topic: to.topic, ...push }),
    signal,
  });
  const outcome = httpOutcome(result, at, [to.topic, to.token ?? '', to.password ?? '']);
  const code = result.kind === 'answer' ? objectIn(result.body)?.['code'] : undefined;
  // The quota of the day does not come back within seconds.
  if (outcome.kind === 'notNow' && outcome.until === undefined && code === 42908)
    return {
      ...outcome,
      until: after(at, 30 * MINUTE),
      detail: `the quota of the day is used up: ${outcome.detail}`,
    };
  if (outcome.kind === 'refused' && (code === 40009 || code === 40010))
    return { ...outcome, kind: 'broken', detail: `the server does not take this topic: ${outcome.detail}` };
  return outcome;
}

function proofOf({ token, user, password }: Address): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  if (user === undefined) return undefined;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
