/** What the doctor says of each leg of the way in, against real servers that fail as proxies and certificates do. */
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeSight } from '../../src/app/upkeep/doctor-inbound.ts';
import { inboundProbe } from '../../src/platform/inbound-probe.ts';
import {
  EXPIRED,
  INTERMEDIATE,
  LEAF,
  NOT_YET,
  OTHER_NAME,
  ROOT,
  SELF_SIGNED,
} from '../fixtures/certificates.ts';
import { deadPort, httpServer, httpsServer, tcpServer } from '../harness/http.ts';
import { temporaryFolder } from '../harness/temp.ts';

const NONCE = 'n'.repeat(32);
const ours = (request: IncomingMessage, response: ServerResponse) => {
  if (request.url?.startsWith('/healthz?nonce=')) return void response.end('tabduty ok\nproof right\n');
  response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{}');
};

async function look(url: string, ca?: string) {
  const caFile = ca === undefined ? undefined : join(temporaryFolder(), 'ca.pem');
  if (caFile !== undefined && ca !== undefined) writeFileSync(caFile, ca);
  const sight = await inboundProbe(caFile).look(url, NONCE);
  return judgeSight(new URL(url).hostname, sight, 'right').map((f) => ({
    ...f,
    said: `${f.check}: ${f.text}`,
  }));
}

async function saidOf(check: string, url: string, ca?: string) {
  const found = (await look(url, ca)).find((f) => f.check === check);
  return `${found?.level}: ${found?.text} → ${found?.remedy ?? ''}`;
}

describe('the certificate of the public address', () => {
  it.each([
    ['expired', EXPIRED + INTERMEDIATE, ROOT, /^fault: .*has expired|expired on 2021/],
    [
      'for another name',
      OTHER_NAME + INTERMEDIATE,
      ROOT,
      /^fault: .*is for other\.example\.com, not for localhost/,
    ],
    [
      'without its intermediate',
      LEAF,
      ROOT,
      /^fault: the chain is incomplete.*Tabduty test intermediate.*fullchain/,
    ],
    ['self-signed', SELF_SIGNED, undefined, /^fault: the certificate is self-signed/],
    ['of a private authority', LEAF + INTERMEDIATE, undefined, /^fault: .*a private authority/],
    [
      'of a private authority, root sent',
      LEAF + INTERMEDIATE + ROOT,
      undefined,
      /^fault: .*a private authority/,
    ],
    ['not yet valid', NOT_YET, NOT_YET, /^fault: .*not valid before 2100-01-01/],
    [
      'of an authority of your own',
      LEAF + INTERMEDIATE,
      ROOT,
      /^warning: .*--outbound-ca-file.*Tableau Cloud/,
    ],
  ])('that is %s gets its own sentence', async (_what, cert, ca, expected) => {
    const { url } = await httpsServer(ours, cert);

    expect(await saidOf('certificate', url, ca)).toMatch(expected);
  });

  it('is missed when plain HTTP answers on an https address', async () => {
    const { url } = await httpServer(ours);

    expect(await saidOf('certificate', url.replace('http:', 'https:'))).toMatch(
      /^fault: .*does not speak TLS/,
    );
  });

  it('hides nothing: behind a bad one the doctor still sees who answers', async () => {
    const { url } = await httpsServer(ours, SELF_SIGNED);

    expect(await saidOf('healthz', url)).toMatch(/^ok: this installation answers/);
  });
});

describe('who answers at the public address', () => {
  const page = '<!doctype html><title>x</title>';
  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'a redirect to a login',
      (r) => r.writeHead(302, { location: 'https://login.microsoftonline.com/x?secret=1' }).end(),
      /sends callers to a login at https:\/\/login\.microsoftonline\.com\/x \(/,
    ],
    [
      'another redirect',
      (r) => r.writeHead(301, { location: 'https://www.x.example/' }).end(),
      /redirects to https:\/\/www\.x\.example\/ .*may not follow/,
    ],
    [
      'a login page',
      (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(`${page}<input type="password">`),
      /a login page answers/,
    ],
    [
      'a firewall',
      (r) => r.writeHead(403, { server: 'cloudflare' }).end(page),
      /refuses strangers \(HTTP 403, from cloudflare\)/,
    ],
    [
      'a proxy without Tabduty',
      (r) => r.writeHead(502, { server: 'nginx' }).end(page),
      /a proxy answers by itself \(HTTP 502, from nginx\)/,
    ],
    ['a rate limit', (r) => r.writeHead(429).end(), /come less often/],
    [
      'another service',
      (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(page),
      /a web page answers \(HTTP 200\).*wrong service/,
    ],
    ['a path that is lost', (r) => r.writeHead(404).end('nope'), /knows no such path/],
    ['another Tabduty', (r) => r.end('tabduty ok\nproof wrong\n'), /it is not this installation/],
    ['a Tabduty that proves nothing', (r) => r.end('tabduty ok\n'), /it is not this installation/],
    ['nobody, after taking the connection', (r) => r.destroy(), /no answer comes/],
  ])('%s', async (_what, answer, expected) => {
    const { url } = await httpServer((_request, response) => void answer(response));

    expect(await saidOf('healthz', url)).toMatch(new RegExp(`^fault: .*${expected.source}`));
  });

  it('a proxy that lets GET through and refuses POST', async () => {
    const { url } = await httpServer((request, response) =>
      request.method === 'POST' ? response.writeHead(405).end() : ours(request, response),
    );

    expect(await saidOf('POST', url)).toMatch(/^fault: .*refuses POST \(HTTP 405\)/);
    expect(await saidOf('healthz', url)).toMatch(/^ok/);
  });

  it('reads no more of an endless answer than it needs', async () => {
    const { url } = await httpServer((_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });

    expect(await saidOf('healthz', url)).toMatch(/^fault: something else than Tabduty answers/);
  });
});

describe('the way there', () => {
  it('ends at a port where nobody listens', async () => {
    expect(await saidOf('connection', `http://127.0.0.1:${await deadPort()}`)).toMatch(
      /^fault: .*nobody listens there/,
    );
  });

  it('ends at a server that breaks the handshake off', async () => {
    const { url } = await tcpServer((socket) => socket.destroy());

    expect(await saidOf('certificate', url.replace('http:', 'https:'))).toMatch(
      /^fault: .*does not come to an end/,
    );
  });

  it('names a private address, which Tableau Cloud cannot reach', async () => {
    const { url } = await httpServer(ours);

    expect(await saidOf('host name', url)).toMatch(/^warning: .*a private address/);
  });

  it('names a host that nobody knows', () => {
    const lookup = { addresses: [], fault: 'the host name is not known here (ENOTFOUND)' };

    const [name, ...others] = judgeSight('x.example', { lookup, isPublic: false }, 'right');

    expect(name).toMatchObject({ level: 'fault', text: expect.stringContaining('x.example is not found') });
    expect(others).toEqual([]);
  });

  it('names an address of the name that is dead beside one that lives', () => {
    const lookup = { addresses: ['2001:db8::1', '203.0.113.7'], fault: undefined };
    const connect = { address: '203.0.113.7 port 443', fault: undefined, dead: ['2001:db8::1 port 443'] };

    const found = judgeSight('x.example', { lookup, isPublic: true, connect }, 'right');

    expect(found.map((f) => f.level)).toEqual(['ok', 'warning']);
  });
});
