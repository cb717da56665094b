/** The public listener: hooks, the page behind a card's link, calendar feeds, and life; nothing else. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { STYLE_HASH } from './alert-page.ts';
import { intake, type IntakeDeps } from './intake.ts';

export type PublicDeps = IntakeDeps & {
  /** The page behind `/a/<token>`; `undefined` for an unknown token. */
  readonly alertPage: (token: string) => Promise<string | undefined>;
  /** The feed behind `/calendar/<token>.ics`; `undefined` for an unknown token. */
  readonly calendar: (token: string) => Promise<string | undefined>;
};

/** A client has so long for headers, for the whole request, and between two requests, milliseconds. */
const HEADERS = 10_000;
const REQUEST = 15_000;
const KEEP_ALIVE = 20_000;

export function publicListener(deps: PublicDeps): Server {
  const takeCall = intake(deps);
  const server = createServer(
    {
      headersTimeout: HEADERS,
      requestTimeout: REQUEST,
      keepAliveTimeout: KEEP_ALIVE,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      if (takeCall(request, response)) return;
      answerOther(deps, request).then(
        ({ status, type, body }) => {
          response.writeHead(status, {
            ...SAFE,
            'content-type': type,
            'content-length': Buffer.byteLength(body),
          });
          response.end(request.method === 'HEAD' ? undefined : body);
        },
        () => {
          response.writeHead(503, { ...SAFE, 'retry-after': '10', 'content-length': '0' });
          response.end();
        },
      );
    },
  );
  server.maxRequestsPerSocket = 0;
  return server;
}

/** No scripts at all, nothing from elsewhere, no trace of the link in a referrer. */
const SAFE = {
  'content-security-policy': `default-src 'none'; style-src '${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
} as const;

type Answer = { readonly status: number; readonly type: string; readonly body: string };

async function answerOther(deps: PublicDeps, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (request.method !== 'GET' && request.method !== 'HEAD') return problem(405, 'method not allowed');
  if (path === '/healthz') return { status: 200, type: 'text/plain; charset=utf-8', body: 'tabduty ok\n' };
  if (path.startsWith('/a/')) {
    const page = await deps.alertPage(path.slice('/a/'.length));
    if (page !== undefined) return { status: 200, type: 'text/html; charset=utf-8', body: page };
  }
  const [, feed] = /^\/calendar\/([^/]+)\.ics$/.exec(path) ?? [];
  if (feed !== undefined) {
    const text = await deps.calendar(feed);
    if (text !== undefined) return { status: 200, type: 'text/calendar; charset=utf-8', body: text };
  }
  return problem(404, 'not found');
}

function problem(status: number, title: string): Answer {
  return {
    status,
    type: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', status, title }),
  };
}
