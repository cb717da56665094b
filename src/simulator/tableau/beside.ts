/** What stands beside the REST API: the control API under /_sim. */
import type { ServerResponse } from 'node:http';
import type { TableauControl } from './control.ts';
import { controlCall } from './control-calls.ts';
import type { Parts } from './parts.ts';
import { ControlMistake } from './refusal.ts';
import type { Beside } from './server.ts';

export function serveBeside(_parts: Parts, control: TableauControl): Beside {
  return async (request, response, body) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    try {
      if (path.startsWith('/_sim/')) {
        return json(response, 200, await controlCall(control, request.method ?? '', path, body));
      }
      json(response, 404, { error: `There is nothing at ${path}.` });
    } catch (error) {
      if (!(error instanceof ControlMistake)) throw error;
      json(response, 400, { error: error.message });
    }
  };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
