import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  EXPIRED,
  INTERMEDIATE,
  LEAF,
  OTHER_NAME,
  ROOT,
  SELF_SIGNED,
} from '../../test/fixtures/certificates.ts';
import { deadPort, httpServer, httpsServer, tcpServer } from '../../test/harness/http.ts';
import { temporaryFolder } from '../../test/harness/temp.ts';
import type { OutboundResult } from '../app/ports/outbound.ts';
import { createOutbound, type OutboundSettings } from './outbound.ts';

function client(over: Partial<OutboundSettings> = {}) {
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['127.0.0.1', 'localhost'], ...over });
  onTestFinished(() => outbound.close());
  return outbound;
}

function trusting(): Partial<OutboundSettings> {
  const caFile = join(temporaryFolder(), 'ca.pem');
  writeFileSync(caFile, ROOT);
  return { caFile };
}

const local = async () => ['127.0.0.1'];

describe('the outbound client', () => {
  it('sends path and query byte for byte and says who it is', async () => {
    const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = [];
    const { url } = await httpServer((request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      response.end('{}');
    });

    const path = "/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sig=a'b-_c";
    const result = await client({ userAgent: 'Tabduty/1.2.3' }).request({
      url: `${url}${path}#part`,
      method: 'GET',
    });

    expect(result).toMatchObject({ kind: 'answer', status: 200, body: '{}', truncated: false });
    expect(seen[0]?.url).toBe(path);
    expect(seen[0]?.headers['user-agent']).toBe('Tabduty/1.2.3');
  });

  it('does not follow a redirect', async () => {
    let asked = 0;
    const { url } = await httpServer((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });

    const result = await client().request({ url, method: 'GET' });

    expect(result).toMatchObject({ kind: 'answer', status: 302, headers: { location: '/elsewhere' } });
    expect(asked).toBe(1);
  });

  it('keeps its connections for later requests to the same place', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await httpServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const outbound = client();

    for (let i = 0; i < 6; i++) await outbound.request({ url, method: 'POST', body: 'a' });

    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe('the limits of the outbound client', () => {
  it('gives up on an answer that never comes, and calls it unknown', async () => {
    const { url } = await httpServer(() => {});

    const result = await client().request({ url, method: 'POST', body: '{}', deadlineMs: 150 });

    expect(result).toMatchObject({ kind: 'unknown', fault: 'timeout' });
  });

  it('cuts an answer that trickles for ever', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });

    const result = await client().request({ url, method: 'GET', deadlineMs: 200 });

    expect(result).toMatchObject({ kind: 'unknown', fault: 'timeout' });
  });

  it('reads only the beginning of 100 MB', async () => {
    let sent = 0;
    const { url } = await httpServer((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'a');
      const write = () => {
        while (sent < 1600 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });

    const result = await client().request({ url, method: 'GET', maxBytes: 1000 });

    expect(result).toMatchObject({ kind: 'answer', status: 200, body: 'a'.repeat(1000), truncated: true });
    expect(sent).toBeLessThan(1600);
  });

  it('does not unpack a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });

    const result = await client().request({ url, method: 'GET' });

    expect(result).toMatchObject({ kind: 'answer', status: 200, truncated: true });
    expect(result.kind === 'answer' && result.body.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('reads an answer that is compressed although nobody asked for that', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":1}'));
    });

    expect(await client().request({ url, method: 'GET' })).toMatchObject({
      body: '{"ok":1}',
      truncated: false,
    });
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const { url } = await httpServer(() => stop.abort());

    const result = await client().request({ url, method: 'POST', body: '{}', signal: stop.signal });

    expect(result).toMatchObject({ kind: 'unknown', fault: 'aborted' });
  });
});

describe('what the outbound client knows of a failed request', () => {
  it('nothing was sent when nobody listens', async () => {
    const result = await client().request({ url: `http://127.0.0.1:${await deadPort()}/`, method: 'POST' });

    expect(result).toMatchObject({ kind: 'not-sent', fault: 'connect' });
  });

  it('it may have arrived when the connection is reset after the request', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));

    const result = await client().request({ url, method: 'POST', body: '{}' });

    expect(result).toMatchObject({ kind: 'unknown', fault: 'reset' });
  });

  it('it may have arrived when the answer breaks off', async () => {
    const { url } = await tcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort')),
    );

    expect(await client().request({ url, method: 'POST', body: '{}' })).toMatchObject({
      kind: 'unknown',
      fault: 'reset',
    });
  });

  it('it may have arrived when the answer is not HTTP', async () => {
    const { url } = await tcpServer((socket) =>
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9\r\n')),
    );

    expect(await client().request({ url, method: 'POST', body: '{}' })).toMatchObject({
      kind: 'unknown',
      fault: 'answer',
    });
  });

  it('nothing was sent when the host is not known', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));

    const result = await client({ lookup }).request({ url: 'https://nowhere.example.com/', method: 'POST' });

    expect(result).toEqual({
      kind: 'not-sent',
      fault: 'dns',
      detail: 'nowhere.example.com is not known here',
    });
  });

  it('nothing was sent when the look-up itself takes too long', async () => {
    const lookup = () => new Promise<readonly string[]>(() => {});

    const result = await client({ lookup }).request({
      url: 'https://slow.example.com/',
      method: 'POST',
      deadlineMs: 50,
    });

    expect(result).toMatchObject({ kind: 'not-sent', fault: 'timeout' });
  });

  it.each([
    ['is self-signed', SELF_SIGNED, /self-signed/],
    ['has expired', EXPIRED + INTERMEDIATE, /expired/],
    ['is for another name', OTHER_NAME + INTERMEDIATE, /another name/],
    ['comes without its intermediate', LEAF, /incomplete/],
  ])('nothing was sent when the certificate %s', async (_what, cert, sentence) => {
    const { url } = await httpsServer((_request, response) => response.end(), cert);

    const result = await client({ lookup: local, ...trusting() }).request({
      url,
      method: 'POST',
      body: '{}',
    });

    expect(result).toMatchObject({
      kind: 'not-sent',
      fault: 'tls',
      detail: expect.stringMatching(sentence) as string,
    });
  });

  it('trusts an authority of the CA file besides the usual ones', async () => {
    const { url } = await httpsServer((_request, response) => response.end('safe'));

    expect(await client({ lookup: local, ...trusting() }).request({ url, method: 'GET' })).toMatchObject({
      body: 'safe',
    });
    expect(await client({ lookup: local }).request({ url, method: 'GET' })).toMatchObject({ fault: 'tls' });
  });

  it.each(['not a url', 'https://', 'file:///etc/passwd', 'https://example.com/a b'])(
    'sends nothing to %j',
    async (url) => {
      expect((await client().request({ url, method: 'GET' })).kind).toBe('not-sent');
    },
  );

  it('never repeats the secret part of an address', async () => {
    const results: OutboundResult[] = [];
    for (const url of [
      'https://u:s3cret@example.com/',
      'http://example.com/s3cret?sig=s3cret',
      'https://10.0.0.1/s3cret',
    ])
      results.push(await client().request({ url, method: 'GET' }));

    expect(results.map((r) => r.kind)).toEqual(['not-sent', 'not-sent', 'not-sent']);
    expect(JSON.stringify(results)).not.toContain('s3cret');
  });
});

describe('the guard within the outbound client', () => {
  it('looks at the address that a name has when it connects', async () => {
    const lookup = async () => ['127.0.0.1'];
    const outbound = client({ allow: [], lookup });

    const result = await outbound.request({ url: 'https://rebind.example.com/', method: 'GET' });

    expect(result).toMatchObject({
      kind: 'not-sent',
      fault: 'blocked',
      detail: expect.stringContaining('--outbound-allow 127.0.0.1/32') as string,
    });
  });

  it('connects to the very address that it judged, and looks it up once', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let looks = 0;
    const { url } = await httpServer((_request, response) => response.end('here'));
    const named = url.replace('127.0.0.1', 'localhost');
    const outbound = client({ lookup: async () => answers[looks++] ?? [] });

    expect(await outbound.request({ url: named, method: 'GET' })).toMatchObject({ body: 'here' });
    expect(looks).toBe(1);
  });

  it('goes on to the next address of a host when one does not answer', async () => {
    const { url } = await httpServer((_request, response) => response.end('here'));
    const named = url.replace('127.0.0.1', 'localhost');

    const outbound = client({ lookup: async () => ['127.0.0.99', '127.0.0.1'] });

    expect(await outbound.request({ url: named, method: 'GET' })).toMatchObject({ body: 'here' });
  });
});

describe('the outbound client behind a proxy', () => {
  it('tunnels https through it and signs in with its credentials', async () => {
    const { url } = await httpsServer((_request, response) => response.end('through'));
    const proxy = await startProxy();

    const outbound = client({
      allow: ['localhost'],
      proxy: proxy.url.replace('//', '//me:p%40ss@'),
      ...trusting(),
    });

    expect(await outbound.request({ url, method: 'GET' })).toMatchObject({ body: 'through' });
    expect(proxy.asked).toEqual([`${new URL(url).host} Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('says that the proxy is at fault when it refuses or is gone', async () => {
    const refusing = await startProxy(407);
    const request = { url: 'https://example.com/', method: 'POST', body: '{}' } as const;

    expect(await client({ proxy: refusing.url }).request(request)).toMatchObject({
      kind: 'not-sent',
      fault: 'proxy',
    });
    expect(await client({ proxy: `http://127.0.0.1:${await deadPort()}` }).request(request)).toMatchObject({
      kind: 'not-sent',
      fault: 'proxy',
    });
  });

  it('refuses inside names and addresses before the proxy sees them', async () => {
    const proxy = await startProxy();
    const outbound = client({ allow: [], proxy: proxy.url });

    for (const url of ['https://localhost/', 'https://10.0.0.1/', 'https://vault.internal/'])
      expect(await outbound.request({ url, method: 'GET' })).toMatchObject({
        kind: 'not-sent',
        fault: 'blocked',
      });
    expect(proxy.asked).toEqual([]);
  });
});

async function startProxy(refuseWith?: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    socket.on('error', () => socket.destroy());
    if (refuseWith !== undefined) return void socket.end(`HTTP/1.1 ${refuseWith} No\r\n\r\n`);
    const target = connectTcp(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a line', () => {
  it.each([
    ['ws://127.0.0.1:9/x', 'blocked', 'without TLS'],
    ['wss://10.1.2.3/x', 'blocked', '10.1.2.3'],
    ['https://slack.com/x', 'url', 'no WebSocket URL'],
    ['wss://nowhere.invalid/x', 'dns', 'not known here'],
  ])('to %s is refused as any other request would be', async (url, fault, detail) => {
    const client = createOutbound({
      allow: [],
      plainHttp: [],
      lookup: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' })),
    });
    onTestFinished(() => client.close());

    expect(await client.openLine({ url, onText: () => {} })).toMatchObject({
      kind: 'not-sent',
      fault,
      detail: expect.stringContaining(detail),
    });
  });
});
