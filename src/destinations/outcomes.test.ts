import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aBriefing } from '../../test/fixtures/briefings.ts';
import { SELF_SIGNED } from '../../test/fixtures/certificates.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { deadPort, httpsServer } from '../../test/harness/http.ts';
import { outboundFor } from '../../test/harness/outbound.ts';
import type { DestinationType } from '../app/ports/destination.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { startNtfySimulator } from '../simulator/providers/ntfy.ts';
import { startPagerDutySimulator } from '../simulator/providers/pagerduty.ts';
import { startSlackSimulator } from '../simulator/providers/slack.ts';
import { startTwilioSimulator } from '../simulator/providers/twilio.ts';
import { type Behaviour, behave } from '../simulator/sink/behave.ts';
import { startTeamsSimulator } from '../simulator/teams/teams.ts';
import { DESTINATIONS } from './registry.ts';

/** A provider as it stands for one type: settings that lead to `base`, and what it took. */
type Provider = {
  readonly url: string;
  misbehave(behaviour: Behaviour): void;
  readonly taken: () => number;
};

type Subject = {
  readonly type: DestinationType;
  /** The settings with another address of the provider. */
  readonly at: (base: string) => { readonly account?: unknown; readonly address: unknown };
  readonly start: () => Promise<Provider>;
  /** What the provider documents: its answer, and what it means. */
  readonly errors: readonly (readonly [
    status: number,
    body: unknown,
    kind: Outcome['kind'],
    says?: string,
  ])[];
  /** What comes of an endless answer with status 200: who must read the answer cannot know. */
  readonly huge: Outcome['kind'];
};

const FLOW_PATH = '/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?sig=EXAMPLE';
const twilioAccount = (base: string) => ({
  account_sid: `AC${'1'.repeat(32)}`,
  auth_token: 'simulated-auth-token',
  from: '+15005550006',
  api: base,
});
const workflow = (code: string) => ({ error: { code, message: 'told so' } });
const flowErrors: Subject['errors'] = [
  [400, workflow('TriggerInputSchemaMismatch'), 'refused'],
  [400, workflow('DirectApiRequestHasMoreThanOneAuthorization'), 'refused'],
  [401, workflow('DirectApiAuthorizationRequired'), 'broken'],
  [404, workflow('RouteNotFound'), 'broken'],
  [413, '', 'refused'],
  [502, workflow('NoResponse'), 'unknown'],
  [504, workflow('GatewayTimeout'), 'unknown'],
];

/** Anything that takes a POST, for the kinds that have no provider of their own. */
async function anyServer(): Promise<Provider> {
  let behaviour: Behaviour = { kind: 'answer', status: 200 };
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      count += 1;
      behave(response, behaviour);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misbehave: (next) => (behaviour = next),
    taken: () => count,
  };
}

async function simulated<T extends { readonly url: string; close(): Promise<void> }>(
  started: Promise<T & Pick<Provider, 'misbehave'>>,
  taken: (running: T) => number,
): Promise<Provider> {
  const running = await started;
  onTestFinished(() => running.close());
  return { url: running.url, misbehave: running.misbehave, taken: () => taken(running) };
}

const SUBJECTS: Readonly<Record<string, Omit<Subject, 'type'>>> = {
  teams: {
    at: (base) => ({ address: { url: `${base}${FLOW_PATH}` } }),
    start: anyServer,
    errors: [
      ...flowErrors.filter(([, body]) => !JSON.stringify(body).includes('MoreThanOne')),
      [400, workflow('DirectApiRequestHasMoreThanOneAuthorization'), 'broken', 'proxy'],
      [200, 'Microsoft Teams endpoint returned HTTP error 429', 'notNow'],
    ],
    huge: 'accepted',
  },
  'teams-chat': {
    at: (base) => ({ address: { url: `${base}${FLOW_PATH}`, upn: 'ana@acme.com' } }),
    start: anyServer,
    errors: [
      [401, workflow('DirectApiAuthorizationRequired'), 'broken', 'Anyone'],
      [404, '', 'broken'],
    ],
    huge: 'accepted',
  },
  'power-automate': {
    at: (base) => ({ address: { url: `${base}${FLOW_PATH}` } }),
    start: anyServer,
    errors: flowErrors,
    huge: 'accepted',
  },
  webhook: {
    at: (base) => ({ address: { url: `${base}/in`, secret: `whsec_${'AAAA'.repeat(8)}` } }),
    start: anyServer,
    errors: [
      [410, '', 'broken', 'remove the destination'],
      [422, '', 'refused'],
      [502, '', 'unknown'],
    ],
    huge: 'accepted',
  },
  gateway: {
    at: (base) => ({ address: { url: `${base}/send`, to: '+351210000000', token: 'EXAMPLE-token' } }),
    start: anyServer,
    errors: [
      [401, 'EXAMPLE-token is wrong', 'broken'],
      [400, '', 'refused'],
    ],
    huge: 'accepted',
  },
  slack: {
    at: (base) => ({
      account: { token: 'xoxb-simulated-0000000001', api: `${base}/api` },
      address: { channel: 'C0000000001' },
    }),
    start: () => simulated(startSlackSimulator(), (s) => s.posts.length),
    errors: [
      [200, { ok: false, error: 'ratelimited' }, 'notNow'],
      [200, { ok: false, error: 'service_unavailable' }, 'notNow'],
      [200, { ok: false, error: 'fatal_error' }, 'unknown'],
      [200, { ok: false, error: 'msg_too_long' }, 'refused'],
      [200, { ok: false, error: 'invalid_blocks' }, 'refused'],
      [200, { ok: false, error: 'invalid_auth' }, 'broken', 'token'],
      [200, { ok: false, error: 'token_revoked' }, 'broken', 'token'],
      [200, { ok: false, error: 'missing_scope' }, 'broken', 'token'],
      [200, { ok: false, error: 'channel_not_found' }, 'broken', 'channel'],
      [200, { ok: false, error: 'not_in_channel' }, 'broken', '/invite'],
      [200, { ok: false, error: 'is_archived' }, 'broken', 'channel'],
      [200, { ok: false, error: 'restricted_action' }, 'broken', 'administrator'],
      [200, { ok: false, error: 'a_word_of_next_year' }, 'broken', 'a_word_of_next_year'],
      [200, '<html>a portal</html>', 'unknown'],
    ],
    huge: 'unknown',
  },
  'slack-webhook': {
    at: (base) => ({ address: { url: `${base}/services/T00000001/B00000001/simulated0hook0secret00` } }),
    start: () => simulated(startSlackSimulator(), (s) => s.posts.length),
    errors: [
      [400, 'invalid_payload', 'refused'],
      [403, 'action_prohibited', 'broken', 'administrator'],
      [403, 'invalid_token', 'broken', 'new one'],
      [404, 'no_service', 'broken', 'new one'],
      [404, 'no_active_hooks', 'broken', 'new one'],
      [404, 'channel_not_found', 'broken', 'channel'],
      [410, 'channel_is_archived', 'broken', 'channel'],
      [500, 'rollup_error', 'unknown'],
      [200, '<html>a portal</html>', 'unknown'],
    ],
    huge: 'accepted',
  },
  pagerduty: {
    at: (base) => ({
      address: { routing_key: 'simulated00000000000000000000001', url: `${base}/v2/enqueue` },
    }),
    start: () => simulated(startPagerDutySimulator(), (s) => s.alerts.length),
    errors: [
      [400, { status: 'invalid event', errors: ["'payload.summary' is missing or blank"] }, 'refused'],
      [400, { errors: ["Length of 'routing_key' is incorrect"] }, 'broken', 'integration key'],
      [403, '', 'broken'],
      [413, '', 'refused'],
    ],
    huge: 'accepted',
  },
  ntfy: {
    at: (base) => ({ address: { server: base, topic: 'simulated-topic' } }),
    start: () => simulated(startNtfySimulator(), (s) => s.messages.length),
    errors: [
      [400, { code: 40007, http: 400, error: 'invalid priority parameter' }, 'refused'],
      [400, { code: 40009, http: 400, error: 'topic invalid' }, 'broken', 'topic'],
      [401, { code: 40101, http: 401, error: 'unauthorized' }, 'broken'],
      [403, { code: 40301, http: 403, error: 'forbidden' }, 'broken'],
      [413, { code: 41303, http: 413, error: 'JSON body too large' }, 'refused'],
      [429, { code: 42901, http: 429, error: 'too many requests' }, 'notNow'],
      [429, { code: 42908, http: 429, error: 'too many messages' }, 'notNow', 'quota'],
    ],
    huge: 'accepted',
  },
  sms: {
    at: (base) => ({ account: twilioAccount(base), address: { to: '+351210000000' } }),
    start: () => simulated(startTwilioSimulator(), (s) => s.sent.length),
    errors: [
      [400, { code: 21211, message: "Invalid 'To'" }, 'broken', '21211'],
      [400, { code: 21610, message: 'unsubscribed' }, 'broken', '21610'],
      [400, { code: 21617, message: 'too long' }, 'refused'],
      [400, { code: 21611, message: 'queue is full' }, 'notNow'],
      [401, { code: 20003, message: 'Authenticate' }, 'broken'],
      [429, { code: 20429, message: 'Too many requests' }, 'notNow'],
    ],
    huge: 'accepted',
  },
  voice: {
    at: (base) => ({ account: twilioAccount(base), address: { to: '+351210000000' } }),
    start: () => simulated(startTwilioSimulator(), (s) => s.sent.length),
    errors: [
      [400, { code: 21215, message: 'no permission for this country' }, 'broken', '21215'],
      [400, { code: 12100, message: 'Document parse failure' }, 'refused'],
    ],
    huge: 'accepted',
  },
};

function checked(schema: DestinationType['address'] | undefined, given: unknown): unknown {
  const answer = schema?.safeParse(given);
  if (answer === undefined) return undefined;
  if (!answer.success) throw new Error(JSON.stringify(answer.error.issues));
  return answer.data;
}

function sendTo({ type, at }: Subject, base: string, io = outboundFor()): Promise<Outcome> {
  const { account, address } = at(base);
  const to = checked(type.address, address);
  const via = checked(type.account, account);
  const { payload } = type.render(aBriefing(), to);
  const signal = new AbortController().signal;
  return type.send(payload, via, to, { deliveryId: 'd-1', threadKey: 'g-1', signal, at: NOON, io });
}

const HTTP_TYPES = [...DESTINATIONS.values()].filter((type) => type.type !== 'email');

it('every kind of destination is here', () => {
  expect(Object.keys(SUBJECTS).sort()).toEqual(HTTP_TYPES.map((t) => t.type).sort());
});

describe.each(HTTP_TYPES.map((type) => [type.type, type] as const))('%s', (name, type) => {
  const subject: Subject = { type, ...(SUBJECTS[name] as Omit<Subject, 'type'>) };
  const secrets = JSON.stringify(subject.at('')).match(/EXAMPLE[\w-]*|simulated[\w-]+/g) ?? [];

  const answering = async (behaviour: Behaviour, deadlineMs?: number) => {
    const provider = await subject.start();
    provider.misbehave(behaviour);
    return sendTo(subject, provider.url, outboundFor({}, deadlineMs));
  };

  it('hands over what its provider takes', async () => {
    const provider = await subject.start();

    expect(await sendTo(subject, provider.url)).toMatchObject({ kind: 'accepted' });
    expect(provider.taken()).toBe(1);
  });

  const documented = subject.errors.map(([status, body, kind, says = '']) => ({
    status,
    text: typeof body === 'string' ? body : JSON.stringify(body),
    kind,
    says,
  }));

  it.each(documented)('makes of $status $text: $kind', async ({ status, text, kind, says }) => {
    const outcome = await answering({ kind: 'answer', status, body: text });

    expect(outcome).toMatchObject({ kind, detail: expect.stringContaining(says) });
    for (const secret of secrets) expect(outcome.detail).not.toContain(secret);
  });

  it.each<readonly [what: string, headers: Record<string, string>, until: number | undefined]>([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a date', { 'retry-after': 'Mon, 21 Sep 2026 12:03:00 GMT' }, 180_000],
    ['the past', { 'retry-after': 'Mon, 21 Sep 2026 11:00:00 GMT' }, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nothing', {}, undefined],
  ])('waits at a 429 with %s', async (_what, headers, until) => {
    const outcome = await answering({ kind: 'answer', status: 429, headers, body: '' });

    const waits = outcome.kind === 'notNow' && outcome.until !== undefined ? outcome.until - NOON : undefined;
    expect(outcome.kind).toBe('notNow');
    // PagerDuty has no Retry-After and asks to back off for minutes all the same.
    expect(waits).toBe(until ?? (name === 'pagerduty' ? 120_000 : undefined));
  });

  it.each<readonly [what: string, behaviour: Behaviour, kind: Outcome['kind']]>([
    ['never answers', { kind: 'hang' }, 'unknown'],
    ['trickles', { kind: 'trickle', everyMs: 20 }, 'unknown'],
    ['breaks the connection', { kind: 'reset' }, 'unknown'],
    ['answers without end', { kind: 'huge', bytes: 8 * 1024 * 1024 }, subject.huge],
    ['answers with a bomb', { kind: 'gzip-bomb', bytes: 1_000_000 }, subject.huge],
    ['leads elsewhere', { kind: 'redirect', to: 'http://169.254.169.254/' }, 'broken'],
    ['is down', { kind: 'answer', status: 503 }, 'notNow'],
  ])('survives one that %s', async (_what, behaviour, kind) => {
    // Only these end by the deadline; one that is too short for a busy machine ends before anything was sent.
    const endless = behaviour.kind === 'hang' || behaviour.kind === 'trickle';

    expect((await answering(behaviour, endless ? 500 : 5000)).kind).toBe(kind);
  });

  it.each<readonly [what: string, base: () => Promise<string>, kind: Outcome['kind']]>([
    ['an unknown name', async () => 'https://nowhere.invalid', 'notNow'],
    ['a closed port', async () => `https://127.0.0.1:${await deadPort()}`, 'notNow'],
    ['a strange certificate', async () => (await httpsServer(() => {}, SELF_SIGNED)).url, 'notNow'],
    ['a private address', async () => 'https://10.1.2.3', 'broken'],
    ['a host without TLS', async () => 'http://192.0.2.1', 'broken'],
  ])('sends nothing to %s', async (_what, base, kind) => {
    expect((await sendTo(subject, await base())).kind).toBe(kind);
  });
});

describe('the simulated Teams', () => {
  it('posts the card of a chat to a flow that was made for a channel, and mentions our own people', async () => {
    const teams = await startTeamsSimulator({
      port: 0,
      seed: 1,
      channels: [{ name: 'BI', template: 'classic', urlShape: 'new' }],
      people: [{ upn: 'ana@acme.com', name: 'Ana Costa' }],
    });
    onTestFinished(() => teams.close());
    const url = teams.channels[0]?.webhookUrl ?? '';
    const briefing = aBriefing({ people: [{ name: 'Ana Costa', upn: 'ana@acme.com' }] });
    for (const name of ['teams', 'teams-chat']) {
      const type = DESTINATIONS.get(name) as DestinationType;
      const to = name === 'teams' ? { url } : { url, upn: 'ana@acme.com' };
      const { payload } = type.render(briefing, to);
      const signal = new AbortController().signal;
      const context = { deliveryId: 'd', threadKey: 'g', signal, at: NOON, io: outboundFor() };
      expect(await type.send(payload, undefined, to, context)).toMatchObject({ kind: 'accepted' });
    }

    const posts = teams.control.posts('BI');
    expect(posts).toHaveLength(2);
    for (const post of posts)
      expect(post.mentions).toEqual([{ text: '<at>Ana Costa</at>', name: 'Ana Costa' }]);
    expect(teams.control.requests()[1]?.body.toString()).toContain('"recipient":"ana@acme.com"');
  });
});
