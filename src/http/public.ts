/** The public listener: hooks, the page behind a card's link, who is on call, calendar feeds, and life; nothing else. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { alertPage } from './alert-page.ts';
import { noticeOf, postAlert } from './alert-post.ts';
import type { OnCallPages } from './on-call-page.ts';
import { htmlPage, STYLE_HASH } from './page-html.ts';
import { intake, type IntakeDeps } from './intake.ts';
import { withoutBase } from './public-url.ts';

export type PublicDeps = IntakeDeps & {
  /** What the pages behind `/a/<token>` need. */
  readonly links: Parameters<typeof postAlert>[0];
  /** The feed behind `/calendar/<token>.ics`; `undefined` for an unknown token. */
  readonly calendar: (token: string) => Promise<string | undefined>;
  /** Who is on call, behind `/on-call/<token>`; `undefined` for an unknown token. */
  readonly onCall: OnCallPages;
  /** "" or "/tabduty": the path of the public URL. */
  readonly basePath: string;
  /** What only this installation can answer to a nonce. */
  readonly proof: (nonce: string) => string;
  /** Without it the listener speaks plain HTTP, for a proxy in front. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
};

/** A client has so long for headers, for the whole request, and between two requests, milliseconds. */
const HEADERS = 10_000;
const REQUEST = 15_000;
const KEEP_ALIVE = 20_000;

const LIMITS = {
  headersTimeout: HEADERS,
  requestTimeout: REQUEST,
  keepAliveTimeout: KEEP_ALIVE,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;

export function publicListener(deps: PublicDeps): Server | TlsServer {
  const answer = answers(deps);
  const server =
    deps.tls === undefined
      ? createServer(LIMITS, answer)
      : createTlsServer({ ...LIMITS, ...deps.tls, handshakeTimeout: HEADERS }, answer);
  server.maxRequestsPerSocket = 0;
  return server;
}

function answers(deps: PublicDeps): RequestListener {
  const takeCall = intake(deps);
  return (request, response) => {
    request.url = withoutBase(request.url ?? '/', deps.basePath);
    if (takeCall(request, response)) return;
    answerOther(deps, request).then(
      ({ status, type, body, location, embeddable }) => {
        response.writeHead(status, {
          ...SAFE,
          ...(embeddable === true ? EMBEDDABLE : {}),
          ...(location === undefined ? {} : { location }),
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
  };
}

/** No scripts at all, nothing from elsewhere, no trace of the link in a referrer. */
const SAFE = {
  'content-security-policy': `default-src 'none'; style-src '${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
} as const;

/** A page on which nothing can be pressed may stand in a tab of Teams or a wiki. */
const EMBEDDABLE = {
  'content-security-policy': `default-src 'none'; style-src '${STYLE_HASH}'; form-action 'none'; frame-ancestors https:; base-uri 'none'`,
} as const;

/** Long enough to be fresh, short enough to cost nothing. */
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;

type Answer = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly location?: string;
  readonly embeddable?: boolean;
};

const HTML = 'text/html; charset=utf-8';

async function answerOther(deps: PublicDeps, request: IncomingMessage): Promise<Answer> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const [, link] = /^\/a\/([^/]+)$/.exec(path) ?? [];
  if (link !== undefined && request.method === 'POST') {
    const posted = await postAlert(deps.links, link, request, deps.remoteOf(request));
    return { type: HTML, body: '', ...posted };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return problem(405, 'method not allowed');
  if (path === '/healthz') {
    const nonce = new URLSearchParams(query).get('nonce') ?? '';
    const proof = NONCE.test(nonce) ? `proof ${deps.proof(nonce)}\n` : '';
    return { status: 200, type: 'text/plain; charset=utf-8', body: `tabduty ok\n${proof}` };
  }
  if (link !== undefined) return { type: HTML, ...(await alertPage(deps.links, link, noticeOf(query))) };
  const [, feed] = /^\/calendar\/([^/]+)\.ics$/.exec(path) ?? [];
  if (feed !== undefined) {
    const text = await deps.calendar(feed);
    if (text !== undefined) return { status: 200, type: 'text/calendar; charset=utf-8', body: text };
  }
  const [, board, json] = /^\/on-call\/([^/]+?)(\.json)?$/.exec(path) ?? [];
  if (board !== undefined) return boardAnswer(deps, board, json === undefined ? 'html' : 'json');
  return problem(404, 'not found');
}

async function boardAnswer({ onCall }: PublicDeps, token: string, form: 'html' | 'json'): Promise<Answer> {
  const body = await onCall(token, form);
  if (form === 'json')
    return body === undefined ? problem(404, 'not found') : { status: 200, type: JSON_TYPE, body };
  if (body !== undefined) return { status: 200, type: HTML, body, embeddable: true };
  return { status: 404, type: HTML, body: htmlPage('This link opens nothing', NO_BOARD) };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const NO_BOARD =
  '<p>It was renewed, its schedule is no more, or a part of it is missing. Ask whoever runs Tabduty.</p>';

function problem(status: number, title: string): Answer {
  return {
    status,
    type: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', status, title }),
  };
}
