/** The whole service on free ports with a simulated Teams behind it, for tests from the outside. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Service, startService } from '../../src/service.ts';
import { startTeamsSimulator, type TeamsSimulator } from '../../src/simulator/teams/teams.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { temporaryFolder } from './temp.ts';

export type ServiceBench = {
  readonly service: Service;
  readonly teams: TeamsSimulator;
  readonly hook: string;
  readonly token: string;
  /** What the service logged as an error. */
  readonly errors: unknown[];
  post(body: string | Uint8Array | object, more?: RequestInit): Promise<Response>;
  /** A call of the private API with the token. */
  api<T>(path: string, init?: RequestInit): Promise<T>;
  /** Returns once nothing that came in waits any more. */
  settled(): Promise<void>;
};

export async function startServiceBench(routes: string = ONE_ROUTE): Promise<ServiceBench> {
  const errors: unknown[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (fields, text) => errors.push([text, fields]) };
  const teams = await startTeamsSimulator({
    port: 0,
    seed: 7,
    channels: [
      { name: 'Ops', template: 'classic', urlShape: 'new' },
      { name: 'Finance', template: 'classic', urlShape: 'new' },
    ],
    people: [{ upn: 'ana@acme.example', name: 'Ana Costa' }],
  });
  const data = join(temporaryFolder(), 'data');
  const service = await startService({
    data,
    keyFile: undefined,
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    configFile: undefined,
    log,
    redactor: createRedactor(),
    listen: '127.0.0.1:0',
    publicListen: '127.0.0.1:0',
    publicUrl: undefined,
    version: '0.0.0',
  });
  onTestFinished(async () => {
    await service.stop();
    await teams.close();
  });
  await service.installation.apply(configOf(teams, routes), 'test');
  const { hooks, deps } = service.installation;
  await hooks.refresh(deps.policy.current());
  const hook = `${service.publicUrl}${hooks.pathOf('acme') ?? ''}`;
  const token = readRunFile(data)?.token ?? '';
  return { service, teams, hook, token, errors, ...callers(service, hook, token) };
}

const ONE_ROUTE =
  '[{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 0s, group_by: ["..."] }]';

function configOf(teams: TeamsSimulator, routes: string): string {
  const [ops, finance] = teams.channels.map((c) => JSON.stringify(c.webhookUrl));
  return `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  ops: [{ teams: { url: ${ops} } }]
  finance: [{ teams: { url: ${finance} } }]
routes: ${routes}
operators: [receiver:ops]
`;
}

function callers(service: Service, hook: string, token: string) {
  const api = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${service.url}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    api,
    post: (body: string | Uint8Array | object, more: RequestInit = {}) =>
      fetch(hook, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body:
          typeof body === 'string'
            ? body
            : body instanceof Uint8Array
              ? Buffer.from(body)
              : JSON.stringify(body),
        ...more,
      }),
    async settled() {
      for (let idle = 0; idle < 3; ) {
        const now = await api<{ pendingCalls: number; pendingDeliveries: number }>('/status');
        const waiting = await service.installation.store.ask('listDeliveries', {
          limit: 10,
          state: 'claimed',
        });
        idle = now.pendingCalls + now.pendingDeliveries + waiting.length === 0 ? idle + 1 : 0;
      }
    },
  };
}
