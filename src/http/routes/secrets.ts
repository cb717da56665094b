/** Answers the endpoints of stored secrets. */
import * as api from '../../api/secrets.ts';
import { listSecrets } from '../../app/policy/list-secrets.ts';
import { removeSecret } from '../../app/policy/remove-secret.ts';
import { setSecret } from '../../app/policy/set-secret.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { handler, type Handler } from '../handler.ts';

export type SecretDeps = Parameters<typeof setSecret>[0] & Parameters<typeof removeSecret>[0];

export function secretHandlers(deps: SecretDeps): readonly Handler[] {
  return [
    handler(api.listSecrets, async () => ({
      secrets: (await listSecrets(deps)).map((secret) => ({
        ...secret,
        updatedAt: isoOf(secret.updatedAt),
        usedBy: [...secret.usedBy],
      })),
    })),
    handler(api.setSecret, async ({ name, value }, { actor }) => {
      await setSecret(deps, { name, value, author: actor });
      return { name };
    }),
    handler(api.removeSecret, async ({ name, force }, { actor }) => {
      await removeSecret(deps, { name, force, author: actor });
      return { name };
    }),
  ];
}
