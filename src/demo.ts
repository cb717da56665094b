/** The demo: a simulated Tableau that fails and recovers, simulated Teams channels, and Tabduty between them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from './app/ports/log.ts';
import type { DemoSettings } from './cli/faces.ts';
import { type Service, startService } from './service.ts';
import { DEMO_PACE } from './simulator/tableau/pace.ts';
import { startTableauSimulator } from './simulator/tableau/tableau.ts';
import { startTeamsSimulator } from './simulator/teams/teams.ts';

const PAT = { name: 'tabduty', secret: 'demo-secret' };

export type Demo = { readonly lines: readonly string[]; stop(): Promise<void> };

export async function startDemo(settings: DemoSettings, log: Log, version: string): Promise<Demo> {
  const { port, seed } = settings;
  const portAt = (n: number) => (port === 0 ? 0 : port + n);
  const teams = await startTeamsSimulator({
    port: portAt(3),
    seed,
    channels: [
      { name: 'BI operations', template: 'classic', urlShape: 'new' },
      { name: 'Finance BI', template: 'classic', urlShape: 'new' },
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
    log,
    listen: `127.0.0.1:${portAt(0)}`,
    publicListen: `127.0.0.1:${portAt(1)}`,
    publicUrl: undefined,
    version,
  });
  const [ops, finance] = teams.channels;
  await service.installation.apply(
    demoConfig(tableau.url, ops?.webhookUrl ?? '', finance?.webhookUrl ?? ''),
    'demo',
  );
  const hook = await hookOf(service);
  await createWebhooks(service, hook);
  return {
    lines: [
      `Teams        ${ops?.pageUrl}   (a first card within seconds)`,
      `Tableau      ${tableau.url}   (make something fail)`,
      `Hook         ${hook}`,
      `API          ${service.url}/api/v1   (token in ${data}/run.json)`,
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

async function hookOf(service: Service): Promise<string> {
  const { hooks, deps } = service.installation;
  await hooks.refresh(deps.policy.current());
  return `${service.publicUrl}${hooks.pathOf('acme') ?? ''}`;
}

function demoConfig(tableau: string, ops: string, finance: string): string {
  return `# The demo's configuration: who hears of what.
sites:
  acme:
    server: ${tableau}
    content_url: acme
    pat: { name: ${PAT.name}, secret: ${JSON.stringify(PAT.secret)} }
    time_zone: Europe/Paris
receivers:
  ops: [{ teams: { url: ${JSON.stringify(ops)} } }]
  finance: [{ teams: { url: ${JSON.stringify(finance)} } }]
routes:
  - name: finance
    match: { condition: refresh-failed, name: ["*Finance*", "*Ledger*", "*Budget*", "*Invoice*"] }
    tell: finance
    note: "Runbook: https://wiki.acme.example/finance-extracts"
    group_wait: 1s
  - name: failures
    match: { condition: refresh-failed }
    tell: ops
    group_wait: 1s
operators: [receiver:ops]
`;
}

/** What an administrator does once: one webhook for each refresh event, all with the address of our hook. */
async function createWebhooks({ installation }: Service, url: string): Promise<void> {
  // By Tabduty's own session: another sign-in with its token would end it.
  const tableau = installation.sites.site('acme');
  for (const content of ['Datasource', 'Workbook']) {
    for (const word of ['Started', 'Succeeded', 'Failed']) {
      const event = `${content}Refresh${word}`;
      await tableau.createWebhook({ name: `tabduty-${event}`, event, url });
    }
  }
}
