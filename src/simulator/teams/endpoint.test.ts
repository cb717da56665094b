import { afterEach, describe, expect, it } from 'vitest';
import { startSink } from '../sink/sink.ts';
import { TRAP_PATH } from './endpoint.ts';
import { type Bench, bench, card, envelope } from '../../../test/harness/teams.ts';

let teams: Bench;
afterEach(() => teams.close());

/** A sender with patience until the post is there. */
async function impatient(): Promise<Response | 'gave up'> {
  const giveUp = new AbortController();
  const sent = fetch(teams.hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(envelope(card())),
    signal: giveUp.signal,
  }).catch(() => 'gave up' as const);
  await teams.control.waitForPost('Ops');
  giveUp.abort();
  return sent;
}

describe('what is seen', () => {
  it('keeps each call with its bytes, raw headers, address and monotonic time, refused ones too', async () => {
    teams = await bench();
    teams.clock.advance(250);

    await teams.post('{"odd" : 1}', {
      url: teams.hook.replace('&sig=', '&sig=x'),
      headers: { 'X-Own': 'yes' },
    });

    const [seen] = teams.control.requests('Ops');
    expect(seen?.body.toString()).toBe('{"odd" : 1}');
    expect(seen?.url).toContain('sp=%2Ftriggers%2Fmanual%2Frun');
    expect(seen?.headers['x-own']).toBe('yes');
    expect(seen?.mono).toBe(250);
  });

  it('waits for a post, and says what it saw instead when none comes', async () => {
    teams = await bench();
    await teams.post({ text: 'bare' });

    await expect(teams.control.waitForPost('Ops', undefined, 1)).rejects.toThrow(/valid array/);
    expect(() => teams.control.posts('Nowhere')).toThrow('there is no channel "Nowhere"; there are Ops');
  });

  it('forgets the oldest calls rather than run out of memory', async () => {
    teams = await bench();
    const large = 'x'.repeat(4_000_000);
    for (let i = 0; i < 20; i++) await teams.post(large, { url: `${teams.hook}x` });

    const kept = teams.control.requests();
    expect(kept.length).toBeLessThan(20);
    expect(kept.at(-1)?.number).toBe(20);
    expect((await teams.post(`${large}${large}`)).status).toBe(413);
  });

  it('forgets everything that happened when cleared', async () => {
    teams = await bench();
    await teams.post(envelope(card()));

    teams.control.clear();

    expect([teams.control.posts('Ops'), teams.control.runs('Ops'), teams.control.requests()]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('refuses a switch value that does not exist, in words', async () => {
    teams = await bench();

    expect(() => teams.control.readSwitch('sigCheck', 'maybe')).toThrow('is not one of raw, decoded');
    expect(() => teams.control.readSwitch('nope', '1')).toThrow('there is no switch "nope"');
  });
});

describe('faults', () => {
  it('posts and never answers: the sender cannot know', async () => {
    teams = await bench();
    teams.control.faults.set({ kind: 'timeout-after-posting', next: 1 });

    expect(await impatient()).toBe('gave up');
    expect(teams.control.posts('Ops')).toHaveLength(1);
    expect((await teams.post(envelope(card()))).status).toBe(202);
  });

  it('posts and drops the connection', async () => {
    teams = await bench();
    teams.control.faults.set({ kind: 'reset-after-posting', next: 1 });

    await expect(teams.post(envelope(card()))).rejects.toThrow();
    expect(teams.control.posts('Ops')).toHaveLength(1);
  });

  it('drops the connection without a run', async () => {
    teams = await bench();
    teams.control.faults.set({ kind: 'reset', next: 1 });

    await expect(teams.post(envelope(card()))).rejects.toThrow();
    expect(teams.control.runs('Ops')).toEqual([]);
  });

  it('posts twice', async () => {
    teams = await bench();
    teams.control.faults.set({ kind: 'duplicate-post', next: 1 });

    await teams.post(envelope(card()));

    const ids = teams.control.posts('Ops').map((post) => post.id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([408, 500, 502, 503])('answers %i with Retry-After and does not run', async (status) => {
    teams = await bench();
    teams.control.faults.set({ kind: 'status', status, retryAfter: '7' });

    const answer = await teams.post(envelope(card()));

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7']);
    expect(teams.control.runs('Ops')).toEqual([]);
    teams.control.faults.clear();
    expect((await teams.post(envelope(card()))).status).toBe(202);
  });

  it('redirects to a trap that records whoever follows', async () => {
    teams = await bench();
    teams.control.faults.set({ kind: 'redirect' });

    const answer = await teams.post(envelope(card()));
    await fetch(new URL(answer.headers.get('location') ?? '', teams.url));

    expect([answer.status, teams.control.requests().at(-1)?.url]).toEqual([302, TRAP_PATH]);
  });

  it('takes its time, as long as it is told', async () => {
    const waits: number[] = [];
    teams = await bench({}, { wait: async (ms) => void waits.push(ms) });
    teams.control.faults.set({ kind: 'slow', delayMs: 9000, next: 1 });

    expect((await teams.post(envelope(card()))).status).toBe(202);
    expect(waits).toEqual([9000]);
  });

  it('sends an answer that never ends, or is larger than anybody should read', async () => {
    teams = await bench();
    for (const kind of ['trickle', 'huge-answer', 'gzip-bomb'] as const) {
      teams.control.faults.set({ kind, next: 1 });
      const answer = await teams.post(envelope(card()));
      const first = await answer.body?.getReader().read();

      expect(first?.done).toBe(false);
    }
  });

  it('strikes only the channel and the share it is told, the same for the same seed', async () => {
    const struck = async () => {
      teams = await bench();
      teams.control.faults.set({ kind: 'status', status: 500, probability: 0.5, channel: 'Ops' });
      const statuses = [];
      for (let i = 0; i < 12; i++) {
        statuses.push((await teams.post(envelope(card()))).status);
        teams.clock.advance(1000);
      }
      return statuses;
    };
    const first = await struck();
    await teams.close();

    expect(await struck()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([202, 500]));
  });
});

describe('flows with a Response action', () => {
  it('answer 200 with the id of the message', async () => {
    teams = await bench({ responds: true });

    const answer = await teams.post(envelope(card()));

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ messageId: teams.control.posts('Ops')[0]?.id });
  });

  it('answer 502 when the run failed before it', async () => {
    teams = await bench({ responds: true });

    expect((await teams.post({ text: 'bare' })).status).toBe(502);
  });

  it('answer 504 after 120 s when they take longer, though the post is there', async () => {
    const waits: number[] = [];
    teams = await bench(
      { responds: true },
      { wait: async (ms) => void waits.push(ms), switches: { responseMs: 200_000 } },
    );

    expect((await teams.post(envelope(card()))).status).toBe(504);
    expect([waits, teams.control.posts('Ops').length]).toEqual([[120_000], 1]);
  });
});

describe('HTTP request triggers', () => {
  const tableau = { event_type: 'WorkbookRefreshFailed', resource_name: 'Sales', site_luid: 'abc' };
  const schema = {
    type: 'object',
    properties: {
      event_type: { type: 'string' },
      resource_name: { type: 'string' },
      missing: { type: 'string' },
    },
    required: ['event_type'],
  };

  it('take any JSON, show its tokens and post a small card of them', async () => {
    teams = await bench({ kind: 'http-request' });

    expect((await teams.post(tableau)).status).toBe(202);
    expect(teams.control.runs('Ops')[0]?.tokens).toContainEqual({ name: 'resource_name', value: 'Sales' });
    expect(JSON.stringify(teams.control.posts('Ops')[0]?.card)).toContain('WorkbookRefreshFailed');
  });

  it('show the tokens of their schema, empty where the body has none', async () => {
    teams = await bench({ kind: 'http-request', schema });

    await teams.post(tableau);

    expect(teams.control.runs('Ops')[0]?.tokens).toEqual([
      { name: 'event_type', value: 'WorkbookRefreshFailed' },
      { name: 'resource_name', value: 'Sales' },
      { name: 'missing', value: '' },
    ]);
  });

  it.each([
    [{}, 'Required properties are missing from object: event_type.'],
    [{ event_type: 5 }, "Expected String but got Integer. Path 'event_type'."],
    [[], 'Expected Object but got Array.'],
  ])('answer 400 to a body that does not match the schema: %j', async (body, detail) => {
    teams = await bench({ kind: 'http-request', schema });

    const answer = await teams.post(body);

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(detail);
    expect(teams.control.runs('Ops')).toEqual([]);
  });
});

describe('link scanner', () => {
  it('fetches each link of a post with HEAD and GET, when it is on', async () => {
    const sink = await startSink();
    teams = await bench({}, { switches: { linkScanner: true } });

    await teams.post(
      envelope(
        card({ actions: [{ type: 'Action.OpenUrl', title: 'Acknowledge', url: `${sink.url}/a/tok` }] }),
      ),
    );
    await sink.waitFor(2);

    expect(sink.requests.map((request) => `${request.method} ${request.url}`)).toEqual([
      'HEAD /a/tok',
      'GET /a/tok',
    ]);
    await sink.close();
  });
});
