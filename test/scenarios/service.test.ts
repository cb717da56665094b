/** The running service from the outside: what it takes, what it refuses, and what others see of it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { intake } from '../../src/http/intake.ts';
import { strictCheckEnvelope } from '../../src/simulator/teams/strict-check.ts';
import { httpServer } from '../harness/http.ts';
import { startServiceBench, type ServiceBench } from '../harness/service.ts';
import { tableauBody } from '../harness/pipeline.ts';

type Items<T> = { readonly items: readonly T[] };
type CallRow = { readonly id: string; readonly reading?: string; readonly bytes: number };

const hourAgo = (n: number) => `${new Date(Date.now() - n * 3_600_000).toISOString().slice(0, 19)}Z`;
const SAMPLE = tableauBody({ created_at: hourAgo(1) });
const posts = (bench: ServiceBench) => bench.teams.control.posts('Ops');

describe('the service at the hook', () => {
  it('stops once, however often it is asked', async () => {
    const { service } = await startServiceBench();

    const first = service.stop();
    await Promise.all([first, service.stop()]);

    expect(service.stop()).toBe(first);
  });

  it('makes one card of the documented payload', async () => {
    const bench = await startServiceBench();

    // The documented sample has "99" where real deliveries have a LUID.
    expect((await bench.post({ ...SAMPLE, resource_luid: '99' })).status).toBe(200);
    const post = await bench.teams.control.waitForPost('Ops');
    await bench.settled();

    expect(JSON.stringify(post.card)).toContain('Sales Daily');
    expect(strictCheckEnvelope(lastBody(bench))).toEqual([]);
    expect(posts(bench)).toHaveLength(1);
    expect(bench.errors).toEqual([]);
  });

  it('makes one card of the same body four times and counts four copies', async () => {
    const bench = await startServiceBench();

    const answers = await Promise.all([1, 2, 3, 4].map(() => bench.post(SAMPLE)));
    await bench.teams.control.waitForPost('Ops');
    await bench.settled();

    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200]);
    expect(posts(bench)).toHaveLength(1);
    const { items } = await bench.api<Items<{ copies: number }>>('/events');
    expect(items.map((e) => e.copies)).toEqual([4]);
  });

  it('tells of many failures at once without a break between them', async () => {
    const bench = await startServiceBench();

    for (let i = 0; i < 6; i++)
      await bench.post({ ...SAMPLE, resource_luid: `item-${i}`, resource_name: `Item ${i}` });
    await bench.teams.control.waitForPost('Ops', () => posts(bench).length === 6);

    expect(new Set(posts(bench).map((p) => p.card['fallbackText'])).size).toBe(6);
  });

  it('keeps random bytes to the last one and pages nobody', async () => {
    const bench = await startServiceBench();
    const bytes = Uint8Array.from({ length: 2000 }, (_, i) => (i * 193 + (i >> 3) * 71 + 255) % 256);

    expect((await bench.post(bytes)).status).toBe(200);
    await bench.settled();

    const { items } = await bench.api<Items<CallRow>>('/calls');
    expect(items.map((c) => [c.reading, c.bytes])).toEqual([['not-understood', 2000]]);
    const kept = await bench.api<{ body: string }>(`/calls/${items[0]?.id}`);
    expect(new Uint8Array(Buffer.from(kept.body, 'base64'))).toEqual(bytes);
    expect(posts(bench)).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['an empty object', '{}'],
    ['event type and resource', '{"event_type":"Test","resource":"EXTRACTS"}'],
    ['all seven keys', JSON.stringify({ ...SAMPLE, event_type: 'Test', text: 'Event Test for resource x' })],
  ])('answers 200 to a test call that is %s, and pages nobody', async (_form, body) => {
    const bench = await startServiceBench();

    expect((await bench.post(body)).status).toBe(200);
    await bench.settled();

    const { items } = await bench.api<Items<CallRow>>('/calls');
    expect(items.map((c) => c.reading)).toEqual([body.length < 3 ? 'empty' : 'test']);
    expect(posts(bench)).toEqual([]);
  });

  it('tells of the recovery with the length of the outage', async () => {
    const bench = await startServiceBench();

    await bench.post({ ...SAMPLE, created_at: hourAgo(3) });
    await bench.teams.control.waitForPost('Ops');
    await bench.post({ ...SAMPLE, event_type: 'DatasourceRefreshSucceeded', created_at: hourAgo(1) });
    const post = await bench.teams.control.waitForPost('Ops', (p) =>
      /recovered/i.test(JSON.stringify(p.card)),
    );

    expect(JSON.stringify(post.card)).toMatch(/2 h/);
    expect(strictCheckEnvelope(lastBody(bench))).toEqual([]);
  });

  it('makes a valid card of a hostile name of 5,000 characters, and mentions nobody', async () => {
    const bench = await startServiceBench();

    await bench.post({ ...SAMPLE, resource_name: hostileName(5000) });
    const post = await bench.teams.control.waitForPost('Ops');

    expect(strictCheckEnvelope(lastBody(bench))).toEqual([]);
    expect(post.bytes).toBeLessThanOrEqual(28_000);
    expect(post.mentions).toEqual([]);
  });
});

describe('alerts in a list', () => {
  type Standing = {
    readonly items: readonly { readonly quiet?: string; readonly acknowledged?: { readonly by: string } }[];
  };

  it('can be those that no route took', async () => {
    const bench = await startServiceBench();
    await bench.post(SAMPLE);
    await bench.teams.control.waitForPost('Ops');
    const count = async (query: string) => (await bench.api<Standing>(`/alerts?${query}`)).items.length;

    expect([await count('unrouted=true'), await count('unrouted=false')]).toEqual([0, 1]);
  });

  it('say who has them, and else why they are quiet', async () => {
    const bench = await startServiceBench();
    const ask = (path: string, body: object) =>
      bench.api(path, { method: 'POST', body: JSON.stringify(body) });
    const first = async () => (await bench.api<Standing>('/alerts')).items[0];
    await bench.post(SAMPLE);
    await bench.teams.control.waitForPost('Ops');

    await ask('/alerts/1/acknowledge', {});
    expect(await first()).toMatchObject({ acknowledged: { by: expect.any(String) } });
    await ask('/silences', { match: { name: 'Stock*' }, for: '1h', reason: 'migration' });
    await bench.post({ ...SAMPLE, resource_luid: 'stock', resource_name: 'Stock' });
    await expect
      .poll(async () => (await first())?.quiet, { timeout: 20_000 })
      .toMatch(/^silenced by .*: migration$/);
  });
});

describe('the service refusing', () => {
  it('answers an unknown key and a malformed one alike', async () => {
    const bench = await startServiceBench();
    const known = bench.hook.split('/').at(-1) ?? '';
    const other = `${known.slice(0, -1)}${known.endsWith('A') ? 'B' : 'A'}`;

    const answers = await Promise.all(
      [other, 'x', '', '%00', '..%2fhealthz', `${known}/`, `${known}%20`].map(async (key) => {
        const answer = await fetch(`${bench.service.publicUrl}/hooks/${key}`, { method: 'POST' });
        return `${answer.status} ${await answer.text()}`;
      }),
    );

    expect(new Set(answers)).toEqual(
      new Set(['404 {"type":"about:blank","status":404,"title":"not found"}']),
    );
  });

  it('takes only POST, and no compressed body', async () => {
    const bench = await startServiceBench();

    const got = await fetch(bench.hook);
    const zipped = await bench.post('x', { headers: { 'content-encoding': 'gzip' } });

    expect([got.status, got.headers.get('allow'), zipped.status]).toEqual([405, 'POST', 415]);
  });

  it('refuses a body above the limit while it is still coming', async () => {
    const bench = await startServiceBench();
    const { port, pathname } = new URL(bench.hook);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let i = 0; i < 5; i++)
      socket.write(Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')]));

    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    expect(head.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect((await bench.api<Items<CallRow>>('/calls')).items).toEqual([]);
  });

  it('asks a key that sends too much to come again, and when', async () => {
    const taken: unknown[] = [];
    const refused: string[] = [];
    let mono = 0;
    const take = intake({
      hooks: { sourceOf: (key) => (key === 'k' ? 'acme' : undefined) },
      receive: async (call) => taken.push(call),
      waiting: () => 0,
      mono: () => mono,
      remoteOf: () => '',
      onRefused: (reason) => refused.push(reason),
      limits: { maxBody: 100, perKey: { burst: 2, perSecond: 0.5 }, maxWaiting: 1 },
    });
    const { url } = await httpServer((request, response) => void take(request, response));
    const post = () => fetch(`${url}/hooks/k`, { method: 'POST', body: 'x' });

    const answers = [await post(), await post(), await post()];
    mono = 2000;
    answers.push(await post());

    expect(answers.map((a) => a.status)).toEqual([200, 200, 429, 200]);
    expect(answers[2]?.headers.get('retry-after')).toBe('2');
    expect(taken).toHaveLength(3);
    expect(refused).toEqual(['too-many']);
  });
});

describe('the private listener', () => {
  it('refuses every endpoint without the token, and with another one', async () => {
    const bench = await startServiceBench();
    const { handlers } = bench.service.installation;

    const statuses = await Promise.all(
      handlers.flatMap(({ endpoint }) =>
        [undefined, 'Bearer nonsense', `Basic ${bench.token}`].map(async (authorization) => {
          const path = endpoint.path.replaceAll(/:\w+/g, 'x');
          const { status } = await fetch(`${bench.service.url}/api/v1${path}`, {
            method: endpoint.method,
            ...(authorization === undefined ? {} : { headers: { authorization } }),
          });
          return [endpoint.id, status];
        }),
      ),
    );
    const openapi = await fetch(`${bench.service.url}/api/v1/openapi.json`);

    expect(statuses.filter(([, status]) => status !== 401)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(50);
    expect(openapi.status).toBe(401);
  });

  it('tells monitors of life, readiness and counts, and nothing of names', async () => {
    const bench = await startServiceBench();
    await bench.post(SAMPLE);
    await bench.settled();

    const life = await fetch(`${bench.service.publicUrl}/healthz`);
    const ready = await fetch(`${bench.service.url}/readyz`);
    const metrics = await (await fetch(`${bench.service.url}/metrics`)).text();

    expect([life.status, await life.text()]).toEqual([200, 'tabduty ok\n']);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: [] }]);
    expect(metrics).toMatch(/alerts_open\S* 1\n/);
    expect(metrics).not.toContain('Sales');
    expect((await fetch(`${bench.service.publicUrl}/readyz`)).status).toBe(404);
    expect((await fetch(`${bench.service.publicUrl}/api/v1/status`)).status).toBe(404);
  });
});

describe('the page behind a card', () => {
  it('shows a hostile name as text, without any script', async () => {
    const bench = await startServiceBench();
    const name = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202Egpj.exe`;
    await bench.post({ ...SAMPLE, resource_name: name });
    const post = await bench.teams.control.waitForPost('Ops');
    const link = /http:[^"]*\/a\/[^"]+/.exec(JSON.stringify(post.card))?.[0] ?? '';

    const page = await fetch(link);
    const html = await page.text();

    expect(page.status).toBe(200);
    expect(html).not.toMatch(/<script|<img|\u202e/i);
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('answers 404 to a link that is not known', async () => {
    const bench = await startServiceBench();

    for (const token of ['', 'x', 'A'.repeat(4000), '%00'])
      expect((await fetch(`${bench.service.publicUrl}/a/${token}`)).status).toBe(404);
  });
});

function lastBody({ teams }: ServiceBench): unknown {
  return JSON.parse(teams.control.requests('Ops').at(-1)?.body.toString() ?? '');
}

function hostileName(length: number): string {
  const piece =
    '<at>Ana Costa</at> [x](javascript:alert(1)) **_~`#| {{DATE(2026-01-01T00:00:00Z,SHORT)}} \u202E\u0007\u{1F468}\u200D\u{1F469} \n\r "\\ ';
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
