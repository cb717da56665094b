/** A plain HTTP server that keeps every request as it came and answers as told, for webhooks and kill tests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../shared/listen.ts';
import { type Behaviour, behave } from './behave.ts';

export type SinkRequest = {
  /** Counts from 1 in the order in which the bodies were complete. */
  readonly number: number;
  readonly method: string;
  /** Path and query exactly as they came. */
  readonly url: string;
  /** Names and values alternating, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Monotonic milliseconds. */
  readonly mono: number;
};

export type SinkOptions = {
  readonly port?: number;
  readonly host?: string;
  readonly behaviour?: SinkBehaviour;
  /** The newest requests that are kept; the count goes on. */
  readonly keep?: number;
  readonly mono?: () => number;
};

/** One behaviour for all, or a choice for each request. */
export type SinkBehaviour = Behaviour | ((request: SinkRequest) => Behaviour);

export type Sink = {
  readonly url: string;
  readonly requests: readonly SinkRequest[];
  count(): number;
  set(behaviour: SinkBehaviour): void;
  clear(): void;
  /** Settles once so many requests have come since the start or the last `clear`. */
  waitFor(count: number, timeoutMs?: number): Promise<readonly SinkRequest[]>;
  close(): Promise<void>;
};

export function headerOf(request: Pick<SinkRequest, 'rawHeaders'>, name: string): string | undefined {
  const index = request.rawHeaders.findIndex((one, at) => at % 2 === 0 && one.toLowerCase() === name);
  return index < 0 ? undefined : request.rawHeaders[index + 1];
}

export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const mono = options.mono ?? (() => performance.now());
  const keep = options.keep ?? 100_000;
  let behaviour: SinkBehaviour = options.behaviour ?? { kind: 'answer', status: 200 };
  let count = 0;
  const requests: SinkRequest[] = [];
  const waiting = new Set<() => void>();

  const { url, close } = await listen((request, response) => {
    collect(request, (body) => {
      count += 1;
      const seen = recordOf(request, body, count, mono());
      requests.push(seen);
      // Cutting in big steps keeps the cost of a full list at a copy every so often.
      if (requests.length > keep * 2) requests.splice(0, requests.length - keep);
      behave(response as ServerResponse, typeof behaviour === 'function' ? behaviour(seen) : behaviour);
      for (const wake of waiting) wake();
    });
  }, options);

  return {
    url,
    requests,
    count: () => count,
    set: (next) => {
      behaviour = next;
    },
    clear: () => {
      requests.length = 0;
      count = 0;
    },
    waitFor: async (wanted, timeoutMs = 10_000) => {
      await arrival(waiting, () => count, wanted, timeoutMs);
      return requests;
    },
    close,
  };
}

function arrival(
  waiting: Set<() => void>,
  count: () => number,
  wanted: number,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      waiting.delete(look);
    };
    const look = (): void => {
      if (count() < wanted) return;
      finish();
      resolve();
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`the sink saw ${count()} of ${wanted} requests in ${timeoutMs} ms`));
    }, timeoutMs);
    waiting.add(look);
    look();
  });
}

function recordOf(request: IncomingMessage, body: Buffer, number: number, mono: number): SinkRequest {
  return {
    number,
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    body,
    mono,
  };
}

/** A request that breaks off before its end is no request. */
function collect(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
}
