/** Handlers of the configuration and its secrets. */
import * as api from '../../api/config.ts';
import {
  applyConfig,
  type Applied,
  type ConfigDeps,
  loadPolicy,
  refuseInFileMode,
  revisionOf,
  rollbackConfig,
} from '../../app/apply-config.ts';
import { removeSecret, type SecretDeps, setSecret } from '../../app/secrets.ts';
import { isoOf } from '../../domain/instant.ts';
import type { Revision } from '../../domain/records.ts';
import { type Handler, handler } from '../handler.ts';

type Deps = ConfigDeps & SecretDeps;

export function configHandlers(deps: Deps): readonly Handler[] {
  return [
    handler(api.showConfig, async ({ number }) => {
      const revision = await revisionOf(deps, number);
      return { ...headOf(revision), text: revision.text };
    }),
    handler(api.applyConfig, async ({ text, note, base }, { actor }) => {
      refuseInFileMode(deps);
      return viewOf(await applyConfig(deps, { text, author: actor, note, base }));
    }),
    handler(api.listRevisions, async ({ limit }) => ({
      items: (await deps.store.ask('revisions', { limit })).map(headOf),
    })),
    handler(api.rollbackConfig, async ({ number }, { actor }) => {
      refuseInFileMode(deps);
      return viewOf(await rollbackConfig(deps, number, actor));
    }),
    ...secretHandlers(deps),
  ];
}

/** A changed secret is in force at once: the policy holds its value. */
function secretHandlers(deps: Deps): readonly Handler[] {
  return [
    handler(api.setSecret, async ({ name, value }, { actor }) => {
      await setSecret(deps, name, value, actor);
      await loadPolicy(deps);
      return { name };
    }),
    handler(api.listSecrets, async () => ({
      items: (await deps.store.ask('secrets', {})).map((s) => ({
        name: s.id,
        updatedAt: isoOf(s.updatedAt),
        author: s.author,
      })),
    })),
    handler(api.removeSecret, async ({ name }, { actor }) => {
      await removeSecret(deps, name, actor);
      return { name };
    }),
  ];
}

function headOf({ number, at, author, note }: Omit<Revision, 'text'>) {
  return { number, at: isoOf(at), author, note };
}

function viewOf({ revision, changed, warnings }: Applied) {
  return { revision, changed, warnings: warnings.map((w) => ({ ...w })) };
}
