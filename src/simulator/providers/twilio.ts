/** A simulated Twilio: messages and calls of one account, with the numbered errors that matter to a sender. */
import {
  json,
  openProvider,
  type Provider,
  type ProviderAnswer,
  type ProviderOptions,
  type ProviderRequest,
} from './provider.ts';

export type TwilioSent = {
  readonly what: 'Messages' | 'Calls';
  readonly from: string;
  readonly to: string;
  /** Body of a message, TwiML of a call. */
  readonly text: string;
};

export type TwilioOptions = ProviderOptions & {
  readonly accountSid?: string;
  readonly authToken?: string;
  readonly numbers?: readonly string[];
  /** Numbers that answered STOP. */
  readonly unsubscribed?: readonly string[];
};

export type TwilioSimulator = Provider & {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
  readonly sent: readonly TwilioSent[];
};

export async function startTwilioSimulator(options: TwilioOptions = {}): Promise<TwilioSimulator> {
  const accountSid = options.accountSid ?? `AC${'1'.repeat(32)}`;
  const authToken = options.authToken ?? 'simulated-auth-token';
  const numbers = options.numbers ?? ['+15005550006'];
  const sent: TwilioSent[] = [];
  const proof = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const take = (request: ProviderRequest): ProviderAnswer => {
    const [, sid, what] =
      /^\/2010-04-01\/Accounts\/([^/]+)\/(Messages|Calls)\.json$/.exec(request.path) ?? [];
    if (sid === undefined) return refusal(404, 20404, 'The requested resource was not found');
    if (request.headers['authorization'] !== proof || sid !== accountSid)
      return refusal(401, 20003, 'Authenticate');
    const form = new URLSearchParams(request.body);
    const [to, from] = [form.get('To') ?? '', form.get('From') ?? ''];
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return refusal(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    if (!numbers.includes(from)) return refusal(400, 21606, `The 'From' phone number ${from} is not yours`);
    const text = form.get(what === 'Messages' ? 'Body' : 'Twiml') ?? '';
    const fault = what === 'Messages' ? messageFault(to, text, options) : callFault(text);
    if (fault !== undefined) return fault;
    sent.push({ what: what as TwilioSent['what'], from, to, text });
    return json(201, { sid: `SM${String(sent.length).padStart(32, '0')}`, status: 'queued', to, from });
  };

  const provider = await openProvider(options, take, () => ({ sent }));
  return { ...provider, accountSid, authToken, from: numbers[0] ?? '', sent };
}

function messageFault(to: string, text: string, options: TwilioOptions): ProviderAnswer | undefined {
  if (options.unsubscribed?.includes(to))
    return refusal(400, 21610, 'Attempt to send to unsubscribed recipient');
  if (text === '') return refusal(400, 21602, 'Message body is required.');
  if (text.length > 1600)
    return refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  return undefined;
}

/** A call is told what to say in TwiML, which must be XML: here a rough check that no text broke out of its element. */
function callFault(twiml: string): ProviderAnswer | undefined {
  if (twiml.length > 4000) return refusal(400, 21218, 'Twiml is longer than 4000 characters');
  const bare = twiml.replace(/<(\/?(Response|Say)|Pause length="\d+"\/)>/g, '');
  if (!/^<Response>.*<\/Response>$/s.test(twiml) || /[<>]|&(?!#?\w+;)/.test(bare))
    return refusal(400, 12100, 'Document parse failure');
  return undefined;
}

function refusal(status: number, code: number, message: string): ProviderAnswer {
  return json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
