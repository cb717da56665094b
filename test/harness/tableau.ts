/** What tests of the simulated Tableau share: a small site on a clock that is set by hand, and calls as clients make them. */
import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Instant, instant } from '../../src/domain/time/instant.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { type Sink, startSink } from '../../src/simulator/sink/sink.ts';
import {
  type TableauSimulator,
  type TableauSimulatorOptions,
  startTableauSimulator,
} from '../../src/simulator/tableau/tableau.ts';
import type { WireSignIn, WireWebhook } from '../../src/tableau/wire-documents.ts';

export const monday: Instant = instant(Date.UTC(2026, 8, 21, 12));

export const pat = { name: 'tabduty', secret: 's3cret' };

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

export type Asked = {
  readonly token?: string;
  readonly body?: string | object;
  /** Replace the headers of the JSON dialect; with `{}` the request has none of its own. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type Bench = TableauSimulator & {
  readonly clock: ManualClock;
  /** The path comes after `/api/<version>/`. */
  ask(method: string, path: string, asked?: Asked & { readonly version?: string }): Promise<Answered>;
  /** Signs in with the JSON dialect; the path of `on` comes after `/sites/<luid>/`. */
  signIn(contentUrl?: string, as?: { name: string; secret: string }): Promise<Member>;
};

export type Member = {
  readonly token: string;
  readonly siteLuid: string;
  on(
    method: string,
    path: string,
    asked?: Omit<Asked, 'token'> & { readonly version?: string },
  ): Promise<Answered>;
  createWebhook(event: string, url: string, more?: object): Promise<WireWebhook>;
};

export async function bench(options: Partial<TableauSimulatorOptions> = {}): Promise<Bench> {
  const manual = new ManualClock(monday);
  const simulator = await startTableauSimulator({
    clock: manual,
    seed: 7,
    company: 'small',
    pats: [pat],
    ...options,
    switches: { plainHttp: 'loopback', ...options.switches },
  });
  onTestFinished(() => simulator.close());
  const ask: Bench['ask'] = (method, path, { version = '3.27', ...asked } = {}) =>
    call(method, `${simulator.url}/api/${version}/${path}`, asked);
  return {
    ...simulator,
    clock: manual,
    ask,
    signIn: async (contentUrl = 'acme', as = pat) => {
      const credentials = {
        personalAccessTokenName: as.name,
        personalAccessTokenSecret: as.secret,
        site: { contentUrl },
      };
      const answer = await ask('POST', 'auth/signin', { body: { credentials } });
      if (answer.status !== 200) throw new Error(`not signed in: ${answer.text}`);
      const { token, site } = json<WireSignIn>(answer).credentials;
      const on: Member['on'] = (method, path, asked = {}) =>
        ask(method, `sites/${site.id}/${path}`, { ...asked, token });
      return {
        token,
        siteLuid: site.id,
        on,
        createWebhook: async (event, url, more = {}) => {
          const body = { webhook: { name: event, event, ...destination(url), ...more } };
          const created = await on('POST', 'webhooks', { body });
          if (created.status !== 201) throw new Error(`no webhook: ${created.text}`);
          return json<{ webhook: WireWebhook }>(created).webhook;
        },
      };
    },
  };
}

/** A destination for webhooks that ends with the test. */
export async function sinkOfTest(): Promise<Sink> {
  const sink = await startSink();
  onTestFinished(() => sink.close());
  return sink;
}

export function destination(url: string): object {
  return { 'webhook-destination': { 'webhook-destination-http': { method: 'POST', url } } };
}

export function json<T>({ text }: Pick<Answered, 'text'>): T {
  return JSON.parse(text) as T;
}

/** Tableau's code of an error, in either dialect. */
export function codeOf({ text }: Answered): string | undefined {
  return /"code":"(\d+)"|code="(\d+)"/
    .exec(text)
    ?.slice(1)
    .find((code) => code !== undefined);
}

/** Node's own client, because `fetch` adds a Content-Type that the Python client does not send. */
function call(method: string, url: string, { token, body, headers }: Asked): Promise<Answered> {
  const sent = typeof body === 'object' ? JSON.stringify(body) : body;
  const dialect = headers ?? { accept: 'application/json', 'content-type': 'application/json' };
  const auth = token === undefined ? {} : { 'x-tableau-auth': token };
  return new Promise((resolve, reject) => {
    const made = request(url, { method, headers: { ...dialect, ...auth } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    made.on('error', reject);
    made.end(sent);
  });
}
