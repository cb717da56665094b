/**
 * `POST /hooks/<key>`, answered in front of any framework: limits, key look-up, and the bytes to disk before the 200.
 * Tableau waits 3 s for the answer and tries four times in all, then the event is gone.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArrivedCall } from '../app/pipeline/receive-call.ts';
import type { HookDirectory } from '../app/ports/hooks.ts';
import type { BucketLimits } from './rate-limit.ts';
import { buckets } from './rate-limit.ts';

export type IntakeDeps = {
  readonly hooks: Pick<HookDirectory, 'sourceOf'>;
  /** Resolves when the bytes are on disk; rejects when the store cannot take them now. */
  readonly receive: (call: ArrivedCall) => Promise<unknown>;
  /** How many commits wait for the disk; above the limit new calls are asked to come again. */
  readonly waiting: () => number;
  readonly mono: () => number;
  /** The client's address; behind a trusted proxy the forwarded one. */
  readonly remoteOf: (request: IncomingMessage) => string;
  readonly onRefused: (reason: IntakeRefusal, remote: string) => void;
  readonly limits: IntakeLimits;
};

export type IntakeLimits = {
  /** Bytes of a body. */
  readonly maxBody: number;
  readonly perKey: BucketLimits;
  /** Commits that may wait for the disk. */
  readonly maxWaiting: number;
};

export const INTAKE_LIMITS: IntakeLimits = {
  maxBody: 256 * 1024,
  perKey: { burst: 20_000, perSecond: 5_000 },
  maxWaiting: 20_000,
};

export type IntakeRefusal =
  | 'unknown-key'
  | 'method'
  | 'encoding'
  | 'too-large'
  | 'too-many'
  | 'storage'
  | 'cut-off';

const PREFIX = '/hooks/';

/** Answers the request and returns true when it is for a hook. */
export function intake(deps: IntakeDeps): (request: IncomingMessage, response: ServerResponse) => boolean {
  const perKey = buckets(deps.limits.perKey, deps.mono);
  return (request, response) => {
    const url = request.url ?? '';
    if (!url.startsWith(PREFIX)) return false;
    const query = url.indexOf('?');
    const key = query === -1 ? url.slice(PREFIX.length) : url.slice(PREFIX.length, query);
    const source = deps.hooks.sourceOf(key);
    const refuse = refusal(deps, request, response);
    if (source === undefined) refuse(404, 'unknown-key', 'not found');
    else if (request.method !== 'POST') refuse(405, 'method', 'only POST is taken here', { allow: 'POST' });
    else if (isEncoded(request)) refuse(415, 'encoding', 'a compressed body is not taken, send it as it is');
    else if (Number(request.headers['content-length'] ?? 0) > deps.limits.maxBody) tooLarge(refuse, deps);
    else {
      const seconds = perKey.take(source);
      if (seconds > 0)
        refuse(429, 'too-many', 'too many calls for this key', { 'retry-after': String(seconds) });
      else if (deps.waiting() > deps.limits.maxWaiting)
        refuse(503, 'storage', 'the disk does not keep up, come again', { 'retry-after': '5' });
      else readBody(deps, source, request, response, refuse);
    }
    return true;
  };
}

type Refuse = (
  status: number,
  reason: IntakeRefusal,
  detail: string,
  headers?: Record<string, string>,
) => void;

function refusal(deps: IntakeDeps, request: IncomingMessage, response: ServerResponse): Refuse {
  return (status, reason, detail, headers = {}) => {
    deps.onRefused(reason, deps.remoteOf(request));
    const body = JSON.stringify({ type: 'about:blank', status, title: detail });
    response.writeHead(status, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      // What is left of the request is not read; a new connection is cheaper than a body that nobody wants.
      ...(request.complete ? {} : { connection: 'close' }),
      ...headers,
    });
    response.end(body);
    request.resume();
  };
}

function tooLarge(refuse: Refuse, deps: IntakeDeps): void {
  refuse(413, 'too-large', `a body may have ${deps.limits.maxBody} bytes`);
}

function isEncoded(request: IncomingMessage): boolean {
  const encoding = request.headers['content-encoding'];
  return encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity';
}

function readBody(
  deps: IntakeDeps,
  source: string,
  request: IncomingMessage,
  response: ServerResponse,
  refuse: Refuse,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let refused = false;
  request.on('data', (chunk: Buffer) => {
    if (refused) return;
    size += chunk.length;
    if (size > deps.limits.maxBody) {
      refused = true;
      tooLarge(refuse, deps);
      return;
    }
    chunks.push(chunk);
  });
  request.on('error', () => {
    if (!refused) deps.onRefused('cut-off', deps.remoteOf(request));
    refused = true;
  });
  request.on('end', () => {
    if (refused) return;
    const arrived = {
      source,
      remote: deps.remoteOf(request),
      contentType: request.headers['content-type'] ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      body: exactCopy(chunks, size),
    };
    deps.receive(arrived).then(
      () => {
        response.writeHead(200, OK);
        response.end();
      },
      () => refuse(503, 'storage', 'it could not be stored, come again', { 'retry-after': '10' }),
    );
  });
}

const OK = { 'content-length': '0' } as const;

/** Chunks may be views into a shared pool of several KiB, which would travel to the writer whole. */
function exactCopy(chunks: readonly Buffer[], size: number): Uint8Array {
  const copy = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    copy.set(chunk, at);
    at += chunk.length;
  }
  return copy;
}
