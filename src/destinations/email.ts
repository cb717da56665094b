/** Mail over SMTP, to people and lists. */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import { MINUTE } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { Login } from './email/smtp.ts';
import { forgetToken, tokenFor } from './email/token.ts';
import { type Mail, writeMail } from './email/write.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';

/** An address alone: no name, no quotes, nothing that could begin another header or command. */
const mailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/, {
    error: 'must be a mail address alone, such as team@example.com',
  });

const secretText = z.string().trim().min(1, 'must not be empty');

const oauth = z.strictObject({
  token_url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).meta({
    help: 'Microsoft 365: https://login.microsoftonline.com/TENANT/oauth2/v2.0/token',
  }),
  client_id: secretText,
  client_secret: secretText.meta({ secret: true }),
  scope: z.string().optional().meta({ help: 'Microsoft 365: https://outlook.office365.com/.default' }),
  refresh_token: secretText.optional().meta({
    help: 'For providers where a person has agreed once (Google); without it the client itself signs in.',
    secret: true,
  }),
});

const account = z
  .strictObject({
    host: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be the name of a mail server, such as smtp.example.com')
      .meta({ label: 'Mail server' }),
    port: z.int().min(1).max(65_535).optional().meta({ help: '587, or 465 with tls: implicit' }),
    tls: z.enum(['starttls', 'implicit', 'none']).optional().meta({
      help: 'starttls (usual, and required then), implicit (from the first byte), or none (no login then)',
    }),
    user: z.string().trim().min(1).max(254).optional().meta({ label: 'User' }),
    password: secretText.optional().meta({ label: 'Password', secret: true }),
    oauth: oauth.optional().meta({ label: 'OAuth (XOAUTH2)', help: 'In place of a password' }),
    from: mailAddress
      .optional()
      .meta({ label: 'Sender', help: 'Left out when the user is a mail address itself' }),
    from_name: z
      .string()
      .regex(/^[^\p{Cc}<>"\\]{1,64}$/u, 'must be a short name without < > " or \\')
      .optional()
      .meta({ label: 'Name of the sender' }),
  })
  .superRefine((given, context) => {
    const fault = faultOf(given);
    if (fault !== undefined) context.addIssue({ code: 'custom', ...fault });
  });

type Account = z.output<typeof account>;

const address = z.strictObject({
  to: z
    .array(mailAddress)
    .min(1, 'must name at least one address')
    .max(50, 'must name at most 50 addresses; make a list in your mail system')
    .refine((list) => new Set(list.map((a) => a.toLowerCase())).size === list.length, {
      error: 'names an address twice',
    })
    .meta({ label: 'To', help: 'Who is written to, all in one mail' }),
});

type Address = z.output<typeof address>;

export const email: DestinationType = {
  type: 'email',
  label: 'E-mail (SMTP)',
  account,
  accountKind: 'smtp',
  address,
  can: { update: false, thread: false, direct: true },
  limits: [{ count: 20, per: MINUTE }],
  concurrency: 2,
  laneOf: (via, to) => {
    const { host, user } = via as Account;
    const recipients = [...(to as Address).to].map((a) => a.toLowerCase()).sort();
    return laneName(host, portOf(via as Account), user ?? '', ...recipients);
  },
  describe: (via, to) => `mail to ${(to as Address).to.join(', ')} through ${(via as Account).host}`,
  example: {
    account: { host: 'smtp.example.com', user: 'tabduty@example.com', password: 'EXAMPLE-password' },
    address: { to: ['finance-bi@example.com'] },
  },
  render: writeMail,
  send: (payload, via, to, context) => send(payload, via as Account, to as Address, context),
};

function faultOf(given: Account): { readonly path: string[]; readonly message: string } | undefined {
  if (given.password !== undefined && given.oauth !== undefined)
    return { path: ['oauth'], message: 'does not go with a password; keep one of the two' };
  const proof = given.password !== undefined || given.oauth !== undefined;
  if (proof && given.user === undefined) return { path: ['user'], message: 'is missing: who signs in?' };
  if (!proof && given.user !== undefined)
    return { path: ['password'], message: 'is missing: a user needs a password or oauth' };
  if (proof && given.tls === 'none')
    return { path: ['tls'], message: 'must not be none with a login: everybody on the way would read it' };
  if (given.from === undefined && !mailAddress.safeParse(given.user).success)
    return { path: ['from'], message: 'is missing: the address that mails come from' };
  return undefined;
}

function portOf({ port, tls }: Account): number {
  return port ?? (tls === 'implicit' ? 465 : 587);
}

function tlsOf({ port, tls }: Account): 'starttls' | 'implicit' | 'none' {
  return tls ?? (port === 465 ? 'implicit' : 'starttls');
}

async function send(payload: string, via: Account, to: Address, context: SendContext): Promise<Outcome> {
  const { io, at, signal, deliveryId, threadKey } = context;
  const proof = await loginFor(via, context);
  if ('outcome' in proof) return proof.outcome;
  const from = { name: via.from_name ?? 'Tabduty', address: via.from ?? via.user ?? '' };
  const headers = { from, to: to.to, deliveryId, threadKey, date: new Date(at) };
  // The mail library is loaded by who sends a mail, not by every command and every start.
  const { mailBytes } = await import('./email/mime.ts');
  const { converse } = await import('./email/smtp.ts');
  const bytes = await mailBytes(JSON.parse(payload) as Mail, headers);
  const { host } = via;
  const port = portOf(via);
  const tls = tlsOf(via);
  const opened = await io.connect({ host, port, plain: tls === 'none', signal });
  if (opened.kind !== 'open') return httpOutcome(opened, at, []);
  const { login } = proof;
  const outcome = await converse(opened, { host, port, tls, login, from: from.address, to: to.to, bytes });
  if (via.oauth === undefined || outcome.kind !== 'broken' || outcome.status !== 535) return outcome;
  forgetToken(via.oauth);
  return proof.kept
    ? { kind: 'notNow', status: 535, detail: 'the kept token was not taken any more; a new one is asked for' }
    : outcome;
}

type Proof = { readonly login: Login; readonly kept: boolean } | { readonly outcome: Outcome };

async function loginFor(via: Account, context: SendContext): Promise<Proof> {
  const { user, password } = via;
  if (user === undefined) return { login: { kind: 'none' }, kept: false };
  if (via.oauth === undefined)
    return { login: { kind: 'password', user, password: password ?? '' }, kept: false };
  const got = await tokenFor(via.oauth, context);
  return got.kind === 'none'
    ? { outcome: got.outcome }
    : { login: { kind: 'token', user, token: got.token }, kept: got.kept };
}
