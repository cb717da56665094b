/** The frame of a simulated provider: an HTTP server that keeps what it was asked, with faults to lay in its way. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen, type Upgrade } from '../shared/listen.ts';
import { type Behaviour, behave } from '../sink/behave.ts';

export type ProviderRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Monotonic milliseconds, for rate limits. */
  readonly mono: number;
};

export type ProviderAnswer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ProviderOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly mono?: () => number;
  readonly onUpgrade?: Upgrade;
};

export type Provider = {
  readonly url: string;
  readonly requests: readonly ProviderRequest[];
  /** From now on, or for so many requests, it does this instead of answering; nothing mends it. */
  misbehave(behaviour: Behaviour | undefined, times?: number): void;
  close(): Promise<void>;
};

/** Requests that are kept, for who looks. */
const KEPT = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/** `answer` is the provider; `state` is what its page `/_sim` shows. */
export async function openProvider(
  options: ProviderOptions,
  answer: (request: ProviderRequest) => ProviderAnswer,
  state: () => unknown,
): Promise<Provider> {
  const mono = options.mono ?? (() => performance.now());
  const requests: ProviderRequest[] = [];
  let fault: { readonly behaviour: Behaviour; left: number } | undefined;
  const take = (): Behaviour | undefined => {
    const found = fault?.behaviour;
    if (fault !== undefined && --fault.left <= 0) fault = undefined;
    return found;
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    const bytes = await buffer(incoming);
    if (path === '/_sim') return write(response, json(200, state()));
    const request: ProviderRequest = {
      method: incoming.method ?? '',
      path,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([k, v]) => [k, String(v)])),
      body: bytes.subarray(0, MOST_BYTES).toString('utf8'),
      mono: mono(),
    };
    requests.push(request);
    if (requests.length > KEPT) requests.shift();
    const instead = take();
    if (instead !== undefined) return behave(response, instead);
    write(response, answer(request));
  };
  const { url, close } = await listen((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (!response.headersSent) write(response, json(500, { error: String(error) }));
    });
  }, options);
  return {
    url,
    requests,
    misbehave: (behaviour, times = Number.POSITIVE_INFINITY) => {
      fault = behaviour === undefined ? undefined : { behaviour, left: times };
    },
    close,
  };
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ProviderAnswer {
  return {
    status,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  };
}

export function plain(status: number, body: string): ProviderAnswer {
  return { status, body, headers: { 'content-type': 'text/plain' } };
}

function write(response: ServerResponse, { status, headers, body }: ProviderAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

export type JsonObject = { readonly [name: string]: unknown };

export function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
