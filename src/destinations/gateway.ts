/** Any gateway that turns text into a text message or a call: JSON with who and what, and nothing to configure in it. */
import { z } from 'zod';
import type { DestinationType } from '../app/ports/destination.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { shortText } from './shared/short-text.ts';

const address = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).meta({
    label: 'Address',
    help: 'Gets {"id","to","text"} as JSON for each message',
    secret: true,
  }),
  to: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line')
    .meta({ label: 'To', help: 'Handed on as it is: a number, a name, whatever the gateway knows' }),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{4,500}$/, 'must be printable ASCII without blanks')
    .optional()
    .meta({ label: 'Bearer token', secret: true }),
});

type Address = z.output<typeof address>;

export const gateway: DestinationType = {
  type: 'gateway',
  label: 'Text gateway (JSON)',
  address,
  can: { update: false, thread: false, direct: true },
  limits: [{ count: 10, per: MINUTE }],
  concurrency: 1,
  laneOf: (_account, to) => laneName((to as Address).url, (to as Address).to),
  describe: (_account, to) => `${(to as Address).to} by the gateway at ${new URL((to as Address).url).host}`,
  example: { address: { url: 'https://sms.example.com/send', to: '+351210000000', token: 'EXAMPLE-token' } },
  render: (briefing) => ({ payload: JSON.stringify({ text: shortText(briefing) }), dropped: [] }),
  async send(payload, _account, to, { io, at, signal, deliveryId }) {
    const { url, to: recipient, token } = to as Address;
    const { text } = JSON.parse(payload) as { readonly text?: string };
    const result = await io.request({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        // The same at every attempt, for gateways that know the header.
        'idempotency-key': deliveryId,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ id: deliveryId, to: recipient, text }),
      signal,
    });
    return httpOutcome(result, at, [url, token ?? '']);
  },
};
