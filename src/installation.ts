/** One installation, opened: its data folder, store, key, policy, engine and handlers; no listener and no loop yet. */
import { dirname, resolve } from 'node:path';
import { acceptConfig, type ConfigDeps } from './app/accept-config.ts';
import { type ConfigStatus, configStatus } from './app/config-status.ts';
import type { DeliverDeps } from './app/deliver.ts';
import { AppError } from './app/errors.ts';
import { hookDirectory, type RefreshableHooks } from './app/hook-directory.ts';
import { reloadConfig } from './app/follow-config-file.ts';
import { policyHolder } from './app/policy-holder.ts';
import type { CheckConfig, SecretSource } from './app/ports/config.ts';
import type { Log } from './app/ports/log.ts';
import { createOutlook, type Outlook } from './app/outlook.ts';
import type { RotateDeps } from './app/rotate-hook.ts';
import { secretSource } from './app/secret-source.ts';
import { checkConfig } from './config/check.ts';
import { secretUses } from './config/secret-references.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { configHandlers } from './http/routes/config.ts';
import { secretHandlers } from './http/routes/secrets.ts';
import { recordHandlers } from './http/routes/records.ts';
import { tableauHandlers } from './http/routes/tableau.ts';
import type { Handler } from './http/handler.ts';
import { systemClock } from './platform/clock.ts';
import { type DataFolder, openDataFolder } from './platform/data-folder.ts';
import { uuidV7 } from './platform/ids.ts';
import { openGivenKey, openOwnKey } from './platform/key-file.ts';
import { createOutbound, type OutboundSettings } from './platform/outbound.ts';
import { re2Regexes } from './platform/regexes.ts';
import { createRedactor } from './platform/redact.ts';
import { createSecretBox } from './platform/secret-box.ts';
import { secretPlaces } from './platform/secret-places.ts';
import { liquidTemplates } from './platform/templates.ts';
import { createTokens, type Tokens } from './platform/tokens.ts';
import { openSqliteStore, type SqliteStore } from './storage/sqlite-store.ts';
import { StorageFault } from './storage/storage-fault.ts';
import { type ConnectedSites, createTableauSites } from './tableau/sites.ts';

export type InstallationSettings = {
  readonly data: string;
  readonly keyFile: string | undefined;
  readonly outbound: OutboundSettings;
  readonly publicUrl: () => string | undefined;
  readonly configFile: string | undefined;
  readonly log: Log;
};

export type Installation = {
  readonly folder: DataFolder;
  readonly store: SqliteStore;
  readonly tokens: Tokens;
  readonly hooks: RefreshableHooks;
  readonly handlers: readonly Handler[];
  readonly sites: ConnectedSites;
  /** What keeping webhooks alive needs. */
  readonly upkeep: RotateDeps;
  readonly board: Outlook;
  readonly deps: DeliverDeps & ConfigDeps & { readonly status: ConfigStatus };
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
  const { log } = settings;
  const ring = await (settings.keyFile === undefined
    ? openOwnKey(folder.file('key'))
    : openGivenKey(settings.keyFile));
  const store = await openStore(folder.file('tabduty.db'));
  const clock = systemClock;
  const ids = uuidV7(clock);
  const tokens = createTokens(ring);
  const templates = liquidTemplates();
  const holder = policyHolder();
  const box = createSecretBox(ring);
  const redactor = createRedactor();
  const beside = settings.configFile === undefined ? '.' : dirname(resolve(settings.configFile));
  const places = secretPlaces({ env: process.env, folder: beside, forbidden: folder.path });
  const check = checker(secretSource({ places, stored: { store, box }, learn: redactor.learn }));
  const outbound = createOutbound(settings.outbound);
  const hooks = hookDirectory({
    store,
    ids,
    clock,
    mintHook: (id, generation) => tokens.mint('hook', id, generation),
  });
  holder.subscribe(
    (policy) => void hooks.refresh(policy).catch((error) => log.error({ error }, 'hooks could not be read')),
  );
  const board = createOutlook(holder);
  const engine = {
    ...{ ids, chance: Math.random, templates, registry: DESTINATIONS, policy: holder },
    outlook: board.lineOf,
  };
  const status = configStatus(settings.configFile);
  const config = { store, clock, ids, check, holder, status } satisfies ConfigDeps;
  const reload = () => reloadConfig({ ...config, log });
  const detailsUrl = (id: string) => {
    const base = settings.publicUrl();
    return base === undefined ? undefined : `${base}/a/${tokens.mint('alert-link', id, LINK_GENERATION)}`;
  };
  const deps = { ...engine, ...config, log, outbound, bootId: ids.next(), detailsUrl };
  await reload();
  await hooks.refresh(holder.current());
  const sites = createTableauSites({ policy: holder, outbound, clock });
  const upkeep = { sites, hooks, publicUrl: settings.publicUrl, policy: holder, store, ids, clock };
  const handlers = [
    ...recordHandlers({ ...engine, store, clock, hooks, publicUrl: () => settings.publicUrl() ?? '' }),
    ...configHandlers(config),
    ...secretHandlers({ store, clock, ids, box, reload, secretUses }),
    ...tableauHandlers(upkeep),
  ];
  return {
    ...{ folder, store, tokens, hooks, handlers, sites, upkeep, board, deps },
    apply: (text, author) =>
      acceptConfig(config, { text, author, note: undefined, base: undefined, action: 'apply' }),
    async close() {
      await sites.signOut();
      await outbound.close();
      await store.close();
      folder.release();
    },
  };
}

export function checker(secrets: SecretSource): CheckConfig {
  const templates = liquidTemplates();
  return (text, revision) =>
    checkConfig(text, { registry: DESTINATIONS, secrets, regexes: re2Regexes, templates, revision });
}

async function openStore(path: string): Promise<SqliteStore> {
  try {
    return await openSqliteStore(path);
  } catch (error) {
    throw error instanceof StorageFault ? openFault(error, path) : error;
  }
}

function openFault(fault: StorageFault, path: string): AppError {
  const remedies: Partial<Record<StorageFault['kind'], string>> = {
    corrupt: 'bring the folder back from a backup; Tabduty never puts an empty database in its place',
    newer: 'run the version that wrote it, or a newer one',
    full: 'free some space and start again',
    readonly: 'give its owner the right to write the file',
  };
  return new AppError('environment', fault.message.split('\n')[0] ?? fault.message, {
    path,
    remedy: remedies[fault.kind] ?? 'look at the disk and the rights of the file',
    cause: fault,
  });
}
