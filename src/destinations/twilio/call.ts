/** One form post to Twilio, and what its numbered errors mean. */
import type { SendContext } from '../../app/ports/destination.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { objectIn } from '../shared/json-answer.ts';
import { laneName } from '../shared/lane-name.ts';
import type { TwilioAccount } from './account.ts';

/**
 * Number, sender or account must be mended; no message of ours will pass until then.
 * https://www.twilio.com/docs/api/errors
 */
const BROKEN = new Set([
  10001, 20003, 20005, 20008, 21201, 21202, 21203, 21205, 21210, 21211, 21212, 21214, 21215, 21216, 21217,
  21219, 21220, 21408, 21602, 21603, 21604, 21606, 21607, 21608, 21610, 21612, 21614, 21635, 21659, 21660,
  21661,
]);
/** Too much at once: a queue that is full, a rate. */
const BUSY = new Set([10004, 14107, 20429, 21611, 30001]);

export async function callTwilio(
  via: TwilioAccount,
  what: 'Messages' | 'Calls',
  form: Readonly<Record<string, string>>,
  { io, at, signal }: SendContext,
): Promise<Outcome> {
  const [user, password] =
    via.api_key === undefined ? [via.account_sid, via.auth_token] : [via.api_key, via.api_secret];
  const result = await io.request({
    url: `${via.api.replace(/\/+$/, '')}/2010-04-01/Accounts/${via.account_sid}/${what}.json`,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    },
    body: new URLSearchParams({ From: via.from, ...form }).toString(),
    signal,
  });
  const outcome = httpOutcome(result, at, [via.auth_token ?? '', via.api_secret ?? '']);
  const code = result.kind === 'answer' ? objectIn(result.body)?.['code'] : undefined;
  if (outcome.kind !== 'refused' || typeof code !== 'number') return outcome;
  const detail = `Twilio ${outcome.detail} (error ${code})`;
  if (BUSY.has(code)) return { kind: 'notNow', status: outcome.status ?? 400, detail };
  return { ...outcome, kind: BROKEN.has(code) ? 'broken' : 'refused', detail };
}

/** One queue for each number that is called. */
export function laneOfNumber(via: TwilioAccount, to: string): string {
  return laneName(via.account_sid, via.from, to);
}
