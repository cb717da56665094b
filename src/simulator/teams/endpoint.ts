/** The webhook endpoint: every call is recorded, faults come first, then the flow's front door and its run. */
import type { ServerResponse } from 'node:http';
import { type Behaviour, behave } from '../sink/behave.ts';
import { type Answer, json, noSuchRoute } from './answers.ts';
import type { Fault } from './faults.ts';
import { gate, splitUrl } from './gate.ts';
import type { Flow, SeenRequest } from './records.ts';
import { trigger } from './trigger.ts';
import { isConnectorPath, workflowIdIn } from './webhook-url.ts';
import { tell, type World } from './world.ts';

/** Where a fault of the kind `redirect` points. Nothing that follows the rules ever asks for it. */
export const TRAP_PATH = '/redirected-here';

const SLOW_MS = 5000;

/** The flow that an address belongs to, whatever else is wrong with the request. */
export function flowAt(world: World, path: string): Flow | undefined {
  const id = workflowIdIn(path);
  return id === undefined ? undefined : world.flows.find((flow) => flow.address.workflowId === id);
}

export function isEndpointPath(path: string): boolean {
  return workflowIdIn(path) !== undefined || isConnectorPath(path) || path === TRAP_PATH;
}

export async function takeCall(
  world: World,
  flow: Flow | undefined,
  seen: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  const [path] = splitUrl(seen.url);
  if (isConnectorPath(path)) return write(response, connectorAnswer(world));
  if (flow === undefined) return write(response, noSuchRoute());
  if (flow.address.shape === 'old' && world.switches.oldHost !== 'on') {
    const gone = world.switches.oldHost;
    return behave(response, gone === 'reset' ? { kind: 'reset' } : { kind: 'answer', status: Number(gone) });
  }
  const fault = world.faults.take(flow.options.name);
  if (fault !== undefined) tell(world, { channel: flow.slug, kind: 'fault' });
  const instead = fault === undefined ? undefined : misbehaviour(fault);
  if (instead !== undefined) return behave(response, instead);
  if (fault?.kind === 'slow') await world.wait(fault.delayMs ?? SLOW_MS);
  const refused = gate(flow, seen, world.switches);
  const answer = refused ?? (await trigger(world, flow, seen, fault?.kind === 'duplicate-post' ? 2 : 1));
  if (fault?.kind === 'timeout-after-posting') return behave(response, { kind: 'hang' });
  if (fault?.kind === 'reset-after-posting') return behave(response, { kind: 'reset' });
  return write(response, answer);
}

export function write(response: ServerResponse, answer: Answer): void {
  const length = String(Buffer.byteLength(answer.body));
  response.writeHead(answer.status, { 'content-length': length, ...answer.headers }).end(answer.body);
}

/** Faults that keep the request from reaching the flow; the others let it run. */
function misbehaviour(fault: Fault): Behaviour | undefined {
  switch (fault.kind) {
    case 'timeout-after-posting':
    case 'reset-after-posting':
    case 'duplicate-post':
    case 'slow':
      return undefined;
    case 'status':
      return {
        kind: 'answer',
        status: fault.status ?? 503,
        ...(fault.retryAfter === undefined ? {} : { headers: { 'retry-after': fault.retryAfter } }),
      };
    case 'redirect':
      return { kind: 'redirect', to: TRAP_PATH };
    case 'huge-answer':
      return { kind: 'huge' };
    case 'reset':
    case 'hang':
    case 'trickle':
    case 'gzip-bomb':
      return { kind: fault.kind };
  }
}

/** Office 365 connectors were retired in May 2026. While they lived they hid their 429 in the body of a 200. */
function connectorAnswer(world: World): Answer {
  switch (world.switches.connector) {
    case 'dead':
      return json(410, { error: { code: 'Gone', message: 'Office 365 connectors have been retired.' } });
    case 'one':
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: '1' };
    case 'hidden-429':
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
      };
  }
}
