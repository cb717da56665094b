/** A text message to a phone by Twilio. */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { EXAMPLE_ACCOUNT, phoneNumber, type TwilioAccount, twilioAccount } from './twilio/account.ts';
import { callTwilio, laneOfNumber } from './twilio/call.ts';
import { shortText } from './shared/short-text.ts';

const address = z.strictObject({ to: phoneNumber.meta({ label: 'To' }) });

type Address = z.output<typeof address>;

export const sms: DestinationType = {
  type: 'sms',
  label: 'Text message (Twilio)',
  account: twilioAccount,
  accountKind: 'twilio',
  address,
  can: { update: false, thread: false, direct: true },
  rings: true,
  // One long-code number sends about one segment in a second; more than ten a minute help nobody.
  limits: [{ count: 10, per: MINUTE }],
  concurrency: 1,
  laneOf: (via, to) => laneOfNumber(via as TwilioAccount, (to as Address).to),
  describe: (_via, to) => `text message to ${(to as Address).to}`,
  example: { account: EXAMPLE_ACCOUNT, address: { to: '+351210000000' } },
  render: (briefing) => ({ payload: JSON.stringify({ text: shortText(briefing) }), dropped: [] }),
  send(payload, via, to, context) {
    const { text } = JSON.parse(payload) as { readonly text?: string };
    return callTwilio(
      via as TwilioAccount,
      'Messages',
      { To: (to as Address).to, Body: text ?? '' },
      context,
    );
  },
};
