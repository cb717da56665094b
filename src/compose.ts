/** The only place that builds adapters: fills in what the commands may ask for. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import type { Api } from './api/endpoint.ts';
import { AppError } from './app/errors.ts';
import { secretSource } from './app/policy/secret-source.ts';
import { reportUnreadFile, startFromFile, takeConfigFile } from './app/policy/follow-config-file.ts';
import type { Faces, GlobalOptions, ServeSettings, SimulateSettings } from './cli/faces.ts';
import { httpApi, type Service } from './cli/http-api.ts';
import type { Started } from './cli/print-started.ts';
import type { SetUp } from './cli/set-up.ts';
import { terminalPrompts } from './cli/terminal-prompts.ts';
import { configJsonSchema } from './config/json-schema.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { readPublicUrl } from './http/public-url.ts';
import { localApi } from './http/dispatch.ts';
import { checker } from './checker.ts';
import { openInstallation, type Installation } from './installation.ts';
import { makeBackup, restoreBackup } from './keep-safe.ts';
import { readRunFile } from './platform/data-folder.ts';
import { keepHeapSmall } from './platform/heap.ts';
import { createLogger } from './platform/logger.ts';
import { operatingUser } from './platform/operating-user.ts';
import { createRedactor } from './platform/redact.ts';
import { secretPlaces } from './platform/secret-places.ts';
import { readTextFile, watchFile, type WatchedFile } from './platform/watch-file.ts';
import { startService } from './service.ts';
import { checkWithStore, composeSetUp } from './set-up.ts';

export function composeFaces(options: GlobalOptions, version: string): Faces & { close(): Promise<void> } {
  let opened: Installation | undefined;
  let setUp: SetUp | undefined;
  const redactor = createRedactor();
  const offline = async (): Promise<Api> => {
    const givenUrl = process.env['TABDUTY_PUBLIC_URL'];
    opened = await openInstallation({
      data: options.data,
      keyFile: options.keyFile,
      outbound: { ...options.outbound, userAgent: `Tabduty/${version}` },
      publicUrl: () => process.env['TABDUTY_PUBLIC_URL'],
      configFile: undefined,
      givenPublicUrl: givenUrl === undefined ? undefined : readPublicUrl(givenUrl).url,
      log: createLogger('warn', redactor),
      redactor,
    });
    return localApi(opened.handlers, {
      actor: `${operatingUser(process.env)} (cli --offline)`,
      may: new Set(['read', 'configure', 'operate', 'secrets']),
    });
  };
  return {
    async api(wish) {
      if (!options.offline) return onlineApi(options.data);
      if (wish === undefined) needInstallation(options.data);
      return offline();
    },
    async apiOrFolder() {
      const isRunning = !options.offline && runningService(options.data) !== undefined;
      return { api: isRunning ? onlineApi(options.data) : await offline(), isRunning };
    },
    checkConfig: async (source, file) =>
      (await checkWithStore(options, file, source)) ?? checker(visibleSecrets(file))(source, 0),
    configSchema: () => configJsonSchema(DESTINATIONS) as Readonly<Record<string, unknown>>,
    serve: (settings) => serve(options, settings, version),
    async demo(settings, tell) {
      // The simulators are loaded only for those who use them: the service starts faster and smaller without.
      const { startDemo } = await import('./demo.ts');
      const demo = await startDemo(settings, version);
      const told = untilSignal();
      tell(demo);
      await told;
      await demo.stop();
    },
    simulate,
    async tryOut(wish, progress) {
      const { tryOut } = await import('./try-out.ts');
      return tryOut(options, wish, version, progress);
    },
    setUp: (file) => (setUp = composeSetUp(options, file, version)),
    prompts: terminalPrompts,
    backup: (wish) => makeBackup(options, wish),
    restore: (wish) => restoreBackup(options, wish),
    readFile: readTextFile,
    readStdin: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
    env: process.env,
    async close() {
      await setUp?.close();
      await opened?.close();
    },
  };
}

/** Without a data folder stored secrets cannot be seen: a check says so and goes on. */
function visibleSecrets(file: string) {
  const places = secretPlaces({ env: process.env, folder: dirname(resolve(file)), forbidden: undefined });
  return secretSource({ places, stored: undefined, learn: () => undefined });
}

/** A name that was typed wrongly would else make a new, empty installation there, which knows of nothing. */
function needInstallation(data: string): void {
  if (existsSync(join(resolve(data), 'tabduty.db'))) return;
  throw new AppError('not-found', 'there is no installation in this folder', {
    path: resolve(data),
    remedy:
      'name the data folder with --data (TABDUTY_DATA); "tabduty init" or "tabduty serve" makes a new one',
  });
}

function onlineApi(data: string): Api {
  const run = runningService(data);
  if (run === undefined)
    throw new AppError('unreachable', 'no service is running on this data folder', {
      path: data,
      remedy: 'start it with "tabduty serve", name its folder with --data, or add --offline',
    });
  return httpApi(run, operatingUser(process.env), async (address, { method, headers, body }) => {
    const answer = await request(address, { method, headers, body: body ?? null } as never).catch((cause) => {
      throw new AppError('unreachable', `the service does not answer at ${run.url}`, {
        remedy: 'start it with "tabduty serve", or add --offline',
        cause,
      });
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  });
}

function runningService(data: string): Service | undefined {
  const url = process.env['TABDUTY_URL'];
  const token = process.env['TABDUTY_API_TOKEN'];
  return url !== undefined && token !== undefined ? { url, token } : readRunFile(data);
}

async function serve(
  { data, keyFile, outbound }: GlobalOptions,
  settings: ServeSettings,
  version: string,
): Promise<void> {
  keepHeapSmall();
  const redactor = createRedactor();
  const log = createLogger(settings.logLevel, redactor);
  let watched: WatchedFile | undefined;
  const service = await startService({
    data,
    keyFile,
    outbound: { ...outbound, userAgent: `Tabduty/${version}` },
    configFile: settings.config,
    log,
    redactor,
    listen: settings.listen,
    publicListen: settings.publicListen,
    publicUrl: settings.publicUrl,
    version,
    tls: tlsFiles(settings),
    trustedProxies: settings.trustedProxies,
    configure: async ({ deps, hooks }) => {
      watched = await followFile(deps, settings.config);
      // Whoever is told that it is ready may post at once: the addresses of a new file are in force by then.
      await hooks.refresh(deps.policy.current());
    },
  }).catch((error) => {
    watched?.stop();
    throw error;
  });
  process.on('SIGHUP', () => void service.reloadTls());
  // Before it says so: whoever reads it may ask it to stop in the same moment, and would kill it in the middle.
  const told = untilSignal();
  log.info({ public: service.publicUrl, private: service.url, data }, 'Tabduty is ready');
  const broken = await Promise.race([told, service.broken]);
  log.info({}, 'stopping: what is under way is finished first');
  watched?.stop();
  await service.stop();
  if (broken !== undefined) throw broken;
}

function tlsFiles({ tlsCert: cert, tlsKey: key }: ServeSettings) {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  throw new AppError('wrong-use', 'a certificate and its key go together', {
    remedy: 'give both --tls-cert and --tls-key, or neither',
  });
}

/** File mode: the first load decides the start, later ones come into force as they are saved. */
async function followFile(
  deps: Installation['deps'],
  file: string | undefined,
): Promise<WatchedFile | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(file);
  const first = await readTextFile(path);
  await startFromFile(deps, file, first);
  const watched = watchFile(path, first, {
    onText: async (source) => void (await takeConfigFile(deps, file, source)),
    onError: (error) => reportUnreadFile(deps, file, error),
  });
  // Secrets in files change without a change of the text.
  process.on('SIGHUP', () => void watched.reload());
  return watched;
}

async function simulate(
  which: 'tableau' | 'teams' | 'providers',
  settings: SimulateSettings,
  tell: (started: Started) => void,
): Promise<void> {
  const { startSimulation } = await import('./simulate.ts');
  const running = await startSimulation(which, settings);
  const told = untilSignal();
  tell(running);
  await told;
  await running.close();
}

function untilSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
}
