/** The service: an installation with its two listeners and its loops, from start to graceful stop. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { createDeliverer } from './app/pipeline/deliver.ts';
import { createExplainer } from './app/sites/explain-failures.ts';
import { AppError } from './app/errors.ts';
import { createLastResort } from './app/pipeline/last-resort.ts';
import { hearAnswers } from './app/hand/hear-answers.ts';
import { keepLines } from './app/hand/keep-lines.ts';
import { createHealthWatch, type HealthWatch } from './app/upkeep/watch-health.ts';
import { freeAbandonedClaims } from './app/pipeline/free-claims.ts';
import type { LoopSight } from './app/ports/doctor.ts';
import { receiveCall } from './app/pipeline/receive-call.ts';
import { inventoryKeeper } from './app/sites/sync-inventory.ts';
import { calendarFeed } from './http/calendar.ts';
import { onCallPages } from './http/on-call-page.ts';
import { INTAKE_LIMITS } from './http/intake.ts';
import { tokenPrincipal } from './http/principal.ts';
import { privateListener } from './http/private.ts';
import { publicListener } from './http/public.ts';
import { readPublicUrl } from './http/public-url.ts';
import { refusalLog } from './http/refusal-log.ts';
import {
  type Installation,
  type InstallationSettings,
  LINK_GENERATION,
  openInstallation,
} from './installation.ts';
import { systemClock } from './platform/clock.ts';
import { gauges, readiness } from './service-sight.ts';
import { watchStore } from './watch-store.ts';
import { startLoops } from './loops.ts';
import type { RunningLoop } from './platform/loop.ts';
import { createMetrics } from './platform/metrics.ts';
import { diskSight } from './platform/disk-sight.ts';
import { writeMark } from './platform/mark-file.ts';
import { readTlsPair, type TlsFiles, type TlsPair, validityFault, watchTls } from './platform/tls-files.ts';
import { remoteReader } from './platform/trusted-proxies.ts';

export type ServiceSettings = Omit<InstallationSettings, 'publicUrl' | 'givenPublicUrl' | 'loops'> & {
  readonly listen: string;
  readonly publicListen: string;
  readonly publicUrl: string | undefined;
  readonly version: string;
  /** Files of the public listener's own certificate; without them a proxy in front has one. */
  readonly tls?: TlsFiles | undefined;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  /** Puts a configuration into force before anything is decided; a fault ends the start. */
  readonly configure?: ((installation: Installation) => Promise<void>) | undefined;
};

export type Service = {
  readonly installation: Installation;
  readonly url: string;
  readonly publicUrl: string;
  /** Resolves when the service cannot go on: a sync failed, after which nothing it writes can be trusted. */
  readonly broken: Promise<AppError>;
  /** Reads the certificate of the public listener again. */
  reloadTls(): Promise<void>;
  /** However often it is asked, it stops once. */
  stop(): Promise<void>;
};

/** How long attempts under way may take when the service stops, milliseconds. */
const GRACE = 10_000;

export async function startService(settings: ServiceSettings): Promise<Service> {
  const given = settings.publicUrl === undefined ? undefined : readPublicUrl(settings.publicUrl);
  const remoteOf = remoteReader(settings.trustedProxies ?? []);
  const pair = settings.tls === undefined ? undefined : await readTlsPair(settings.tls);
  let publicUrl = given?.url;
  let loops: readonly RunningLoop[] = [];
  let health: HealthWatch | undefined;
  const installation = await openInstallation({
    ...settings,
    publicUrl: () => publicUrl,
    givenPublicUrl: given?.url,
    loops: () => loops.map(loopSight),
    health: () => health?.sight(),
  });
  /** What a start that fails must close, so that the process ends. */
  const undo: (() => unknown)[] = [];
  try {
    const { deps } = installation;
    await freeAbandonedClaims(deps, deps.clock.now());
    const metrics = createMetrics();
    const deliverer = createDeliverer(deps);
    const logRefusal = refusalLog(settings.log, deps.clock.mono);
    const front = publicListener({
      basePath: given?.basePath ?? '',
      proof: installation.proof,
      tls: pair,
      hooks: installation.hooks,
      receive: async (call) => {
        await receiveCall(deps, call);
        metrics.calls();
      },
      waiting: installation.store.waiting,
      mono: deps.clock.mono,
      remoteOf: (request) =>
        remoteOf(request.socket.remoteAddress, request.headers['x-forwarded-for'] as string | undefined),
      onRefused: (reason, remote) => {
        metrics.refused(reason);
        logRefusal(reason, remote);
      },
      limits: INTAKE_LIMITS,
      links: { ...deps, ...installation.hand, deliveryOf: linkReader(installation) },
      calendar: calendarFeed({
        ...{ ...deps, book: installation.book },
        readToken: (token) => installation.tokens.read('calendar', token),
      }),
      onCall: onCallPages({
        ...{ ...deps, book: installation.book },
        readToken: (token) => installation.tokens.read('on-call-page', token),
      }),
    });
    undo.push(() => front.close());
    const frontUrl = await listen(front, settings.publicListen);
    publicUrl ??= frontUrl;
    const watchedTls = watchCertificate(front, pair, settings, deps.clock.now());
    undo.push(() => watchedTls?.stop());
    const token = randomBytes(32).toString('base64url');
    const back = await privateListener({
      handlers: installation.handlers,
      principalOf: tokenPrincipal(token),
      readiness: () => readiness(installation),
      metrics: async () => metrics.render(await gauges(installation)),
      log: settings.log,
      version: settings.version,
    });
    undo.push(() => back.close());
    await back.ready();
    const url = await listen(back.server, settings.listen);
    await settings.configure?.(installation);
    // Only once both listeners stand: a loop that runs would keep a start alive that has failed.
    const lastResort = createLastResort(deps);
    health = createHealthWatch({
      ...{ ...deps, store: installation.store, gate: installation.gate, lastResort },
      loops: () => loops.map(loopSight),
      disk: () => diskSight(installation.folder.path),
      fault: () => installation.store.fault()?.kind,
      keepMark: (mark) => writeMark(installation.folder.file('tabduty.db'), mark),
    });
    const { sites } = installation;
    const inventory = inventoryKeeper({ ...deps, sites });
    const explainer = createExplainer({ ...deps, sites, onUnknownContent: inventory.request });
    const stopping = new AbortController();
    const hearing = {
      lines: keepLines({ ...deps, stopping: stopping.signal }),
      answers: hearAnswers({ ...deps, stopping: stopping.signal }),
    };
    loops = startLoops(installation, deliverer, explainer, inventory, health, hearing);
    installation.folder.writeRunFile({ url, token, pid: process.pid });
    const stop = async () => {
      watchedTls?.stop();
      installation.sites.stop();
      front.close();
      front.closeIdleConnections();
      explainer.stop();
      stopping.abort();
      hearing.lines.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await deliverer.drain(new Promise((resolve) => setTimeout(resolve, GRACE).unref()));
      front.closeAllConnections();
      await back.close();
      await installation.close();
    };
    let stopped: Promise<void> | undefined;
    return {
      installation,
      url,
      publicUrl,
      broken: watchStore(installation, lastResort),
      reloadTls: async () => watchedTls?.reload(),
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    for (const close of undo) await close();
    await installation.close();
    throw error;
  }
}

/** An expired certificate does not keep the service from starting: what was received must still be told. */
function watchCertificate(
  front: ReturnType<typeof publicListener>,
  pair: TlsPair | undefined,
  { tls, log }: ServiceSettings,
  now: number,
) {
  if (tls === undefined || pair === undefined || !('setSecureContext' in front)) return undefined;
  const fault = validityFault(pair, now);
  if (fault !== undefined)
    log.error({ file: tls.cert }, `${fault}: Tableau calls nobody whose certificate is not valid`);
  return watchTls(tls, pair, { clock: systemClock, log, use: (next) => front.setSecureContext(next) });
}

function loopSight({ name, lastStepAt, failures }: RunningLoop): LoopSight {
  return { name, idleMs: systemClock.mono() - lastStepAt(), failures: failures() };
}
function linkReader({ tokens }: Installation): (token: string) => string | undefined {
  return (token) => {
    const read = tokens.read('alert-link', token);
    return read?.isOf(LINK_GENERATION) ? read.id : undefined;
  };
}

/** "host:port"; answers the address that it got. */
async function listen(server: Server, where: string): Promise<string> {
  const cut = where.lastIndexOf(':');
  const host = where.slice(0, cut).replace(/^\[|\]$/g, '');
  const port = Number(where.slice(cut + 1));
  if (cut < 1 || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AppError('wrong-use', `${JSON.stringify(where)} is no address to listen on; write host:port`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenFault(where, cause)));
    server.listen({ host, port }, resolve);
  });
  const at = server.address() as AddressInfo;
  return `${'setSecureContext' in server ? 'https' : 'http'}://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`;
}

function listenFault(where: string, cause: NodeJS.ErrnoException): AppError {
  if (cause.code === 'EADDRINUSE')
    return new AppError('environment', `something else listens on ${where}`, {
      remedy: 'stop it, or name another address with --listen and --public-listen',
      cause,
    });
  return new AppError('environment', `${where} cannot be listened on (${cause.code})`, { cause });
}
