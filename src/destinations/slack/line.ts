/** Buttons in Slack: Socket Mode, a line that we open, so that Slack needs no way in. https://docs.slack.dev/apis/events-api/using-socket-mode */
import { z } from 'zod';
import type { Answer, LineFault } from '../../app/ports/destination.ts';
import type { Line, Liner, Outbound } from '../../app/ports/outbound.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { objectIn, textIn } from '../shared/json-answer.ts';
import { slackFault } from './errors.ts';

type Access = { readonly api: string; readonly app_token?: string | undefined };

const ACTION = 'tabduty-acknowledge';

export function acknowledgeButton(threadKey: string) {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: { type: 'plain_text', text: 'Acknowledge', emoji: false },
        action_id: ACTION,
        value: threadKey,
        style: 'primary',
      },
    ],
  } as const;
}

const envelope = z.object({
  type: z.string(),
  envelope_id: z.string().optional(),
  payload: z.unknown().optional(),
});

const press = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })),
});

/** A press is confirmed to Slack once it is stored: without that Slack tells the person that it did not work. */
export async function openSlackLine(
  access: Access,
  onAnswer: (answer: Answer) => Promise<unknown>,
  { io, at, signal }: { readonly io: Outbound & Liner; readonly at: Instant; readonly signal: AbortSignal },
): Promise<{ readonly kind: 'open'; readonly line: Pick<Line, 'close' | 'closed'> } | LineFault> {
  const address = await addressOf(access, { io, at, signal });
  if (typeof address !== 'string') return address;
  const heard = async (text: string, line: Line): Promise<void> => {
    const said = envelope.safeParse(objectIn(text));
    if (!said.success) return;
    // Slack moves lines every few hours: the next one is opened when this one has ended.
    if (said.data.type === 'disconnect') return line.close();
    const { envelope_id } = said.data;
    const answer = answerIn(said.data.payload);
    if (answer !== undefined) await onAnswer(answer);
    if (envelope_id !== undefined) line.send(JSON.stringify({ envelope_id }));
  };
  const opened = await io.openLine({
    url: address,
    signal,
    onText: (text, line) => void heard(text, line).catch(() => line.close()),
  });
  if (opened.kind !== 'open')
    return { kind: 'failed', detail: `Slack's line cannot be opened: ${opened.detail}` };
  return opened;
}

function answerIn(payload: unknown): Answer | undefined {
  const read = press.safeParse(payload);
  if (!read.success) return undefined;
  const { user, actions } = read.data;
  const value = actions.find((one) => one.action_id === ACTION)?.value;
  if (value === undefined) return undefined;
  const name = (user.name ?? user.username ?? user.id).slice(0, 100).toWellFormed();
  return { threadKey: value, name, slackId: user.id };
}

async function addressOf(
  { api, app_token = '' }: Access,
  { io, at, signal }: { readonly io: Outbound; readonly at: Instant; readonly signal: AbortSignal },
): Promise<string | LineFault> {
  const result = await io.request({
    url: `${api.replace(/\/+$/, '')}/apps.connections.open`,
    method: 'POST',
    headers: { authorization: `Bearer ${app_token}`, 'content-type': 'application/x-www-form-urlencoded' },
    signal,
  });
  const answer = result.kind === 'answer' ? objectIn(result.body) : undefined;
  const url = textIn(answer, 'url');
  if (answer?.['ok'] === true && url !== '') return url;
  const word = textIn(answer, 'error');
  const detail = word === '' ? httpOutcome(result, at, [app_token]).detail : slackFault(word, 200).detail;
  return {
    kind: 'failed',
    detail: `Slack gives no line: ${detail}`,
    remedy: 'look at app_token of the account (scope connections:write), and whether Socket Mode is on',
  };
}
