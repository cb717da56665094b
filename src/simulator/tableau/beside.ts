/** What stands beside the REST API: the page, its files, and the control API under /_sim. */
import type { ServerResponse } from 'node:http';
import { pageAsset } from '../shared/assets.ts';
import type { TableauControl } from './control.ts';
import { controlCall } from './control-calls.ts';
import { PAGE_HEADERS, PAGE_HTML } from './page-html.ts';
import { ControlMistake } from './refusal.ts';
import type { Beside } from './server.ts';

export function serveBeside(control: TableauControl): Beside {
  return async ({ method = '', url = '/', headers }, response, body) => {
    const path = url.split('?')[0] ?? '/';
    try {
      if (path.startsWith('/_sim/')) {
        // A page of another origin cannot send this type without asking first, and we never answer that question.
        if (method !== 'GET' && headers['content-type'] !== 'application/json') {
          throw new ControlMistake('send content-type: application/json');
        }
        return json(response, 200, await controlCall(control, method, path, body));
      }
      if (path === '/') return void response.writeHead(200, PAGE_HEADERS).end(PAGE_HTML);
      const asset = await pageAsset(import.meta.url, path);
      if (asset === undefined) return json(response, 404, { error: `There is nothing at ${path}.` });
      const { contentType } = asset;
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' }).end(asset.body);
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
