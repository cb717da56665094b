import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPIRED, ROOT, SELF_SIGNED } from '../../../test/fixtures/certificates.ts';
import { deadPort, httpsServer, tcpServer } from '../../../test/harness/http.ts';
import { temporaryFolder } from '../../../test/harness/temp.ts';
import { Outbound, type PostResult } from './outbound.ts';
import { type Switches, switchesWith } from './switches.ts';

async function post(url: string, switches: Partial<Switches> = {}): Promise<PostResult> {
  const outbound = new Outbound(switchesWith(switches));
  try {
    return await outbound.post(url, '{}');
  } finally {
    await outbound.close();
  }
}

async function caFile(): Promise<string> {
  const file = join(temporaryFolder(), 'ca.pem');
  await writeFile(file, ROOT);
  return file;
}

describe('a post to https', () => {
  it('needs a certificate that is valid, from an authority it knows', async () => {
    const good = await httpsServer((_, response) => response.end('ok'));
    const expired = await httpsServer((_, response) => response.end('ok'), EXPIRED);
    const selfSigned = await httpsServer((_, response) => response.end('ok'), SELF_SIGNED);
    const known = { caFile: await caFile() };

    expect(await post(good.url, known)).toEqual({ kind: 'answered', status: 200, body: 'ok' });
    expect(await post(good.url)).toMatchObject({ kind: 'unreachable' });
    expect(await post(expired.url, known)).toMatchObject({ kind: 'unreachable' });
    expect(await post(selfSigned.url, known)).toMatchObject({ kind: 'unreachable' });
    expect(await post(selfSigned.url, { validCertificate: false })).toMatchObject({ status: 200 });
  });
});

describe('a post that gets no answer', () => {
  it('says why: nobody listens, silence after the connection, an end without an answer', async () => {
    const silent = await tcpServer(() => undefined);
    const rude = await tcpServer((socket) => socket.once('data', () => socket.end()));

    const refused = await post(`http://127.0.0.1:${await deadPort()}/`);
    const unanswered = await post(silent.url, { readTimeoutMs: 60 });
    const cut = await post(rude.url);

    expect(refused).toMatchObject({ error: expect.stringContaining('ECONNREFUSED') as string });
    expect(unanswered).toMatchObject({ error: expect.stringMatching(/timeout/i) as string });
    expect(cut).toMatchObject({ error: expect.stringContaining('closed') as string });
  });
});
