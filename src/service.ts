/** The service: an installation with its two listeners and its loops, from start to graceful stop. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { createDeliverer } from './app/deliver.ts';
import { createExplainer, type Explainer } from './app/explain-failures.ts';
import { AppError } from './app/errors.ts';
import { flushGroups } from './app/flush-groups.ts';
import { freeAbandonedClaims } from './app/free-claims.ts';
import { labelAlerts } from './app/label-alerts.ts';
import { receiveCall } from './app/receive-call.ts';
import { signInSites } from './app/sign-in-sites.ts';
import { type InventoryKeeper, inventoryKeeper } from './app/sync-inventory.ts';
import { triageCalls } from './app/triage-calls.ts';
import { watchTroubles } from './app/watch-troubles.ts';
import type { TableName } from './domain/records.ts';
import { alertPage } from './http/alert-page.ts';
import { INTAKE_LIMITS } from './http/intake.ts';
import { privateListener, tokenPrincipal } from './http/private.ts';
import { publicListener } from './http/public.ts';
import {
  type Installation,
  type InstallationSettings,
  LINK_GENERATION,
  openInstallation,
} from './installation.ts';
import { type RunningLoop, startLoop } from './platform/loop.ts';
import { createMetrics } from './platform/metrics.ts';

export type ServiceSettings = Omit<InstallationSettings, 'publicUrl'> & {
  readonly listen: string;
  readonly publicListen: string;
  readonly publicUrl: string | undefined;
  readonly version: string;
};

export type Service = {
  readonly installation: Installation;
  readonly url: string;
  readonly publicUrl: string;
  stop(): Promise<void>;
};

/** How long attempts under way may take when the service stops, milliseconds. */
const GRACE = 10_000;

export async function startService(settings: ServiceSettings): Promise<Service> {
  let publicUrl = settings.publicUrl?.replace(/\/$/, '');
  const installation = await openInstallation({ ...settings, publicUrl: () => publicUrl });
  try {
    const { deps } = installation;
    await freeAbandonedClaims(deps, deps.clock.now());
    const metrics = createMetrics();
    const deliverer = createDeliverer(deps);
    const inventory = inventoryKeeper({ ...deps, sites: installation.sites });
    const explainer = createExplainer({
      ...deps,
      sites: installation.sites,
      onUnknownContent: (slug) => {
        inventory.request(slug);
        wakeInventory();
      },
    });
    const { loops, wake } = startLoops(installation, deliverer, explainer, inventory);
    const wakeInventory = () => wake('inventory');
    const front = publicListener({
      hooks: installation.hooks,
      receive: async (call) => {
        await receiveCall(deps, call);
        metrics.calls();
      },
      waiting: installation.store.waiting,
      mono: deps.clock.mono,
      remoteOf: (request) => request.socket.remoteAddress ?? '',
      onRefused: metrics.refused,
      limits: INTAKE_LIMITS,
      alertPage: alertPage({
        store: installation.store,
        clock: deps.clock,
        deliveryOf: linkReader(installation),
      }),
    });
    const frontUrl = await listen(front, settings.publicListen);
    publicUrl ??= frontUrl;
    const token = randomBytes(32).toString('base64url');
    const back = await privateListener({
      handlers: installation.handlers,
      principalOf: tokenPrincipal(token),
      readiness: () => readiness(installation),
      metrics: async () => metrics.render(await gauges(installation)),
      log: settings.log,
      version: settings.version,
    });
    await back.ready();
    const url = await listen(back.server, settings.listen);
    installation.folder.writeRunFile({ url, token, pid: process.pid });
    return {
      installation,
      url,
      publicUrl,
      async stop() {
        front.close();
        front.closeIdleConnections();
        explainer.stop();
        await Promise.all(loops.map((loop) => loop.stop()));
        await deliverer.drain(new Promise((resolve) => setTimeout(resolve, GRACE).unref()));
        front.closeAllConnections();
        await back.close();
        await installation.close();
      },
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

/** Which tables wake which loop. */
function startLoops(
  { deps, store, sites }: Installation,
  deliverer: ReturnType<typeof createDeliverer>,
  explainer: Explainer,
  inventory: InventoryKeeper,
): { readonly loops: readonly RunningLoop[]; readonly wake: (name: string) => void } {
  const start = (name: string, step: Parameters<typeof startLoop>[0]['step'], on: readonly TableName[]) => ({
    loop: startLoop({ name, step }, deps),
    on,
  });
  const started = [
    start('triage', (at) => triageCalls(deps, at), ['calls']),
    start('label', (at) => labelAlerts(deps, at), ['incarnations']),
    start('explain', (at) => explainer.explainDue(at), ['reasons']),
    start('inventory', (at) => inventory.sync(at), []),
    start('flush', (at) => flushGroups(deps, at), ['groups']),
    start('deliver', (at) => deliverer.deliverDue(at), ['deliveries', 'lanes', 'attempts']),
    start('sign-in', signInSites({ ...deps, sites }), []),
    start('watch', (at) => watchTroubles(deps, at), []),
  ];
  const wake = (name: string) => started.find(({ loop }) => loop.name === name)?.loop.wake();
  deliverer.whenFree(() => wake('deliver'));
  store.onCommit((tables) => {
    for (const { loop, on } of started) if (on.some((table) => tables.has(table))) loop.wake();
  });
  // A new policy is in force only after its commit, so commits would wake this one too early.
  explainer.whenFree(() => wake('explain'));
  deps.holder.subscribe(() => {
    explainer.forgive();
    wake('explain');
    wake('sign-in');
    wake('inventory');
  });
  return { loops: started.map(({ loop }) => loop), wake };
}

function linkReader({ tokens }: Installation): (token: string) => string | undefined {
  return (token) => {
    const read = tokens.read('alert-link', token);
    return read?.isOf(LINK_GENERATION) ? read.id : undefined;
  };
}

async function readiness({ store, deps }: Installation) {
  const backlog = await store.ask('backlog', {});
  const reasons: string[] = [];
  if (deps.policy.current().revision === 0) reasons.push('no configuration is in force');
  if (backlog.stuckCalls > 0) reasons.push(`${backlog.stuckCalls} calls are stuck`);
  return { ready: deps.policy.current().revision > 0, reasons };
}

async function gauges({ store, deps }: Installation): Promise<Record<string, number>> {
  const backlog = await store.ask('backlog', {});
  return {
    calls_pending: backlog.pendingCalls,
    calls_stuck: backlog.stuckCalls,
    alerts_open: backlog.openAlerts,
    alerts_unrouted: backlog.unrouted,
    deliveries_pending: backlog.pendingDeliveries,
    deliveries_dead: backlog.deadDeliveries,
    commits_waiting: store.waiting(),
    configuration_revision: deps.policy.current().revision,
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
  return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`;
}

function listenFault(where: string, cause: NodeJS.ErrnoException): AppError {
  if (cause.code === 'EADDRINUSE')
    return new AppError('environment', `something else listens on ${where}`, {
      remedy: 'stop it, or name another address with --listen and --public-listen',
      cause,
    });
  return new AppError('environment', `${where} cannot be listened on (${cause.code})`, { cause });
}
