import { describe, expect, it } from 'vitest';
import { aBriefing, HOSTILE, RECOVERED } from '../../test/fixtures/briefings.ts';
import { EXPIRED, INTERMEDIATE, KEY } from '../../test/fixtures/certificates.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { deadPort, httpServer, tcpServer } from '../../test/harness/http.ts';
import { outboundFor, trustedRoot } from '../../test/harness/outbound.ts';
import { headerOf, type SmtpBehaviour, smtpServer, type Taken } from '../../test/harness/smtp.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { email } from './email.ts';

const io = (deadlineMs?: number) => outboundFor(trustedRoot(), deadlineMs);

type Given = {
  readonly account?: Readonly<Record<string, unknown>>;
  readonly to?: readonly string[];
  readonly briefing?: Parameters<typeof email.render>[0];
  readonly deliveryId?: string;
  readonly threadKey?: string;
  readonly via?: ReturnType<typeof io>;
};

function accountFor(port: number, over: Readonly<Record<string, unknown>> = {}): unknown {
  const given = { host: 'localhost', port, tls: 'starttls', from: 'tabduty@acme.com', ...over };
  const checked = email.account?.safeParse(given);
  if (checked?.success !== true) throw new Error(JSON.stringify(checked?.error.issues));
  return checked.data;
}

async function send(account: unknown, given: Given = {}): Promise<Outcome> {
  const to = { to: given.to ?? ['ana@acme.com'] };
  return email.send(email.render(given.briefing ?? aBriefing(), to).payload, account, to, {
    deliveryId: given.deliveryId ?? 'delivery-1',
    threadKey: given.threadKey ?? 'group-1',
    signal: new AbortController().signal,
    at: NOON,
    io: given.via ?? io(),
  });
}

describe('a mail', () => {
  it('has text and HTML, says where it comes from, and asks for no automatic answers', async () => {
    const server = await smtpServer();

    const outcome = await send(accountFor(server.port));

    expect(outcome).toMatchObject({ kind: 'accepted', status: 250 });
    const [mail] = server.taken as [Taken];
    expect(mail).toMatchObject({ from: 'tabduty@acme.com', to: ['ana@acme.com'] });
    expect(headerOf(mail, 'Subject')).toBe('[Tabduty #42] Failed: Sales Daily');
    expect(headerOf(mail, 'From')).toBe('Tabduty <tabduty@acme.com>');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(mail.text).toContain('Content-Type: text/plain');
    expect(mail.text).toContain('Content-Type: text/html');
    expect(mail.text).toContain('https://alerts.example.com/a/token');
  });

  it('is the same message at every attempt, and in one thread with the others of its group', async () => {
    const server = await smtpServer({ content: 451 });
    const account = accountFor(server.port);
    expect(await send(account)).toMatchObject({ kind: 'notNow', status: 451 });
    server.behave({});

    await send(account);
    await send(account);
    await send(account, { deliveryId: 'delivery-2', briefing: RECOVERED });

    const [first, again, recovered] = server.taken as [Taken, Taken, Taken];
    expect(again).toEqual(first);
    expect(headerOf(first, 'Message-ID')).toBe('<delivery-1@acme.com>');
    expect(headerOf(recovered, 'Message-ID')).toBe('<delivery-2@acme.com>');
    expect(headerOf(first, 'In-Reply-To')).toBe('<thread.group-1@acme.com>');
    expect(headerOf(recovered, 'References')).toBe(headerOf(first, 'References'));
  });

  it('cannot be made to carry another header, link or recipient by a name', async () => {
    const server = await smtpServer();
    const names = `\r\nBcc: all@acme.com\r\n\r\n<script>alert(1)</script> https://evil.example/x ‮ "><a href=x>`;
    const briefing = { ...HOSTILE, title: { untrusted: names.repeat(80) }, note: 'See https://wiki/x' };

    await send(accountFor(server.port), { briefing, via: io() });

    const [mail] = server.taken as [Taken];
    expect(headerOf(mail, 'Bcc')).toBeUndefined();
    expect(mail.to).toEqual(['ana@acme.com']);
    const html = mail.text.slice(mail.text.indexOf('<!doctype'));
    const body = html.replace(/=\r\n/g, '').replace(/=3D/g, '=');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('https://evil.example');
    const links = [...body.matchAll(/href="([^"]*)"/g)].map((m) => m[1]);
    expect(new Set(links)).toEqual(new Set(['https://wiki/x', ...briefing.actions.map((a) => a.url)]));
    expect(Buffer.byteLength(mail.text)).toBeLessThan(100_000);
  });
});

describe('the mail server', () => {
  it.each<readonly [what: string, behaviour: SmtpBehaviour, kind: Outcome['kind'], status: number]>([
    ['is closing', { greeting: 421 }, 'notNow', 421],
    ['wants nothing from us', { greeting: 554 }, 'broken', 554],
    ['cannot check the login now', { login: 454 }, 'notNow', 454],
    ['refuses the login', { login: 535 }, 'broken', 535],
    ['refuses the sender', { sender: 550 }, 'broken', 550],
    ['is too busy for a sender', { sender: 451 }, 'notNow', 451],
    ['does not know the recipient', { recipient: () => 550 }, 'broken', 550],
    ['greylists the recipient', { recipient: () => 450 }, 'notNow', 450],
    ['has no room for the mail', { recipient: () => 552 }, 'refused', 552],
    ['cannot store the mail now', { content: 452 }, 'notNow', 452],
    ['takes the mail for spam', { content: 554 }, 'refused', 554],
  ])('%s', async (_what, behaviour, kind, status) => {
    const server = await smtpServer(behaviour);

    const outcome = await send(accountFor(server.port, { user: 'bot', password: 'correct-horse' }));

    expect(outcome).toMatchObject({ kind, status });
    expect(JSON.stringify(outcome)).not.toContain('correct-horse');
  });

  it('takes it for some: says for whom it did not', async () => {
    const server = await smtpServer({ recipient: (to) => (to.startsWith('gone') ? 550 : undefined) });

    const outcome = await send(accountFor(server.port), { to: ['ana@acme.com', 'gone@acme.com'] });

    expect(outcome).toMatchObject({ kind: 'accepted', detail: expect.stringContaining('but not for all') });
    expect(server.taken[0]?.to).toEqual(['ana@acme.com']);
  });

  it('cuts the line after the mail: nobody can know', async () => {
    const server = await smtpServer({ cutAfterContent: true });

    expect(await send(accountFor(server.port))).toMatchObject({ kind: 'unknown' });
    expect(server.taken).toHaveLength(1);
  });

  it('says nothing any more after the mail: nobody can know', async () => {
    const server = await smtpServer({ silentAfterContent: true });

    expect(await send(accountFor(server.port), { via: io(1500) })).toMatchObject({ kind: 'unknown' });
    expect(server.taken).toHaveLength(1);
  });

  it('speaks no TLS on a port for it: nothing is sent, and it is tried again', async () => {
    const server = await smtpServer();
    const account = accountFor(server.port, { tls: 'implicit', user: 'bot', password: 'correct-horse' });

    expect(await send(account)).toMatchObject({ kind: 'notNow' });
    expect(server.logins).toEqual([]);
  });

  it('offers no STARTTLS: nothing is sent in the clear', async () => {
    const server = await smtpServer({ options: { disabledCommands: ['STARTTLS'], authOptional: true } });

    const outcome = await send(accountFor(server.port, { user: 'bot', password: 'correct-horse' }));

    expect(outcome).toMatchObject({ kind: 'broken', detail: expect.stringContaining('no STARTTLS') });
    expect(server.logins).toEqual([]);
  });

  it('has a certificate of nobody we know: nothing is sent, and it is tried again', async () => {
    const server = await smtpServer();

    const outcome = await send(accountFor(server.port), { via: outboundFor() });

    expect(outcome).toMatchObject({ kind: 'notNow', detail: expect.stringContaining('authority') });
    expect(server.taken).toEqual([]);
  });

  it('has a certificate that has expired: nothing is sent, it is tried again, and the reason is said', async () => {
    const server = await smtpServer({ options: { key: KEY, cert: EXPIRED + INTERMEDIATE } });

    const outcome = await send(accountFor(server.port));

    expect(outcome).toMatchObject({ kind: 'notNow', detail: expect.stringContaining('has expired') });
    expect(server.taken).toEqual([]);
  });

  it('speaks TLS from the first byte when told so', async () => {
    const server = await smtpServer({ options: { secure: true } });
    const account = accountFor(server.port, { tls: 'implicit', user: 'bot', password: 'correct-horse' });

    expect(await send(account)).toMatchObject({ kind: 'accepted' });
    expect(server.logins).toEqual(['PLAIN bot correct-horse']);
  });
});

describe('without TLS', () => {
  it('is spoken only to hosts that are allowed for it', async () => {
    const server = await smtpServer();
    const account = accountFor(server.port, { tls: 'none' });

    expect(await send(account)).toMatchObject({ kind: 'accepted' });
    expect(await send(account, { via: outboundFor({ plainHttp: [] }) })).toMatchObject({
      kind: 'broken',
      detail: expect.stringContaining('--outbound-plain-http localhost'),
    });
  });
});

describe('the way to the mail server', () => {
  it.each<readonly [what: string, account: () => Promise<unknown>, kind: Outcome['kind'], says: string]>([
    ['is refused', async () => accountFor(await deadPort()), 'notNow', 'refused'],
    ['has an unknown name', async () => accountFor(25, { host: 'nowhere.invalid' }), 'notNow', 'not known'],
    [
      'leads into a network that is not allowed',
      async () => accountFor(25, { host: '10.0.0.5' }),
      'broken',
      '--outbound-allow 10.0.0.5/32',
    ],
  ])('%s', async (_what, account, kind, says) => {
    expect(await send(await account())).toMatchObject({ kind, detail: expect.stringContaining(says) });
  });

  it.each<readonly [what: string, talk: (socket: import('node:net').Socket) => void]>([
    ['says nothing', () => undefined],
    [
      'trickles',
      (socket) => {
        const timer = setInterval(() => socket.write('2'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'talks without end',
      (socket) => {
        const more = () => {
          while (!socket.destroyed && socket.write(`220-${'x'.repeat(60_000)}\r\n`));
        };
        socket.on('drain', more);
        more();
      },
    ],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs up', (socket) => socket.destroy()],
  ])('ends at one that %s', async (_what, talk) => {
    const { url } = await tcpServer(talk);

    const outcome = await send(accountFor(Number(new URL(url).port)), { via: io(300) });

    expect(outcome.kind).toBe('notNow');
  });
});

describe('XOAUTH2', () => {
  const oauth = (url: string) => ({
    user: 'bot@acme.com',
    oauth: {
      token_url: url,
      client_id: 'client',
      client_secret: 'very-secret-word',
      scope: 'https://outlook.office365.com/.default',
    },
  });

  it('asks for a token once, signs in with it, and asks anew when it is not taken any more', async () => {
    let made = 0;
    const bodies: string[] = [];
    const { url } = await httpServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        response.end(JSON.stringify({ access_token: `token-${++made}`, expires_in: 3600 }));
      });
    });
    const server = await smtpServer({ token: 'token-1' });
    const account = accountFor(server.port, oauth(url));

    expect(await send(account)).toMatchObject({ kind: 'accepted' });
    expect(await send(account)).toMatchObject({ kind: 'accepted' });
    server.behave({ token: 'token-2' });
    expect(await send(account)).toMatchObject({ kind: 'notNow', status: 535 });
    expect(await send(account)).toMatchObject({ kind: 'accepted' });
    expect(made).toBe(2);
    expect(server.logins.every((l) => l.startsWith('XOAUTH2 bot@acme.com token-'))).toBe(true);
    expect(bodies[0]).toContain('grant_type=client_credentials');
  });

  it('is broken while the provider refuses the client, and says nothing of its secret', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(400).end('{"error":"invalid_client","was":"very-secret-word"}');
    });
    const server = await smtpServer();

    const outcome = await send(accountFor(server.port, oauth(url)));

    expect(outcome).toMatchObject({ kind: 'broken', status: 400 });
    expect(JSON.stringify(outcome)).not.toContain('very-secret-word');
  });
});

describe('the settings of a mail account', () => {
  it.each<readonly [what: string, given: Readonly<Record<string, unknown>>, says: string]>([
    ['a password without TLS', { tls: 'none', user: 'a@b.c', password: 'x' }, 'everybody on the way'],
    ['a user without proof', { user: 'a@b.c' }, 'needs a password or oauth'],
    ['no sender', { user: 'bot', password: 'x' }, 'the address that mails come from'],
    ['a line break in the name', { from: 'a@b.c', from_name: 'x\r\nBcc: y' }, 'short name'],
    ['two addresses as a sender', { from: 'a@b.c, d@e.f' }, 'mail address alone'],
  ])('refuse %s', (_what, given, says) => {
    const checked = email.account?.safeParse({ host: 'smtp.example.com', ...given });

    expect(checked?.success === false && checked.error.issues[0]?.message).toContain(says);
  });
});
