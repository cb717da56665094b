/** The controls of the simulated Teams over HTTP, for its page and for scripts in another process. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, refusal } from './answers.ts';
import type { TeamsControl } from './control.ts';
import { write } from './endpoint.ts';
import { type Fault, FAULT_KINDS } from './faults.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import type { FlowState } from './records.ts';
import { SimulatorMistake } from './world.ts';

export async function controlCall(control: TeamsControl, call: PageCall): Promise<void> {
  const { request, response, path } = call;
  // A page of another origin cannot send this type without asking first, and we never answer that question.
  if (request.headers['content-type'] !== 'application/json') {
    return write(response, refusal(415, 'UnsupportedMediaType', 'Send content-type: application/json.'));
  }
  const body = parseJson((await call.body()) || '{}')?.value;
  if (!isObject(body)) return write(response, refusal(400, 'BadRequest', 'Send a JSON object.'));
  apply(control, path, body);
  write(response, json(200, { done: true }));
}

function apply(control: TeamsControl, path: string, body: JsonObject): void {
  const flow = /^\/_sim\/flows\/([^/]+)$/.exec(path)?.[1];
  if (flow !== undefined) return control.turnFlow(flow, stateFrom(body['state']));
  switch (path) {
    case '/_sim/faults':
      return control.faults.set(faultFrom(body));
    case '/_sim/faults/clear':
      return control.faults.clear();
    case '/_sim/switches':
      return control.readSwitch(String(body['name']), String(body['value']));
    case '/_sim/clear':
      return control.clear();
  }
  throw new SimulatorMistake(
    `there is no control at ${path}; there are /_sim/flows/<channel>, /_sim/faults, /_sim/faults/clear, /_sim/switches and /_sim/clear`,
  );
}

function stateFrom(value: unknown): FlowState {
  if (value === 'on' || value === 'off' || value === 'deleted') return value;
  throw new SimulatorMistake('state must be on, off or deleted');
}

function faultFrom(body: JsonObject): Fault {
  const kind = FAULT_KINDS.find((one) => one === body['kind']);
  if (kind === undefined) throw new SimulatorMistake(`kind must be one of ${FAULT_KINDS.join(', ')}`);
  const number = (name: string): number | undefined =>
    typeof body[name] === 'number' ? body[name] : undefined;
  const text = (name: string): string | undefined =>
    typeof body[name] === 'string' ? body[name] : undefined;
  const status = number('status');
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new SimulatorMistake('status must be a whole number from 200 to 599');
  }
  const given = {
    channel: text('channel'),
    status,
    retryAfter: text('retryAfter'),
    delayMs: number('delayMs'),
    next: number('next'),
    probability: number('probability'),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { kind, ...Object.fromEntries(set) };
}

export type PageCall = {
  readonly path: string;
  readonly base: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: () => Promise<string>;
};
