/** One SMTP conversation: greeting, TLS, login, envelope, content; how far it came decides what its end means. */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Connected } from '../../app/ports/outbound.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { connectFault } from '../../platform/outbound-fault.ts';
import { answerExcerpt } from '../shared/answer-excerpt.ts';
import { cutTo, oneLine } from '../shared/text.ts';

export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly user: string; readonly token: string };

export type Conversation = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly login: Login;
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
};

type Open = Extract<Connected, { kind: 'open' }>;

/** `content` begins with the first byte of the mail: from there on it may have arrived. */
type Stage = 'greeting' | 'login' | 'envelope' | 'content';

type SmtpFault = Error & {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
};

export async function converse({ socket, trusted }: Open, said: Conversation): Promise<Outcome> {
  let stage: Stage = 'greeting';
  const connection = new SMTPConnection({
    connection: socket,
    host: said.host,
    port: said.port,
    secure: said.tls === 'implicit',
    requireTLS: said.tls === 'starttls',
    ignoreTLS: said.tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(trusted === undefined ? {} : { ca: [...trusted] }) },
    maxResponseSize: 64 * 1024,
    socketCloseTimeout: 1000,
    logger: false,
    ...(said.login.kind === 'token' ? { customAuth: { [TOKEN]: xoauth2(said.login) } } : {}),
  });
  const failed = new Promise<never>((_resolve, reject) => connection.on('error', reject));
  failed.catch(() => undefined);
  // The socket's own error is gone once the library has taken it over; whoever cut it has said why.
  const step = <T>(run: (done: (error?: Error | null, value?: T) => void) => void) =>
    Promise.race([
      failed,
      new Promise<T | undefined>((resolve, reject) =>
        run((error, value) => (error ? reject(error) : resolve(value))),
      ),
    ]);
  try {
    await step((done) => connection.connect(done));
    if (said.login.kind !== 'none') {
      stage = 'login';
      const login = loginOf(said.login);
      await step((done) => connection.login(login, done));
    }
    stage = 'envelope';
    const content = Readable.from(
      (function* () {
        stage = 'content';
        yield said.bytes;
      })(),
    );
    const envelope = { from: said.from, to: [...said.to], size: said.bytes.length };
    const sent = await step<{ readonly response?: string | undefined; readonly rejectedErrors?: unknown }>(
      (done) => connection.send(envelope, content, done),
    );
    connection.quit();
    return acceptedOf(sent?.response ?? '', sent?.rejectedErrors, secretsOf(said.login));
  } catch (error) {
    connection.close();
    socket.destroy();
    return outcomeOf(stage, error as SmtpFault, secretsOf(said.login));
  }
}

function loginOf(login: Exclude<Login, { kind: 'none' }>) {
  return login.kind === 'token'
    ? { user: login.user, pass: login.token, method: TOKEN }
    : { credentials: { user: login.user, pass: login.password } };
}

/** Our own name for it: under its usual one the library falls back to PLAIN, and would send the token as a password. */
const TOKEN = 'TABDUTY-TOKEN';

/** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol; Microsoft 365 takes the same. */
function xoauth2({ user, token }: Extract<Login, { kind: 'token' }>) {
  return async ({ sendCommand }: { sendCommand(text: string): Promise<{ readonly status: number }> }) => {
    const proof = Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64');
    let answer = await sendCommand(`AUTH XOAUTH2 ${proof}`); // 334 says why it failed, and wants an empty line before it fails with a code.
    if (answer.status === 334) answer = await sendCommand('');
    if (answer.status < 200 || answer.status >= 300) throw new Error('the token is not taken');
    return true;
  };
}

function secretsOf(login: Login): readonly string[] {
  switch (login.kind) {
    case 'none':
      return [];
    case 'password':
      return [login.password];
    case 'token':
      return [login.token];
  }
}

function acceptedOf(response: string, rejected: unknown, secrets: readonly string[]): Outcome {
  const code = Number(/^\d{3}/.exec(response)?.[0] ?? 250);
  const refused = Array.isArray(rejected) ? (rejected as readonly SmtpFault[]) : [];
  const lost = refused.map((e) => answerExcerpt(e.response ?? e.message, secrets)).join('; ');
  const detail = lost === '' ? `SMTP ${code}` : cutTo(`SMTP ${code}, but not for all: ${lost}`, 400);
  return { kind: 'accepted', status: code, detail };
}

/**
 * | code | before the content | after it |
 * | 4xx | notNow | notNow: the server says that it did not take it |
 * | 5xx | broken: greeting, login, sender or recipient must be mended (552: refused, too large) | refused |
 * | none, connection lost | notNow | unknown |
 */
function outcomeOf(stage: Stage, error: SmtpFault, secrets: readonly string[]): Outcome {
  const status = error.responseCode;
  if (status !== undefined && status >= 400) {
    const said = answerExcerpt((error.response ?? error.message).replace(/^\d{3}[ -]?/, ''), secrets);
    const detail = cutTo(
      `SMTP ${status} ${AT[stage]}${said === '' ? '' : `: ${said}`}${hintFor(error)}`,
      400,
    );
    if (status < 500) return { kind: 'notNow', status, detail };
    return { kind: stage === 'content' || status === 552 ? 'refused' : 'broken', status, detail };
  }
  if (error.code === 'EMESSAGE' && stage === 'envelope')
    return { kind: 'refused', detail: 'the mail is larger than the server takes' };
  if (stage === 'content')
    return { kind: 'unknown', detail: 'the connection broke after the mail had begun; it may have arrived' };
  if (error.code === 'EAUTH' || error.code === 'EENVELOPE')
    return { kind: 'broken', detail: `${AT[stage]}: ${plainText(error)}` };
  if (error.code === 'EPROTOCOL')
    return { kind: 'notNow', detail: `what answers there does not speak SMTP: ${plainText(error)}` };
  return { kind: 'notNow', detail: `${AT[stage]}: ${networkText(error)}` };
}

const AT: Readonly<Record<Stage, string>> = {
  greeting: 'at the greeting',
  login: 'at the login',
  envelope: 'for sender or recipient',
  content: 'for the mail',
};

function hintFor(error: SmtpFault): string {
  return error.code === 'ETLS'
    ? '; the server offers no STARTTLS: set tls: implicit (port 465), or tls: none'
    : '';
}

function networkText(error: SmtpFault): string {
  const code = error.originalCode;
  if (code === undefined) return plainText(error);
  return connectFault(Object.assign(new Error(error.message), { code })).detail;
}

function plainText(error: SmtpFault): string {
  return cutTo(oneLine(error.message), 200);
}
