/** Everything that has to do with the configuration, on SQLite and with real keys, without listeners. */
import type { ConfigDeps } from '../../src/app/policy/accept-config.ts';
import { configStatus } from '../../src/app/policy/config-status.ts';
import { reloadConfig } from '../../src/app/policy/follow-config-file.ts';
import { policyHolder } from '../../src/app/policy/policy-holder.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { secretSource } from '../../src/app/policy/secret-source.ts';
import { checkConfig } from '../../src/config/check.ts';
import { secretUses } from '../../src/config/secret-references.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { uuidV7 } from '../../src/platform/ids.ts';
import { keyRing } from '../../src/platform/key-file.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { createSecretBox } from '../../src/platform/secret-box.ts';
import { secretPlaces } from '../../src/platform/secret-places.ts';
import { checkDeps } from '../fixtures/config.ts';
import { NOON } from '../fixtures/records.ts';
import { memoryStore } from './memory-store.ts';
import { temporaryFolder } from './temp.ts';

export type ConfigDeskOptions = {
  readonly managedBy?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

export function startConfigDesk({ managedBy, env = {} }: ConfigDeskOptions = {}) {
  const folder = temporaryFolder();
  const store = memoryStore();
  const clock = new ManualClock(NOON);
  const ids = uuidV7(clock);
  const logged: string[] = [];
  const note = (_fields: unknown, message: string) => void logged.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const box = createSecretBox(keyRing(new Uint8Array(32).fill(3)));
  const redactor = createRedactor();
  const secrets = secretSource({
    places: secretPlaces({ env, folder, forbidden: undefined }),
    stored: { store, box },
    learn: redactor.learn,
  });
  const deps: ConfigDeps & { readonly log: Log } = {
    store,
    clock,
    ids,
    log,
    check: (text, revision) => checkConfig(text, checkDeps({ secrets, revision })),
    holder: policyHolder(),
    status: configStatus(managedBy),
  };
  const reload = () => reloadConfig(deps);
  return {
    folder,
    store,
    clock,
    deps,
    logged,
    redactor,
    secretDeps: { store, clock, ids, box, reload, secretUses },
  };
}
