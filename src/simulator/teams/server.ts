/** The listener of the simulated Teams: webhook addresses to the endpoint, everything else to the pages. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listener, listen } from '../shared/listen.ts';
import { refusal } from './answers.ts';
import type { TeamsControl } from './control.ts';
import { flowAt, isEndpointPath, takeCall, write } from './endpoint.ts';
import { splitUrl } from './gate.ts';
import { servePage } from './pages.ts';
import type { SeenRequest } from './records.ts';
import { KEPT, type World } from './world.ts';

/** More than any card, and little enough that ten thousand kept requests do not matter in a demo. */
const MOST_BYTES = 4 * 1024 * 1024;

export function openServer(
  world: World,
  control: TeamsControl,
  host: string,
  port: number,
): Promise<Listener> {
  return listen(
    (request, response) => {
      serve(world, control, request, response).catch((error: unknown) => {
        world.log?.error({ error: String(error), url: splitUrl(request.url ?? '')[0] }, 'simulator failed');
        if (!response.headersSent) write(response, refusal(500, 'InternalServerError', String(error)));
      });
    },
    { host, port },
  );
}

async function serve(
  world: World,
  control: TeamsControl,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = splitUrl(request.url ?? '/');
  if (isEndpointPath(path)) return takeRequest(world, path, request, response);
  const { localAddress = '', localPort } = request.socket;
  // Addresses on the page are those by which the page was reached, which may be a forwarded port.
  const base = `http://${request.headers.host ?? `${localAddress}:${localPort}`}`;
  const body = async (): Promise<string> => {
    const given = await read(request);
    return typeof given === 'string' ? '' : given.toString('utf8');
  };
  return servePage(world, control, { path, base, request, response, body });
}

async function takeRequest(
  world: World,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await read(request);
  if (body === 'broken') return;
  const flow = flowAt(world, path);
  const seen = record(world, request, body === 'too-large' ? Buffer.alloc(0) : body, flow?.options.name);
  if (body === 'too-large') {
    return write(response, refusal(413, 'RequestEntityTooLarge', 'Request Entity too large'));
  }
  await takeCall(world, flow, seen, response);
}

function record(
  world: World,
  request: IncomingMessage,
  body: Buffer,
  channel: string | undefined,
): SeenRequest {
  world.requestCount += 1;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const seen: SeenRequest = {
    number: world.requestCount,
    channel,
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body,
    at: world.clock.now(),
    mono: world.clock.mono(),
  };
  world.requests.push(seen);
  world.requestBytes += body.length;
  while (world.requests.length > KEPT.requests || world.requestBytes > KEPT.requestBytes) {
    world.requestBytes -= world.requests.shift()?.body.length ?? 0;
  }
  return seen;
}

async function read(request: IncomingMessage): Promise<Buffer | 'too-large' | 'broken'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) chunks.push(chunk);
    }
  } catch {
    return 'broken';
  }
  return bytes > MOST_BYTES ? 'too-large' : Buffer.concat(chunks);
}
