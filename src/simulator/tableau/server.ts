/** The listener of the simulated Tableau: the REST API with its troubles, and beside it the page and its control. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Millis, after } from '../../domain/time/instant.ts';
import { ERROR_CODE } from '../../tableau/wire.ts';
import { type Listener, listen } from '../shared/listen.ts';
import { type Answer, halved, refused, toJson, toXml } from './answer.ts';
import type { Fault } from './faults.ts';
import type { Parts } from './parts.ts';
import { Refusal } from './refusal.ts';
import { answerRest } from './rest.ts';

/** No request of the REST API is near this. */
const MOST_BYTES = 1024 * 1024;

/** Everything outside /api: the page and the control API. */
export type Beside = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>;

export function openServer(parts: Parts, beside: Beside, host: string, port: number): Promise<Listener> {
  return listen(
    (request, response) => {
      serve(parts, beside, request, response).catch((error: unknown) => {
        parts.log?.error({ error: String(error) }, 'the simulated Tableau failed');
        request.socket.destroy();
      });
    },
    { host, port },
  );
}

async function serve(
  parts: Parts,
  beside: Beside,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await read(request);
  if (body === undefined) return void request.socket.destroy();
  const url = request.url ?? '/';
  if (!/^\/(api|auth)\b/i.test(url)) return beside(request, response, body);
  const { method = '' } = request;
  const note = (status: number): void => parts.calls.add({ at: parts.clock.now(), method, url, status });
  if (parts.faults.down) {
    note(0);
    return void request.socket.destroy();
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value === undefined ? '' : String(value)]),
  );
  const fault = parts.faults.strike(url);
  const struck = fault === undefined ? undefined : await answerOfFault(parts, fault);
  if (struck === 'hang') return note(0);
  if (struck !== undefined) note(struck.status);
  const own = struck ?? (await answerRest(parts, { method, url, headers, body }));
  const answer = fault?.kind === 'half-page' ? halved(own) : own;
  const { contentType, text: whole } = spelled(parts, answer, headers['accept']);
  const text = fault?.kind === 'truncated' ? firstHalf(whole) : whole;
  const date = new Date(parts.clock.now() + parts.switches.clockAheadMs).toUTCString();
  const sent = { 'content-type': contentType, 'content-length': Buffer.byteLength(text) };
  response.writeHead(answer.status, { date, ...(text === '' ? {} : sent), ...answer.headers });
  if (fault?.kind !== 'cut') return void response.end(text);
  response.write(firstHalf(text), () => request.socket.destroy());
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

function spelled(
  { switches }: Parts,
  { body }: Answer,
  accept: string | undefined,
): { contentType: string; text: string } {
  const isJson = /\bjson\b/i.test(accept ?? '');
  const contentType = `application/${isJson ? 'json' : 'xml'};charset=UTF-8`;
  if (body === undefined) return { contentType, text: '' };
  if (typeof body === 'string') return { contentType: 'text/html', text: body };
  return { contentType, text: isJson ? toJson(body, switches) : toXml(body) };
}

/** What a fault answers by itself; nothing when the call is handled all the same. */
async function answerOfFault(parts: Parts, fault: Fault): Promise<Answer | 'hang' | undefined> {
  switch (fault.kind) {
    case 'session-lost':
      parts.sessions.endAll();
      return undefined;
    case 'ip-filtered':
      return refused(
        new Refusal(ERROR_CODE.forbidden, 'Your IP address is not allowed to access this site.'),
      );
    case 'too-many': {
      const { retryAfter } = fault;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return refused(new Refusal(ERROR_CODE.tooManyRequests, 'Too many requests.', headers));
    }
    case 'server-error':
      return refused(new Refusal(ERROR_CODE.internal, 'Something went wrong.'));
    case 'not-xml':
      return { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' };
    case 'login-page':
      return {
        status: 200,
        body: '<!DOCTYPE html><html><body><form>Sign in to the proxy</form></body></html>',
      };
    case 'status':
      return refused(new Refusal(`${fault.status ?? 503}000`, 'A fault that was asked for.'));
    case 'slow':
      await pause(parts, fault.ms ?? 10_000);
      return undefined;
    case 'hang':
      return 'hang';
    case 'cut':
    case 'truncated':
    case 'half-page':
      return undefined;
  }
}

function pause({ agenda, clock }: Parts, ms: Millis): Promise<void> {
  return new Promise((resolve) => {
    agenda.at(after(clock.now(), ms), resolve);
  });
}

async function read(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > MOST_BYTES) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces).toString('utf8');
}
