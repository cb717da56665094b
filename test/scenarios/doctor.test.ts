/** The doctor on a running service with its own certificate, below a path, and a simulated Tableau that calls it. */
import { systemClock } from '../../src/platform/clock.ts';
import { writeFileSync } from 'node:fs';
import { Agent, request as tlsRequest } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Log } from '../../src/app/ports/log.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { startService } from '../../src/service.ts';
import { EXPIRED, INTERMEDIATE, KEY, LEAF, ROOT } from '../fixtures/certificates.ts';
import { deadPort, httpServer } from '../harness/http.ts';
import { bench, pat } from '../harness/tableau.ts';
import { temporaryFolder } from '../harness/temp.ts';

type Finding = { check: string; level: string; text: string; remedy?: string };

async function start(over: { publicUrl?: string } = {}) {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const caFile = file('ca.pem', ROOT);
  const tls = { cert: file('cert.pem', LEAF + INTERMEDIATE), key: file('key.pem', KEY) };
  const tableau = await bench({ clock: systemClock, switches: { caFile } });
  const port = await deadPort();
  const errors: string[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (_fields, text) => void errors.push(text) };
  const service = await startService({
    ...{
      data: join(folder, 'data'),
      keyFile: undefined,
      configFile: undefined,
      log,
      version: '0.0.0',
      redactor: createRedactor(),
    },
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'], caFile },
    ...{ listen: '127.0.0.1:0', publicListen: `127.0.0.1:${port}`, tls, trustedProxies: ['127.0.0.1'] },
    publicUrl: over.publicUrl ?? `https://localhost:${port}/tabduty/`,
  });
  onTestFinished(() => service.stop());
  const teams = await httpServer((_request, response) => void response.end());
  await service.installation.apply(configOf(tableau.url, teams.url), 'test');
  const { hooks, deps } = service.installation;
  await hooks.refresh(deps.policy.current());
  const token = readRunFile(join(folder, 'data'))?.token ?? '';
  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${service.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const inbound = async () => (await api<{ findings: Finding[] }>('POST', '/doctor/inbound')).findings;
  return { ...{ service, tableau, port, file, tls, errors, api, inbound }, hook: hooks.pathOf('acme') ?? '' };
}

function configOf(tableau: string, destination: string): string {
  return `sites: { acme: { server: "${tableau}", content_url: acme, pat: { name: ${pat.name}, secret: ${pat.secret} } } }
receivers: { ops: [{ webhook: { url: "${destination}/secret-path", secret: "whsec_${'AAAA'.repeat(8)}" } }] }
routes: [{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 0s }]
operators: [receiver:ops]
`;
}

const levels = (findings: readonly Finding[]) => findings.map((f) => `${f.level} ${f.check}`);

type Said = { readonly status: number; readonly validTo: string };

function call(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const made = tlsRequest(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        method,
        path,
        headers,
        rejectUnauthorized: false,
        agent: new Agent(),
      },
      (response) => {
        const { valid_to } = (response.socket as import('node:tls').TLSSocket).getPeerCertificate();
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, validTo: valid_to }));
      },
    );
    made.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });
}

describe('the doctor', () => {
  it('follows a call of Tableau until it has arrived, and writes down that it asked for one', async () => {
    const { api, inbound } = await start();
    await api('POST', '/tableau/acme/webhooks');

    const findings = await inbound();

    expect(levels(findings)).toEqual([
      'ok public URL',
      'warning host name',
      'ok connection',
      'warning certificate',
      'ok healthz',
      'ok POST',
      'ok call of acme',
    ]);
    const { items } = await api<{ items: { action: string; actor: string; detail: string }[] }>(
      'GET',
      '/audit',
    );
    expect(items.map((i) => i.action).reverse()).toEqual([
      'config apply',
      ...Array(4).fill('webhook create'),
      'webhook test',
    ]);
    expect(JSON.stringify(items)).not.toContain('/hooks/');
  });

  it('names a webhook that Tableau has disabled, with its reason', async () => {
    const { api, inbound } = await start();
    await api('POST', '/tableau/acme/webhooks', {
      events: ['WorkbookRefreshFailed'],
      name: 'tabduty-WorkbookRefreshFailed',
    });
    await api('PUT', '/tableau/acme/webhooks/tabduty-WorkbookRefreshFailed', {
      enabled: false,
      reason: 'four times no answer',
    });

    const found = (await inbound()).find((f) => f.check === 'webhooks of acme');

    expect(found).toMatchObject({ level: 'fault', text: expect.stringContaining('four times no answer') });
    expect(found?.remedy).toContain('tableau webhooks update acme tabduty-WorkbookRefreshFailed --enable');
  });

  it('says when Tableau is answered and nothing arrives here', async () => {
    const { api, inbound, hook } = await start();
    const other = await httpServer((_request, response) => void response.end('thanks'));
    await api('POST', '/tableau/acme/webhooks', {
      events: ['WorkbookRefreshFailed'],
      url: `${other.url}${hook}`,
    });

    const found = await inbound();

    expect(found.filter((f) => f.check.endsWith(' of acme'))).toMatchObject([
      { level: 'warning', text: expect.stringContaining('the public URL is') },
      { level: 'fault', text: expect.stringContaining('nothing arrived here') },
    ]);
  });

  it('says when Tableau cannot connect', async () => {
    const { api, inbound, hook } = await start();
    const url = `http://127.0.0.1:${await deadPort()}${hook}`;
    await api('POST', '/tableau/acme/webhooks', { events: ['WorkbookRefreshFailed'], url });

    const findings = await inbound();

    // Tableau quotes the address, whose end is a secret.
    expect(JSON.stringify(findings)).not.toContain(hook);
    expect(findings.at(-1)).toMatchObject({
      level: 'fault',
      text: expect.stringContaining('Tableau says 408'),
    });
  });

  it('believes Tableau when its call came through and the address cannot be seen from here', async () => {
    const { api, inbound, port, hook } = await start({ publicUrl: `https://localhost:${await deadPort()}` });
    const url = `https://localhost:${port}${hook}`;
    await api('POST', '/tableau/acme/webhooks', { events: ['WorkbookRefreshFailed'], url });

    const findings = await inbound();

    expect(findings.find((f) => f.check === 'connection')).toMatchObject({ level: 'warning' });
    expect(findings.some((f) => f.level === 'fault')).toBe(false);
  });

  it('examines the installation and sends nothing', async () => {
    const { api } = await start();

    const { findings } = await api<{ findings: Finding[] }>('POST', '/doctor');

    expect(levels(findings)).toEqual([
      'ok data folder',
      'ok configuration',
      'ok site acme',
      'ok destination ops/webhook',
      'ok public URL',
      'ok loops',
      'ok clock',
      'warning heartbeat',
      'ok backlog',
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret-path');
    const firewall = await api<{ outbound: { users: string[] }[] }>('GET', '/doctor/firewall');
    expect(firewall.outbound.map((h) => h.users)).toEqual([['site acme'], ['destination ops/webhook']]);
    expect(JSON.stringify(firewall)).not.toContain('secret-path');
  });
});

describe('the public listener', () => {
  it('takes calls below its path and above it, and stores where a trusted proxy says they come from', async () => {
    const { port, hook, api } = await start();

    for (const path of [`/tabduty${hook}`, hook])
      expect((await call(port, 'POST', path, { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' })).status).toBe(
        200,
      );
    expect((await call(port, 'POST', `/other${hook}`)).status).toBe(405);

    const { items } = await api<{ items: { remote: string }[] }>('GET', '/calls');
    expect(items.map((c) => c.remote)).toEqual(['203.0.113.9', '203.0.113.9']);
  });

  it('shows a renewed certificate without a new start, and keeps the old one when the new one is bad', async () => {
    const { service, port, file, errors } = await start();
    const before = (await call(port, 'GET', '/healthz')).validTo;

    file('cert.pem', EXPIRED);
    await service.reloadTls();
    expect((await call(port, 'GET', '/healthz')).validTo).toBe(before);
    expect(errors).toEqual([expect.stringContaining('the one in use stays')]);

    file('cert.pem', LEAF);
    await service.reloadTls();
    expect((await call(port, 'GET', '/healthz')).status).toBe(200);
  });

  it('proves itself to a fresh nonce alone', async () => {
    const { service } = await start();

    expect(service.installation.proof('a'.repeat(20))).not.toBe(service.installation.proof('b'.repeat(20)));
    expect(service.installation.proof('a'.repeat(20))).toMatch(/^[\w-]{43}$/);
  });
});
