/** The one outbound client: guarded, pinned to the address that was judged, with one deadline over everything. */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Connector, Liner, Outbound, OutboundRequest, OutboundResult } from '../app/ports/outbound.ts';
import { type AddressGuard, addressGuard, bareHost, type GuardSettings } from './address-guard.ts';
import { AnswerCollector } from './outbound-answer.ts';
import { guardedConnector, type Lookup, systemLookup } from './outbound-connect.ts';
import { unsentFault } from './outbound-fault.ts';
import { openLine } from './outbound-line.ts';
import { guardedSockets } from './outbound-socket.ts';

export type OutboundSettings = GuardSettings & {
  /** PEM file with certificates that are trusted besides the usual ones. */
  readonly caFile?: string;
  /** http(s)://[user:password@]host:port of a proxy that all requests take. */
  readonly proxy?: string;
  readonly userAgent?: string;
  readonly lookup?: Lookup;
};

const DEADLINE = 15_000;
const MOST_BYTES = 64 * 1024;

export type OutboundClient = Outbound & Connector & Liner & { close(): Promise<void> };

export function createOutbound(settings: OutboundSettings): OutboundClient {
  const guard = addressGuard(settings);
  const ca = trustedBy(settings);
  const dispatcher = dispatcherOf(settings, guard, ca);
  return {
    request: (request) => perform(dispatcher, guard, settings, request),
    openLine: (target) => openLine(dispatcher, (url) => blockedBy(guard, settings, url), target),
    connect: guardedSockets(guard, settings.lookup ?? systemLookup, ca),
    close: () => dispatcher.destroy(),
  };
}

function trustedBy({ caFile }: OutboundSettings): readonly string[] | undefined {
  return caFile === undefined ? undefined : [...rootCertificates, readFileSync(caFile, 'utf8')];
}

function dispatcherOf(
  settings: OutboundSettings,
  guard: AddressGuard,
  ca: readonly string[] | undefined,
): Dispatcher {
  // Deadlines are total and ours; undici's own would only see pauses.
  const pool = {
    connections: 16,
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    allowH2: false,
  };
  if (settings.proxy === undefined) {
    const connect = guardedConnector(guard, settings.lookup ?? systemLookup, ca);
    return new Agent({ ...pool, connect });
  }
  return new ProxyAgent({
    ...pool,
    ...proxyOf(settings.proxy),
    ...(ca === undefined ? {} : { requestTls: { ca: [...ca] } }),
  });
}

function proxyOf(proxy: string): { readonly uri: string; readonly token?: string } {
  const url = new URL(proxy);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const uri = url.origin;
  return credentials === ':'
    ? { uri }
    : { uri, token: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

async function perform(
  dispatcher: Dispatcher,
  guard: AddressGuard,
  settings: OutboundSettings,
  request: OutboundRequest,
): Promise<OutboundResult> {
  const target = targetOf(request.url);
  if (target === undefined) return { kind: 'not-sent', fault: 'url', detail: 'the address is not a URL' };
  const blocked = blockedBy(guard, settings, target.url);
  if (blocked !== undefined) return { kind: 'not-sent', fault: 'blocked', detail: blocked };
  if (request.signal?.aborted)
    return { kind: 'not-sent', fault: 'aborted', detail: 'stopped before it began' };
  return new Promise((resolve) => {
    const deadline = request.deadlineMs ?? DEADLINE;
    const collector = new AnswerCollector(request.maxBytes ?? MOST_BYTES, (result) => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      resolve(settings.proxy === undefined ? result : blamedOnProxy(result));
    });
    const timer = setTimeout(
      () => collector.cut('timeout', `no complete answer within ${deadline / 1000} s`),
      deadline,
    );
    const onAbort = () => collector.cut('aborted', 'Tabduty is stopping');
    request.signal?.addEventListener('abort', onAbort);
    try {
      dispatcher.dispatch(optionsOf(target, request, settings), collector);
    } catch (error) {
      collector.fail(unsentFault(error));
    }
  });
}

function blockedBy(guard: AddressGuard, { proxy }: OutboundSettings, url: URL): string | undefined {
  return guard.faultOfUrl(url) ?? (proxy === undefined ? undefined : guard.faultOfName(bareHost(url)));
}

/** Behind a proxy it alone is connected to: what cannot be found or reached is the proxy. */
function blamedOnProxy(result: OutboundResult): OutboundResult {
  if (result.kind !== 'not-sent' || (result.fault !== 'connect' && result.fault !== 'dns')) return result;
  return { ...result, fault: 'proxy', detail: `the proxy cannot be reached: ${result.detail}` };
}

type Target = { readonly url: URL; readonly path: string };

/** Path and query go out byte for byte as they were given: the signature of a Teams workflow's URL covers them. */
function targetOf(text: string): Target | undefined {
  const rest = /^https?:\/\/[^/?#]*([^#]*)/i.exec(text)?.[1];
  if (rest === undefined || /[\s\u0000-\u001f]/.test(rest) || !URL.canParse(text)) return undefined;
  return { url: new URL(text), path: rest.startsWith('/') ? rest : `/${rest}` };
}

function optionsOf(
  { url, path }: Target,
  request: OutboundRequest,
  settings: OutboundSettings,
): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path,
    method: request.method,
    headers: {
      'user-agent': settings.userAgent ?? 'Tabduty',
      'accept-encoding': 'identity',
      ...request.headers,
    },
    body: request.body ?? null,
  };
}
