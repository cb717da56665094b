/** The only place that builds adapters: fills in what the commands may ask for. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import type { Api } from './api/endpoint.ts';
import { AppError } from './app/errors.ts';
import { secretSource } from './app/secret-source.ts';
import { startFromFile, takeConfigFile } from './app/follow-config-file.ts';
import type { Faces, GlobalOptions, ServeSettings, SimulateSettings } from './cli/faces.ts';
import { httpApi } from './cli/http-api.ts';
import { configJsonSchema } from './config/json-schema.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { localApi } from './http/dispatch.ts';
import { checker, openInstallation, type Installation } from './installation.ts';
import { readRunFile } from './platform/data-folder.ts';
import { createLogger } from './platform/logger.ts';
import { secretPlaces } from './platform/secret-places.ts';
import { readConfigFile, watchFile } from './platform/watch-file.ts';
import { startService } from './service.ts';

export function composeFaces(options: GlobalOptions, version: string): Faces & { close(): Promise<void> } {
  let opened: Installation | undefined;
  const readText = (path: string) =>
    readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new AppError('environment', `the file cannot be read (${cause.code})`, { path, cause });
    });
  const offline = async (): Promise<Api> => {
    opened = await openInstallation({
      data: options.data,
      keyFile: process.env['TABDUTY_KEY_FILE'],
      outbound: { allow: [], plainHttp: [] },
      publicUrl: () => process.env['TABDUTY_PUBLIC_URL'],
      configFile: undefined,
      log: createLogger('warn'),
    });
    return localApi(opened.handlers, {
      actor: 'cli --offline',
      may: new Set(['read', 'configure', 'operate', 'secrets']),
    });
  };
  return {
    api: () => (options.offline ? offline() : Promise.resolve(onlineApi(options.data))),
    checkConfig: (source, file) => checker(visibleSecrets(file))(source, 0),
    configSchema: () => configJsonSchema(DESTINATIONS) as Readonly<Record<string, unknown>>,
    serve: (settings) => serve(options.data, settings, version),
    async demo(settings) {
      // The simulators are loaded only for those who use them: the service starts faster and smaller without.
      const { startDemo } = await import('./demo.ts');
      const demo = await startDemo(settings, createLogger('warn'), version);
      process.stdout.write(
        `Tabduty's demo is running; everything stays on this machine.\n\n${demo.lines.join('\n')}\n\nCtrl-C ends it.\n`,
      );
      await untilSignal();
      await demo.stop();
    },
    simulate,
    readFile: readText,
    readStdin: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
    env: process.env,
    close: async () => opened?.close(),
  };
}

/** Without a data folder stored secrets cannot be seen: a check says so and goes on. */
function visibleSecrets(file: string) {
  const places = secretPlaces({ env: process.env, folder: dirname(resolve(file)), forbidden: undefined });
  return secretSource({ places, stored: undefined, learn: () => undefined });
}

function onlineApi(data: string): Api {
  const url = process.env['TABDUTY_URL'];
  const token = process.env['TABDUTY_API_TOKEN'];
  const run = url !== undefined && token !== undefined ? { url, token } : readRunFile(data);
  if (run === undefined)
    throw new AppError('unreachable', 'no service is running on this data folder', {
      path: data,
      remedy: 'start it with "tabduty serve", name its folder with --data, or add --offline',
    });
  return httpApi(run.url, run.token, async (address, { method, headers, body }) => {
    const answer = await request(address, { method, headers, body: body ?? null } as never).catch((cause) => {
      throw new AppError('unreachable', `the service does not answer at ${run.url}`, {
        remedy: 'start it with "tabduty serve", or add --offline',
        cause,
      });
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  });
}

async function serve(data: string, settings: ServeSettings, version: string): Promise<void> {
  const log = createLogger(settings.logLevel);
  const service = await startService({
    data,
    keyFile: settings.keyFile,
    outbound: {
      allow: settings.outboundAllow,
      plainHttp: settings.outboundPlainHttp,
      userAgent: `Tabduty/${version}`,
      ...(settings.outboundCaFile === undefined ? {} : { caFile: settings.outboundCaFile }),
      ...(settings.outboundProxy === undefined ? {} : { proxy: settings.outboundProxy }),
    },
    configFile: settings.config,
    log,
    listen: settings.listen,
    publicListen: settings.publicListen,
    publicUrl: settings.publicUrl,
    version,
  });
  const watched = await followFile(service.installation, settings.config).catch(async (error) => {
    await service.stop();
    throw error;
  });
  log.info({ public: service.publicUrl, private: service.url, data }, 'Tabduty is ready');
  await untilSignal();
  log.info({}, 'stopping: what is under way is finished first');
  watched?.stop();
  await service.stop();
}

/** File mode: the first load decides the start, later ones come into force as they are saved. */
async function followFile({ deps }: Installation, file: string | undefined) {
  if (file === undefined) return undefined;
  const path = resolve(file);
  const first = await readConfigFile(path);
  await startFromFile(deps, file, first);
  const watched = watchFile(path, first, {
    onText: async (source) => void (await takeConfigFile(deps, file, source)),
    onError: (error) => deps.log.error({ error, file }, 'the configuration file cannot be followed'),
  });
  // Secrets in files change without a change of the text.
  process.on('SIGHUP', () => void watched.reload());
  return watched;
}

const SIMULATED = { tableau: simulatedTableau, teams: simulatedTeams, providers: simulatedProviders };

async function simulate(which: keyof typeof SIMULATED, { port, seed }: SimulateSettings): Promise<void> {
  const running = await SIMULATED[which](port, seed);
  process.stdout.write(`${running.lines.join('\n')}\n\nCtrl-C ends it.\n`);
  await untilSignal();
  await running.close();
}

async function simulatedTableau(port: number, seed: number) {
  const { startTableauSimulator } = await import('./simulator/tableau/tableau.ts');
  const { DEMO_PACE } = await import('./simulator/tableau/pace.ts');
  const pats = [{ name: 'tabduty', secret: 'demo-secret' }];
  const switches = { plainHttp: 'loopback' } as const;
  const simulator = await startTableauSimulator({
    port,
    seed,
    pats,
    switches,
    pace: DEMO_PACE,
    autoRun: true,
  });
  const lines = [`Tableau  ${simulator.url}`, 'Site     acme', 'Token    name tabduty, secret demo-secret'];
  return { lines, close: simulator.close };
}

async function simulatedTeams(port: number, seed: number) {
  const { startTeamsSimulator } = await import('./simulator/teams/teams.ts');
  const simulator = await startTeamsSimulator({
    port,
    seed,
    channels: [{ name: 'BI operations', template: 'classic', urlShape: 'new' }],
    people: [{ upn: 'ana@acme.example', name: 'Ana Costa' }],
  });
  const lines = simulator.channels.flatMap((c) => [`${c.name}: ${c.pageUrl}`, `  post to ${c.webhookUrl}`]);
  return { lines, close: () => simulator.close() };
}

async function simulatedProviders(port: number) {
  const { startProviders } = await import('./simulator/providers/all.ts');
  return startProviders(port);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
