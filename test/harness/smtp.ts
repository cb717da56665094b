/** A real SMTP server for tests, which answers as it is told and keeps what it took. */
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { INTERMEDIATE, KEY, LEAF } from '../fixtures/certificates.ts';

export type Taken = { readonly from: string; readonly to: readonly string[]; readonly text: string };

export type SmtpBehaviour = {
  readonly greeting?: number;
  readonly login?: number;
  /** What a token login is answered with; accepted when it is this one. */
  readonly token?: string;
  readonly sender?: number;
  readonly recipient?: (address: string) => number | undefined;
  readonly content?: number;
  /** Cuts the connection once the whole mail is there, before it is answered. */
  readonly cutAfterContent?: true;
  /** Takes the whole mail and says nothing any more. */
  readonly silentAfterContent?: true;
  readonly options?: SMTPServerOptions;
};

export type Smtp = {
  readonly port: number;
  readonly taken: Taken[];
  readonly logins: string[];
  behave(behaviour: SmtpBehaviour): void;
};

export async function smtpServer(first: SmtpBehaviour = {}): Promise<Smtp> {
  let now = first;
  const taken: Taken[] = [];
  const logins: string[] = [];
  const no = (code: number) => Object.assign(new Error(`told to answer ${code}`), { responseCode: code });
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    key: KEY,
    cert: LEAF + INTERMEDIATE,
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    disableReverseLookup: true,
    onConnect: (_session, done) => done(now.greeting === undefined ? null : no(now.greeting)),
    onAuth(auth, _session, done) {
      logins.push(`${auth.method} ${auth.username ?? ''} ${auth.password ?? auth.accessToken ?? ''}`);
      if (auth.method === 'XOAUTH2' && auth.accessToken !== now.token)
        return done(null, { data: { status: '401', schemes: 'bearer' } } as never);
      if (now.login !== undefined) return done(no(now.login));
      done(null, { user: auth.username });
    },
    onMailFrom: (_address, _session, done) => done(now.sender === undefined ? null : no(now.sender)),
    onRcptTo: ({ address }, _session, done) => {
      const code = now.recipient?.(address);
      done(code === undefined ? null : no(code));
    },
    onData(stream, { envelope }, done) {
      void buffer(stream).then((bytes) => {
        if (now.content !== undefined) return done(no(now.content));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ from, to: envelope.rcptTo.map((r) => r.address), text: bytes.toString('utf8') });
        if (now.silentAfterContent) return;
        if (now.cutAfterContent === undefined) return done();
        for (const socket of sockets) socket.destroy();
      });
    },
    ...first.options,
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    logins,
    behave: (next) => {
      now = next;
    },
  };
}

/** What a reader sees of one header, and of the parts of a mail: unfolded, and with soft line breaks undone. */
export function headerOf(mail: Taken, name: string): string | undefined {
  const head = mail.text.slice(0, mail.text.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
}
