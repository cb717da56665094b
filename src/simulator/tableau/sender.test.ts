import { describe, expect, it } from 'vitest';
import { type Bench, type Member, bench, json, monday, sinkOfTest } from '../../../test/harness/tableau.ts';
import { MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { WireDelivery, WireWebhook } from '../../tableau/wire-documents.ts';
import { type Sink, headerOf } from '../sink/sink.ts';
import { roundedSecond } from './events.ts';
import type { Switches } from './switches.ts';
import { instant } from '../../domain/time/instant.ts';

const EVENT = 'DatasourceRefreshFailed';
const content = 'Sales Daily';

type Setting = { tableau: Bench; member: Member; sink: Sink; webhook: WireWebhook };

async function setting(switches: Partial<Switches> = {}): Promise<Setting> {
  const tableau = await bench({ switches });
  const sink = await sinkOfTest();
  const member = await tableau.signIn();
  return { tableau, member, sink, webhook: await member.createWebhook(EVENT, `${sink.url}/hooks/key`) };
}

async function stateOf({ member, webhook }: Setting): Promise<WireWebhook> {
  return json<{ webhook: WireWebhook }>(await member.on('GET', `webhooks/${webhook.id}`)).webhook;
}

describe('a delivery', () => {
  it('is a POST of the seven keys, by Tableau’s user agent and with no signature', async () => {
    const { tableau, member, sink } = await setting();
    tableau.clock.advance(600);

    const job = tableau.control.failNow({ content });
    await tableau.control.settle();

    const [request] = sink.requests;
    if (request === undefined) throw new Error('nothing came');
    expect([request.method, request.url]).toEqual(['POST', '/hooks/key']);
    expect(headerOf(request, 'user-agent')).toBe('TableauWebhooks/1.0');
    expect(headerOf(request, 'content-type')).toBe('application/json');
    const names = request.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    expect(names.toSorted()).toEqual([
      'accept',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
    expect(request.body.toString()).toBe(
      JSON.stringify({
        resource: 'EXTRACTS',
        event_type: EVENT,
        resource_name: content,
        site_luid: member.siteLuid,
        resource_luid: job.contentLuid,
        created_at: '2026-09-21T12:00:01Z',
        text: `Event ${EVENT} for resource ${content}: ${job.contentLuid} on site ${member.siteLuid} posted at 2026-09-21T12:00:00.600Z`,
      }),
    );
  });

  it('can lack text, name the old resource, and name a charset', async () => {
    const { tableau, sink } = await setting({
      text: false,
      oldResource: true,
      contentType: 'application/json; charset=utf-8',
    });

    tableau.control.failNow({ content });
    await tableau.control.settle();

    const [request] = sink.requests;
    const body = json<WireDelivery>({ text: request?.body.toString() ?? '' });
    expect(body).not.toHaveProperty('text');
    expect(body.resource).toBe('DATASOURCE');
    expect(request && headerOf(request, 'content-type')).toBe('application/json; charset=utf-8');
  });

  it('rounds created_at to the nearest second', () => {
    const at = (milliseconds: number): string => roundedSecond(instant(monday + milliseconds));

    expect([at(242), at(499), at(500), at(59_941)]).toEqual([
      '2026-09-21T12:00:00Z',
      '2026-09-21T12:00:00Z',
      '2026-09-21T12:00:01Z',
      '2026-09-21T12:01:00Z',
    ]);
  });

  it('goes to every enabled webhook of that event on that site, and to no other', async () => {
    const all = await setting({ edition: 'server' });
    const { tableau, member, sink } = all;
    await member.createWebhook(EVENT, `${sink.url}/second`);
    await member.createWebhook(EVENT, `${sink.url}/off`, { isEnabled: false });
    await member.createWebhook('WorkbookRefreshFailed', `${sink.url}/workbook`);
    const elsewhere = await tableau.signIn('');
    await elsewhere.createWebhook(EVENT, `${sink.url}/other-site`);

    tableau.control.failNow({ content });
    await tableau.control.settle();

    expect(sink.requests.map(({ url }) => url).toSorted()).toEqual(['/hooks/key', '/second']);
  });

  it('is repeated with identical bytes when copies are asked for, also after success', async () => {
    const { tableau, sink } = await setting();

    tableau.control.failNow({ content, copies: 4 });
    await tableau.control.settle();

    expect(sink.count()).toBe(4);
    expect(new Set(sink.requests.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('keeps names as they are, however odd', async () => {
    const { tableau, sink } = await setting();
    const odd = '営業 "*_x_*" <b>&\n [a](b) \u2028';
    tableau.control.rename(content, odd);

    tableau.control.failNow({ content: odd });
    await tableau.control.settle();

    expect(json<WireDelivery>({ text: sink.requests[0]?.body.toString() ?? '' }).resource_name).toBe(odd);
  });
});

describe('a delivery that is not accepted', () => {
  it('is tried four times with growing gaps, always the same bytes, and then the webhook is disabled', async () => {
    const all = await setting();
    const { tableau, sink } = all;
    sink.set({ kind: 'answer', status: 500 });

    tableau.control.failNow({ content });
    await tableau.control.settle();
    const after = async (wait: number): Promise<number> => {
      await tableau.control.advance(wait);
      return sink.count();
    };
    expect([
      sink.count(),
      await after(9_999),
      await after(1),
      await after(MINUTE - 1),
      await after(1),
      await after(5 * MINUTE - 1),
    ]).toEqual([1, 1, 2, 2, 3, 3]);
    expect((await stateOf(all)).isEnabled).toBe(true);
    expect(await after(1)).toBe(4);

    expect(new Set(sink.requests.map(({ body }) => body.toString())).size).toBe(1);
    expect(await stateOf(all)).toMatchObject({
      isEnabled: false,
      statusChangeReason: 'Webhook disabled after 4 failed delivery attempts',
    });
    expect(tableau.control.deliveries()).toMatchObject([
      { state: 'failed', attempts: [{ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 }] },
    ]);
  });

  it('is not replayed when the webhook is enabled again, nor are events of the time between', async () => {
    const all = await setting({ retryGapsMs: [1, 1, 1] });
    const { tableau, member, sink, webhook } = all;
    sink.set({ kind: 'answer', status: 404 });
    tableau.control.failNow({ content });
    await tableau.control.advance(SECOND);
    tableau.control.failNow({ content });
    sink.set({ kind: 'answer', status: 200 });

    await member.on('PUT', `webhooks/${webhook.id}`, { body: { webhook: { name: 'n', isEnabled: true } } });
    await tableau.control.advance(MINUTE);
    expect(sink.count()).toBe(4);
    tableau.control.failNow({ content });
    await tableau.control.settle();

    expect(sink.count()).toBe(5);
  });

  it('is over with the first success, and forgets the failures before it', async () => {
    const all = await setting({ retryGapsMs: [10, 10, 10], disableAfterEvents: 2 });
    const { tableau, sink } = all;
    for (const failing of [4, 2, 4]) {
      sink.clear();
      sink.set(({ number }) => ({ kind: 'answer', status: number <= failing ? 503 : 204 }));
      tableau.control.failNow({ content });
      await tableau.control.advance(SECOND);
    }

    expect(tableau.control.deliveries().map(({ state, attempts }) => [state, attempts.length])).toEqual([
      ['failed', 4],
      ['delivered', 3],
      ['failed', 4],
    ]);
    expect((await stateOf(all)).isEnabled).toBe(true);
  });

  it('counts silence, a reset, a redirect, and with a switch any 2xx but 200', async () => {
    const { tableau, sink } = await setting({ retryGapsMs: [], disableAfterEvents: 0, readTimeoutMs: 60 });
    const outcomes: string[] = [];
    const answers = [
      { kind: 'hang' },
      { kind: 'reset' },
      { kind: 'redirect', to: `${sink.url}/elsewhere` },
      { kind: 'answer', status: 202 },
    ] as const;

    for (const answer of [...answers, { kind: 'answer', status: 202 } as const]) {
      if (outcomes.length === answers.length) tableau.control.setSwitch('only200', 'true');
      sink.set(answer);
      tableau.control.failNow({ content });
      await tableau.control.settle();
      outcomes.push(tableau.control.deliveries().at(-1)?.state ?? '');
    }

    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'delivered', 'failed']);
    expect(sink.requests.some(({ url }) => url === '/elsewhere')).toBe(false);
  });

  it('follows a redirect when a switch says so', async () => {
    const { tableau, sink } = await setting({ followRedirects: true });
    sink.set(({ url }) =>
      url === '/new'
        ? { kind: 'answer', status: 200 }
        : { kind: 'redirect', to: `${sink.url}/new`, status: 307 },
    );

    tableau.control.failNow({ content });
    await tableau.control.settle();

    expect(sink.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /hooks/key',
      'POST /new',
    ]);
  });

  it('is dropped when its webhook is deleted before the next attempt', async () => {
    const { tableau, member, sink, webhook } = await setting();
    sink.set({ kind: 'answer', status: 500 });
    tableau.control.failNow({ content });
    await tableau.control.settle();

    await member.on('DELETE', `webhooks/${webhook.id}`);
    await tableau.control.advance(MINUTE);

    expect(tableau.control.deliveries()).toMatchObject([{ state: 'dropped', attempts: [{ status: 500 }] }]);
  });
});

describe('a sender in trouble', () => {
  it('loses, doubles, delays and reorders as its switches say', async () => {
    const { tableau, sink } = await setting({ deliveryDelayMs: 5 * SECOND, reorderWithinMs: 20 * SECOND });
    for (let run = 0; run < 10; run++) {
      tableau.control.failNow({ content, notes: 'x' });
      tableau.clock.advance(SECOND);
    }
    await tableau.control.advance(MINUTE);
    const times = sink.requests.map(({ body }) => json<WireDelivery>({ text: body.toString() }).created_at);
    expect(times).toHaveLength(10);
    expect(times).not.toEqual(times.toSorted());

    tableau.control.setSwitches({ lossRate: 1 });
    tableau.control.failNow({ content });
    tableau.control.setSwitches({ lossRate: 0, duplicateRate: 1 });
    tableau.control.failNow({ content });
    await tableau.control.advance(MINUTE);

    expect(sink.count()).toBe(12);
    expect(
      tableau.control
        .deliveries()
        .map(({ state }) => state)
        .slice(-3),
    ).toEqual(['lost', 'delivered', 'delivered']);
  });

  it('sends a storm of hundreds in one second', async () => {
    const { tableau, sink } = await setting();

    tableau.control.storm({ count: 300, project: 'Sales' });
    await tableau.control.settle();

    expect(sink.count()).toBe(300);
  });
});
