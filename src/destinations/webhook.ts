/** Any HTTPS endpoint, signed by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com). */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { instant, isoOf } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { fitPlain, plainBriefing } from './shared/plain-briefing.ts';

/** Bytes that a Standard Webhooks body should stay below. */
const BUDGET = 20_000;

const secret = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const bytes = Buffer.from(text.replace(/^whsec_/, ''), 'base64').length;
    if (!/^(whsec_)?[A-Za-z0-9+/]+=*$/.test(text) || bytes < 24 || bytes > 64)
      context.addIssue({
        code: 'custom',
        message:
          'must be whsec_ and 24 to 64 bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"',
      });
  });

/** Ours, or the connection's: setting them would break the signature or the request. */
const RESERVED = /^(host|content-.*|transfer-encoding|connection|webhook-.*|user-agent)$/i;

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name: letters, digits and -')
  .refine((name) => !RESERVED.test(name), 'is set by Tabduty itself');

const address = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .meta({ label: 'Address', help: 'Every message is POSTed here as JSON.', secret: true }),
  secret: secret.meta({
    label: 'Signing secret',
    help: 'whsec_ and 24 to 64 bytes in base64.',
    secret: true,
  }),
  previous_secret: secret.optional().meta({
    label: 'Previous signing secret',
    help: 'While you rotate: messages are signed with both.',
    secret: true,
  }),
  headers: z
    .record(headerName, z.string().regex(/^[\x20-\x7e]*$/, 'must be printable ASCII'))
    .optional()
    .meta({ label: 'Extra headers', help: 'Sent with every message, for a gateway in front.', secret: true }),
});

type Address = z.output<typeof address>;

export const webhook: DestinationType = {
  type: 'webhook',
  forMachines: true,
  label: 'Signed webhook (Standard Webhooks)',
  address,
  can: { update: false, thread: false, direct: false },
  limits: [],
  concurrency: 16,
  laneOf: (_account, to) => laneName((to as Address).url),
  describe: (_account, to) => `webhook at ${new URL((to as Address).url).host}`,
  example: { address: { url: 'https://alerts.example.com/tabduty', secret: `whsec_${'AAAA'.repeat(8)}` } },
  render: (briefing) =>
    fitPlain(BUDGET, (limits) => ({
      type: `alert.${briefing.kind}`,
      ...newestTime(briefing),
      data: plainBriefing(briefing, limits),
    })),
  send: (payload, _account, to, context) => send(payload, to as Address, context),
};

/** When the newest thing in it happened; a test message tells of nothing that happened. */
function newestTime(briefing: Briefing): { readonly timestamp?: string } {
  const newest = Math.max(...briefing.items.map((i) => i.at));
  return Number.isFinite(newest) ? { timestamp: isoOf(instant(newest)) } : {};
}

async function send(
  payload: string,
  to: Address,
  { io, signal, at, deliveryId }: SendContext,
): Promise<Outcome> {
  const secrets = [to.secret, ...(to.previous_secret === undefined ? [] : [to.previous_secret])];
  const signature = secrets.map((s) => new Webhook(s).sign(deliveryId, new Date(at), payload)).join(' ');
  const result = await io.request({
    url: to.url,
    method: 'POST',
    headers: {
      ...Object.fromEntries(
        Object.entries(to.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': deliveryId,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signature,
    },
    body: payload,
    signal,
  });
  const outcome = httpOutcome(result, at, [to.url, ...secrets, ...Object.values(to.headers ?? {})]);
  if (outcome.kind === 'broken' && outcome.status === 410)
    return {
      ...outcome,
      detail: 'HTTP 410: the receiver asks that nothing more be sent; remove the destination',
    };
  return outcome;
}
