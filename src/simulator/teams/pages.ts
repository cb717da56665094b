/** Everything behind the webhook addresses: the channel pages, their data and events, and the controls over HTTP. */
import type { ServerResponse } from 'node:http';
import { json, refusal } from './answers.ts';
import { assetAt } from './assets.ts';
import type { TeamsControl } from './control.ts';
import { controlCall, type PageCall } from './control-calls.ts';
import { write } from './endpoint.ts';
import { contentOf, stateView } from './page-data.ts';
import { PAGE_HEADERS, PAGE_HTML } from './page-html.ts';
import { type Change, flowNamed, SimulatorMistake, type World } from './world.ts';

/** A page keeps one stream open; more than this is a page that opens them without end. */
const MOST_STREAMS = 50;

export async function servePage(world: World, control: TeamsControl, call: PageCall): Promise<void> {
  try {
    await answer(world, control, call);
  } catch (error) {
    if (!(error instanceof SimulatorMistake)) throw error;
    const status = call.request.method === 'POST' ? 400 : 404;
    write(call.response, refusal(status, 'SimulatorMistake', error.message));
  }
}

async function answer(world: World, control: TeamsControl, call: PageCall): Promise<void> {
  const { path, request, response } = call;
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (path.startsWith('/_sim/') && !reading) return controlCall(control, call);
  if (!reading) return write(response, refusal(405, 'MethodNotAllowed', 'Pages are read with GET.'));
  if (path === '/_sim/state') return write(response, fresh(stateView(world, call.base)));
  if (path === '/_sim/events') return stream(world, response);
  const data = /^\/_sim\/channels\/([^/]+)$/.exec(path)?.[1];
  if (data !== undefined) return write(response, fresh(contentOf(flowNamed(world, data), world.switches)));
  if (path === '/' || path === '/channels') return home(world, response);
  const channel = /^\/channels\/([^/]+)$/.exec(path)?.[1];
  if (channel !== undefined) {
    flowNamed(world, channel);
    return write(response, { status: 200, headers: PAGE_HEADERS, body: PAGE_HTML });
  }
  const asset = await assetAt(path);
  if (asset === undefined) return write(response, refusal(404, 'NotFound', `There is nothing at ${path}.`));
  const headers = {
    'content-type': asset.contentType,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(200, headers).end(asset.body);
}

function home(world: World, response: ServerResponse): void {
  const first = world.flows[0];
  if (first === undefined) throw new SimulatorMistake('this simulated Teams was started without channels');
  response.writeHead(302, { location: `/channels/${first.slug}` }).end();
}

function fresh(value: unknown): ReturnType<typeof json> {
  return json(200, value, { 'cache-control': 'no-store' });
}

/** Server-sent events say which channel changed and how; the page then asks for the data. */
function stream(world: World, response: ServerResponse): void {
  if (world.listeners.size >= MOST_STREAMS) {
    return write(response, refusal(503, 'TooManyStreams', 'Close other pages of this simulator first.'));
  }
  const listener = (change: Change): void => {
    response.write(`data: ${JSON.stringify(change)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  world.listeners.add(listener);
  response.once('close', () => world.listeners.delete(listener));
}
