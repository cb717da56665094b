/** The demo: a simulated Tableau that fails and recovers, simulated Teams channels, and Tabduty between them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebhooks } from './app/sites/create-webhooks.ts';
import type { DemoSettings } from './cli/faces.ts';
import type { Started } from './cli/print-started.ts';
import { createLogger } from './platform/logger.ts';
import { createRedactor } from './platform/redact.ts';
import { type Service, startService } from './service.ts';
import { DEMO_PACE } from './simulator/tableau/pace.ts';
import { startTableauSimulator } from './simulator/tableau/tableau.ts';
import { startTeamsSimulator } from './simulator/teams/teams.ts';

const PAT = { name: 'tabduty', secret: 'demo-secret' };

export type Demo = Started & { stop(): Promise<void> };

export async function startDemo(settings: DemoSettings, version: string): Promise<Demo> {
  const { port, seed } = settings;
  const redactor = createRedactor();
  const portAt = (n: number) => (port === 0 ? 0 : port + n);
  const teams = await startTeamsSimulator({
    port: portAt(3),
    seed,
    channels: [
      { name: 'BI operations', template: 'classic', urlShape: 'new' },
      { name: 'Finance BI', template: 'classic', urlShape: 'new' },
      { name: 'Ana is paged here', template: 'classic', urlShape: 'new' },
    ],
    people: [{ upn: 'ana@acme.example', name: 'Ana Costa' }],
  });
  const tableau = await startTableauSimulator({
    port: portAt(2),
    seed,
    company: 'demo',
    pats: [PAT],
    pace: DEMO_PACE,
    autoRun: true,
    switches: { plainHttp: 'loopback', retryGapsMs: [1000, 3000, 10_000] },
  });
  const data = mkdtempSync(join(tmpdir(), 'tabduty-demo-'));
  const service = await startService({
    data,
    keyFile: undefined,
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    configFile: undefined,
    log: createLogger('warn', redactor),
    redactor,
    listen: `127.0.0.1:${portAt(0)}`,
    publicListen: `127.0.0.1:${portAt(1)}`,
    publicUrl: undefined,
    version,
  });
  const [ops, finance, ana] = teams.channels;
  const urlOf = (channel: typeof ops) => JSON.stringify(channel?.webhookUrl ?? '');
  await apply(service, demoConfig(tableau.url, urlOf(ops), urlOf(finance), urlOf(ana)));
  await makeWebhooks(service);
  const hook = `${service.publicUrl}${service.installation.hooks.pathOf('acme') ?? ''}`;
  const api = `${service.url}/api/v1`;
  return {
    document: { teams: ops?.pageUrl, onCall: ana?.pageUrl, tableau: tableau.url, hook, api, data },
    lines: [
      "Tabduty's demo is running; everything stays on this machine.",
      '',
      `Teams        ${ops?.pageUrl}   (a first card within a minute)`,
      `On call      ${ana?.pageUrl}   (a finance extract pages her within seconds: acknowledge there)`,
      `Tableau      ${tableau.url}   (make something fail)`,
      `Hook         ${hook}`,
      `API          ${api}   (token in ${data}/run.json)`,
      `Data         ${data}`,
      '',
      `Try          npx tabduty alerts list --data ${data}`,
    ],
    async stop() {
      await service.stop();
      await tableau.close();
      await teams.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A demo that cannot be told what to do would stand there in silence. */
async function apply({ installation }: Service, text: string): Promise<void> {
  const applied = await installation.apply(text, 'demo');
  if (!applied.ok)
    throw new Error(
      `the demo's configuration is refused: ${applied.faults.map((f) => f.message).join('; ')}`,
    );
}

function demoConfig(tableau: string, ops: string, finance: string, ana: string): string {
  return `# The demo's configuration: who hears of what.
sites:
  acme:
    server: ${tableau}
    content_url: acme
    pat: { name: ${PAT.name}, secret: ${JSON.stringify(PAT.secret)} }
    time_zone: Europe/Paris
people:
  ana: { name: Ana Costa, email: ana@acme.example, teams_upn: ana@acme.example, ways: [{ teams: { url: ${ana} } }] }
schedules:
  data: { time_zone: Europe/Paris, always: [ana] }
escalations:
  data:
    steps:
      - { at: 0m, tell: [schedule:data] }
      - { at: 3m, tell: [receiver:ops] }
receivers:
  ops: [{ teams: { url: ${ops} } }]
  finance: [{ teams: { url: ${finance} } }]
routes:
  - name: finance
    match: { condition: refresh-failed, project: "Finance/**" }
    tell: finance
    page: data
    note: "Runbook: https://wiki.acme.example/finance-extracts"
    group_wait: 1s
    group_interval: 15s
  - name: failures
    match: { condition: refresh-failed }
    tell: ops
    group_wait: 1s
    group_interval: 15s
operators: [receiver:ops]
`;
}

/** What an administrator does once: one webhook for each refresh event, all with the address of our hook. */
async function makeWebhooks({ installation, publicUrl }: Service): Promise<void> {
  const { sites, hooks, deps } = installation;
  await createWebhooks(
    { ...deps, sites, hooks, publicUrl: () => publicUrl },
    { site: 'acme', events: [], allRefreshEvents: true },
    'demo',
  );
}
