/** One installation, opened: its data folder, store, key, policy, engine and handlers; no listener and no loop yet. */
import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { noticeClock } from './app/upkeep/shift-deadlines.ts';
import { acceptConfig, type ConfigDeps } from './app/policy/accept-config.ts';
import { type ConfigStatus, configStatus } from './app/policy/config-status.ts';
import type { DeliverDeps } from './app/pipeline/deliver.ts';
import { hookDirectory, type RefreshableHooks } from './app/policy/hook-directory.ts';
import { reloadConfig } from './app/policy/follow-config-file.ts';
import { policyHolder } from './app/policy/policy-holder.ts';
import type { HealthSight } from './app/upkeep/watch-health.ts';
import type { SteadyClock } from './app/ports/clock.ts';
import type { LoopSight } from './app/ports/doctor.ts';
import type { Log } from './app/ports/log.ts';
import { silenceHolder } from './app/hand/silence-holder.ts';
import { createOutlook, type Outlook } from './app/sites/outlook.ts';
import type { RotateDeps } from './app/policy/rotate-hook.ts';
import { readSendingGate, type SendingGate } from './app/pipeline/sending-gate.ts';
import type { SecretBox } from './app/ports/secret-box.ts';
import { secretSource } from './app/policy/secret-source.ts';
import { addEntries } from './config/add-entries.ts';
import { editConfig } from './config/edit-text.ts';
import { secretUses } from './config/secret-references.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import type { SitePolicy } from './domain/policy.ts';
import type { ActDeps } from './app/hand/act-on-link.ts';
import { dutyDesk } from './app/on-call/duty-desk.ts';
import { type OnCallBook, onCallBook } from './app/on-call/on-call-book.ts';
import { whatIfDesk } from './app/story/what-if-desk.ts';
import { actionHandlers } from './http/routes/actions.ts';
import { auditHandlers } from './http/routes/audit.ts';
import { configHandlers } from './http/routes/config.ts';
import { calendarHandlers } from './http/routes/calendars.ts';
import { onCallHandlers } from './http/routes/on-call.ts';
import { drillHandlers } from './http/routes/drills.ts';
import { handHandlers } from './http/routes/hand.ts';
import { importHandlers } from './http/routes/import.ts';
import { peopleHandlers } from './http/routes/people.ts';
import { secretHandlers } from './http/routes/secrets.ts';
import { doctorHandlers } from './http/routes/doctor.ts';
import { shadowHandlers } from './http/routes/shadow.ts';
import { deliveryHandlers } from './http/routes/deliveries.ts';
import { recordHandlers } from './http/routes/records.ts';
import { sendingHandlers } from './http/routes/sending.ts';
import { silenceHandlers } from './http/routes/silences.ts';
import { tableauHandlers } from './http/routes/tableau.ts';
import { tokenHandlers } from './http/routes/tokens.ts';
import { whatIfHandlers } from './http/routes/what-if.ts';
import type { Handler } from './http/handler.ts';
import { systemClock } from './platform/clock.ts';
import { type DataFolder, openDataFolder } from './platform/data-folder.ts';
import { folderSight } from './platform/folder-sight.ts';
import { type HealthProof, healthProof } from './platform/health-proof.ts';
import { uuidV7 } from './platform/ids.ts';
import { inboundProbe } from './platform/inbound-probe.ts';
import { checker } from './checker.ts';
import { openKey } from './open-key.ts';
import { openStore } from './open-store.ts';
import { createOutbound, type OutboundClient, type OutboundSettings } from './platform/outbound.ts';
import { re2Regexes } from './platform/regexes.ts';
import type { Redactor } from './platform/redact.ts';
import { createSecretBox } from './platform/secret-box.ts';
import { secretPlaces } from './platform/secret-places.ts';
import { steadyClock } from './platform/steady-clock.ts';
import { liquidTemplates } from './platform/templates.ts';
import { createTokens, type Tokens } from './platform/tokens.ts';
import type { SqliteStore } from './storage/sqlite-store.ts';
import { whatIfThread } from './what-if-thread.ts';
import { type ConnectedSites, createTableauSites, sitesOfOne } from './tableau/sites.ts';

export type InstallationSettings = {
  readonly data: string;
  readonly keyFile: string | undefined;
  readonly outbound: OutboundSettings;
  readonly publicUrl: () => string | undefined;
  readonly configFile: string | undefined;
  /** The public URL as it was given, never a listener's own address. */
  readonly givenPublicUrl?: string | undefined;
  /** How the loops are; `undefined` when nothing runs. */
  readonly loops?: () => readonly LoopSight[] | undefined;
  /** Whether the work is done; `undefined` when nothing runs. */
  readonly health?: () => HealthSight | undefined;
  readonly log: Log;
  /** Is told of every secret that the configuration uses; the log hides what it knows. */
  readonly redactor: Redactor;
};

export type Installation = {
  readonly folder: DataFolder;
  readonly store: SqliteStore;
  readonly tokens: Tokens;
  readonly hooks: RefreshableHooks;
  readonly proof: HealthProof;
  readonly box: SecretBox;
  readonly handlers: readonly Handler[];
  readonly sites: ConnectedSites;
  readonly book: OnCallBook;
  /** What people need who take something in hand. */
  readonly hand: Pick<ActDeps, 'silenceDesk' | 'regexes'>;
  /** What keeping webhooks alive needs. */
  readonly upkeep: RotateDeps;
  readonly board: Outlook;
  readonly gate: SendingGate;
  readonly deps: DeliverDeps &
    ConfigDeps & {
      readonly status: ConfigStatus;
      readonly clock: SteadyClock;
      readonly outbound: OutboundClient;
    };
  /** Checks and applies a text as somebody's revision. */
  readonly apply: (text: string, author: string) => ReturnType<typeof acceptConfig>;
  close(): Promise<void>;
};

/** One generation of links until links can be renewed. */
export const LINK_GENERATION = 1;

export async function openInstallation(settings: InstallationSettings): Promise<Installation> {
  const folder = openDataFolder(settings.data);
  try {
    return await openIn(folder, settings);
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function openIn(folder: DataFolder, settings: InstallationSettings): Promise<Installation> {
  const store = await openStore(folder.file('tabduty.db'), settings.log);
  try {
    return await assemble(folder, store, settings);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function assemble(
  folder: DataFolder,
  store: SqliteStore,
  settings: InstallationSettings,
): Promise<Installation> {
  const { log } = settings;
  const ring = await openKey(store, folder.file('key'), settings.keyFile);
  const clock = steadyClock(systemClock);
  await noticeClock({ store, clock, log });
  const ids = uuidV7(clock, undefined, await store.ask('newestId', {}));
  const tokens = createTokens(ring);
  const proof = healthProof(ring);
  const templates = liquidTemplates();
  const holder = policyHolder();
  const box = createSecretBox(ring);
  const beside = settings.configFile === undefined ? '.' : dirname(resolve(settings.configFile));
  const places = secretPlaces({ env: process.env, folder: beside, forbidden: folder.path });
  const secrets = secretSource({ places, stored: { store, box }, learn: settings.redactor.learn });
  const check = checker(secrets);
  const outbound = createOutbound(settings.outbound);
  const hooks = hookDirectory({
    store,
    ids,
    clock,
    mintHook: (id, generation) => tokens.mint('hook', id, generation),
  });
  let refreshed: Promise<unknown> = Promise.resolve();
  holder.subscribe((policy) => {
    const now = hooks
      .refresh(policy)
      .catch((error: unknown) => log.error({ error }, 'hooks could not be read'));
    refreshed = Promise.all([refreshed, now]);
  });
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  const board = createOutlook(holder);
  const book = onCallBook({ store, policy: holder });
  const engine = {
    ...{ ids, chance: Math.random, templates, registry: DESTINATIONS, policy: holder, silences },
    outlook: board.lineOf,
    duty: dutyDesk({ store, book }),
  };
  const status = configStatus(settings.configFile);
  const config = { store, clock, ids, check, holder, status } satisfies ConfigDeps;
  const reload = () => reloadConfig({ ...config, log });
  const detailsUrl = (id: string) => {
    const base = settings.publicUrl();
    return base === undefined ? undefined : `${base}/a/${tokens.mint('alert-link', id, LINK_GENERATION)}`;
  };
  const gate = await readSendingGate(store);
  const maySend = () => gate.pause() === undefined;
  const deps = { ...engine, ...config, clock, log, outbound, bootId: ids.next(), detailsUrl, maySend };
  await silences.refresh();
  await reload();
  await hooks.refresh(holder.current());
  const sites = createTableauSites({ policy: holder, outbound, clock });
  const sitesOf = (site: SitePolicy) => sitesOfOne(site, { outbound, clock });
  const links = {
    calendarUrl: (id: string, generation: number) =>
      `${settings.publicUrl() ?? ''}/calendar/${tokens.mint('calendar', id, generation)}.ics`,
    boardUrl: (id: string, generation: number) =>
      `${settings.publicUrl() ?? ''}/on-call/${tokens.mint('on-call-page', id, generation)}`,
  };
  const upkeep = { sites, hooks, publicUrl: settings.publicUrl, policy: holder, store, ids, clock };
  const desk = whatIfDesk({ ids, clock, run: whatIfThread(folder.file('tabduty.db'), secrets) });
  const handlers = [
    ...auditHandlers({ store }),
    ...doctorHandlers({
      ...{ ...config, policy: holder, sites, hooks, outbound, proof },
      nonce: () => randomBytes(24).toString('base64url'),
      probe: inboundProbe(settings.outbound.caFile),
      folder: () => folderSight(folder.path),
      loops: settings.loops ?? (() => undefined),
      health: settings.health ?? (() => undefined),
      givenPublicUrl: () => settings.givenPublicUrl,
      proxy: proxyPlace(settings.outbound.proxy),
    }),
    ...deliveryHandlers({ ...engine, store, clock }),
    ...recordHandlers({
      ...engine,
      store,
      clock,
      hooks,
      gate,
      health: settings.health ?? (() => undefined),
      publicUrl: () => settings.publicUrl() ?? '',
    }),
    ...configHandlers(config),
    ...whatIfHandlers({ clock, desk }),
    ...shadowHandlers({ store, clock, policy: holder }),
    ...onCallHandlers({ store, clock, ids, policy: holder, book }),
    ...calendarHandlers({ store, clock, ids, policy: holder, ...links }),
    ...handHandlers({ ...engine, store, clock }),
    ...drillHandlers({ ...engine, store, clock }),
    ...peopleHandlers({ store, clock, ids, policy: holder, registry: DESTINATIONS }),
    ...sendingHandlers({ ...deps, gate }),
    ...secretHandlers({ store, clock, ids, box, reload, secretUses }),
    ...silenceHandlers({ store, clock, ids, silences, policy: holder, regexes: re2Regexes }),
    ...tableauHandlers(upkeep),
    ...actionHandlers(upkeep),
    ...tokenHandlers({ ...config, policy: holder, box, sites, editConfig, secretUses, sitesOf }),
    ...importHandlers({ ...upkeep, ...config, registry: DESTINATIONS, box, editConfig, addEntries, sitesOf }),
  ];
  return {
    ...{ folder, store, tokens, hooks, proof, box, handlers, sites, book, upkeep, board, gate, deps },
    hand: { silenceDesk: silences, regexes: re2Regexes },
    async apply(text, author) {
      const offered = { text, author, note: undefined, base: undefined, action: 'apply' };
      const accepted = await acceptConfig(config, offered);
      // Whoever applied may want the addresses of new sites at once.
      await hooks.refresh(holder.current());
      return accepted;
    },
    async close() {
      await desk.close();
      // It writes: a store that closes under it would wait for an answer that never comes.
      await refreshed;
      await sites.signOut();
      await outbound.close();
      await store.close();
      folder.release();
    },
  };
}

/** Without user and password. */
function proxyPlace(proxy: string | undefined): string | undefined {
  return proxy === undefined ? undefined : new URL(proxy).origin;
}
