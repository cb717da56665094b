/** One call of Slack's Web API: HTTP 200 with `ok: false` is how it says no. */
import type { SendContext } from '../../app/ports/destination.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { objectIn, textIn } from '../shared/json-answer.ts';
import { retryAfter } from '../shared/retry-after.ts';
import { slackFault } from './errors.ts';

export type Root = { readonly channel: string; readonly ts: string };

export type CallResult =
  | { readonly kind: 'ok'; readonly root: Root }
  /** `word` is Slack's own, when it said one. */
  | { readonly kind: 'no'; readonly outcome: Exclude<Outcome, { kind: 'accepted' }>; readonly word: string };

export async function callSlack(
  { api, token }: { readonly api: string; readonly token: string },
  method: 'chat.postMessage' | 'chat.update',
  body: Readonly<Record<string, unknown>>,
  { io, at, signal }: Pick<SendContext, 'io' | 'at' | 'signal'>,
): Promise<CallResult> {
  const result = await io.request({
    url: `${api.replace(/\/+$/, '')}/${method}`,
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal,
  });
  const outcome = httpOutcome(result, at, [token]);
  if (result.kind !== 'answer' || outcome.kind !== 'accepted') {
    const word = result.kind === 'answer' ? textIn(objectIn(result.body), 'error') : '';
    if (outcome.kind !== 'accepted') return { kind: 'no', outcome, word };
    throw new Error('only an answer is accepted');
  }
  const answer = objectIn(result.body);
  if (answer?.['ok'] === true)
    return { kind: 'ok', root: { channel: textIn(answer, 'channel'), ts: textIn(answer, 'ts') } };
  const word = textIn(answer, 'error');
  if (word === '')
    return {
      kind: 'no',
      word,
      outcome: {
        kind: 'unknown',
        status: result.status,
        detail: `HTTP ${result.status}, but not as Slack answers`,
      },
    };
  const { word: _, ...fault } = slackFault(word, result.status);
  const until = fault.kind === 'notNow' ? retryAfter(result.headers['retry-after'], at) : undefined;
  return { kind: 'no', word, outcome: until === undefined ? fault : { ...fault, kind: 'notNow', until } };
}
