/** A phone call by Twilio that says what failed, twice. */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { rings } from './shared/message.ts';
import { EXAMPLE_ACCOUNT, phoneNumber, type TwilioAccount, twilioAccount } from './twilio/account.ts';
import { callTwilio, laneOfNumber } from './twilio/call.ts';
import { spokenText } from './shared/short-text.ts';

const address = z.strictObject({ to: phoneNumber.meta({ label: 'To' }) });

type Address = z.output<typeof address>;

type Call = { readonly twiml?: string; readonly silent?: string };

export const voice: DestinationType = {
  type: 'voice',
  label: 'Phone call (Twilio)',
  account: twilioAccount,
  accountKind: 'twilio',
  address,
  can: { update: false, thread: false, direct: true },
  rings: true,
  limits: [{ count: 2, per: MINUTE }],
  concurrency: 1,
  laneOf: (via, to) => laneOfNumber(via as TwilioAccount, (to as Address).to),
  describe: (_via, to) => `phone call to ${(to as Address).to}`,
  example: { account: EXAMPLE_ACCOUNT, address: { to: '+351210000000' } },
  render(briefing) {
    const call: Call = rings(briefing.kind)
      ? { twiml: twimlOf(spokenText(briefing)) }
      : { silent: 'nobody is called for what asks for nobody' };
    return { payload: JSON.stringify(call), dropped: call.silent === undefined ? [] : ['the call'] };
  },
  async send(payload, via, to, context) {
    const { twiml, silent } = JSON.parse(payload) as Call;
    if (silent !== undefined) return { kind: 'accepted', detail: silent };
    return callTwilio(via as TwilioAccount, 'Calls', { To: (to as Address).to, Twiml: twiml ?? '' }, context);
  },
};

/** https://www.twilio.com/docs/voice/twiml/say; it is said again after a while, for who was still asleep. */
function twimlOf(text: string): string {
  const said = text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<Response><Pause length="1"/><Say>${said}</Say><Pause length="2"/><Say>Again: ${said}</Say></Response>`;
}
