import { afterEach, describe, expect, it } from 'vitest';
import { headerOf, type Sink, startSink } from './sink.ts';

let sink: Sink;
afterEach(() => sink.close());

const send = (body = 'x') => fetch(`${sink.url}/in?a=%2F`, { method: 'POST', body, redirect: 'manual' });

describe('sink', () => {
  it('keeps bytes, raw headers, address and time of each request', async () => {
    let time = 5;
    sink = await startSink({ mono: () => time++ });

    await fetch(`${sink.url}/in?a=%2F`, {
      method: 'POST',
      body: Buffer.from([0, 255]),
      headers: { 'X-Id': 'One' },
    });
    await send();

    const [first, second] = sink.requests;
    expect(first?.body).toEqual(Buffer.from([0, 255]));
    expect(first?.url).toBe('/in?a=%2F');
    expect(first === undefined ? '' : headerOf(first, 'x-id')).toBe('One');
    expect([first?.mono, second?.mono, second?.number]).toEqual([5, 6, 2]);
  });

  it('answers as told, for all or for each request', async () => {
    sink = await startSink({ behaviour: { kind: 'answer', status: 503, headers: { 'retry-after': '3' } } });
    const busy = await send();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);

    sink.set((request) => ({ kind: 'answer', status: request.body.length > 1 ? 413 : 200, body: 'ok' }));

    expect([(await send('xx')).status, await (await send()).text()]).toEqual([413, 'ok']);
  });

  it('redirects', async () => {
    sink = await startSink({ behaviour: { kind: 'redirect', to: 'http://169.254.169.254/', status: 307 } });

    const answer = await send();

    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://169.254.169.254/']);
  });

  it('resets the connection', async () => {
    sink = await startSink({ behaviour: { kind: 'reset' } });

    await expect(send()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|SOCKET/) },
    });
  });

  it('takes a request and never answers', async () => {
    sink = await startSink({ behaviour: { kind: 'hang' } });
    const giveUp = new AbortController();
    const sent = fetch(sink.url, { signal: giveUp.signal }).catch(() => 'gave up');

    await sink.waitFor(1);
    giveUp.abort();

    expect(await sent).toBe('gave up');
  });

  it('sends a huge body, all of it', async () => {
    sink = await startSink({ behaviour: { kind: 'huge', bytes: 5_000_001 } });

    expect((await (await send()).arrayBuffer()).byteLength).toBe(5_000_001);
  });

  it('sends a small body that unpacks to a large one', async () => {
    sink = await startSink({ behaviour: { kind: 'gzip-bomb', bytes: 3_000_000 } });

    const answer = await send();

    expect(Number(answer.headers.get('content-length') ?? Number.NaN)).toBeLessThan(10_000);
    expect((await answer.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  it('trickles for ever', async () => {
    sink = await startSink({ behaviour: { kind: 'trickle', everyMs: 1 } });
    const reader = (await send()).body?.getReader();

    for (let i = 0; i < 3; i++) expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });

  it('keeps only the newest requests but counts them all', async () => {
    sink = await startSink({ keep: 2 });
    for (let i = 0; i < 5; i++) await send(String(i));

    expect(sink.count()).toBe(5);
    expect(sink.requests.length).toBeLessThanOrEqual(4);
    expect(sink.requests.at(-1)?.body.toString()).toBe('4');
  });

  it('says how many came when the wait is over', async () => {
    sink = await startSink();

    await expect(sink.waitFor(1, 1)).rejects.toThrow('the sink saw 0 of 1 requests');
  });
});
