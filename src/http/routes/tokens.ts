/** Answers the endpoints of tokens. */
import * as api from '../../api/tokens.ts';
import { listTokens } from '../../app/sites/list-tokens.ts';
import { rotateToken, type RotateTokenDeps } from '../../app/sites/rotate-token.ts';
import { type Instant, isoOf } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import { handler, type Handler } from '../handler.ts';

type Deps = RotateTokenDeps & { readonly policy: { current(): Policy } };

export function tokenHandlers(deps: Deps): readonly Handler[] {
  return [
    handler(api.listTokens, async () => ({
      tokens: (await listTokens(deps)).map(({ stage, lastSignInAt, idleEndsAt, sharedWith, ...token }) => ({
        ...token,
        lastSignInAt: iso(lastSignInAt),
        idleEndsAt: iso(idleEndsAt),
        endsSoon: stage && { why: stage.why, withinDays: stage.days, at: isoOf(stage.at) },
        sharedWith: [...sharedWith],
      })),
    })),
    handler(api.rotateToken, async ({ name, ...token }, { actor }) => {
      const { kind, ...rotated } = await rotateToken(deps, { ...token, name }, actor);
      void kind;
      const edits = 'edits' in rotated ? rotated.edits : undefined;
      return {
        ...rotated,
        edits: edits?.map(({ path, value }) => ({ path: path.join('.'), value })),
        warnings:
          'warnings' in rotated ? rotated.warnings.map(({ path, message }) => `${path} ${message}`) : [],
      };
    }),
  ];
}

const iso = (at: Instant | undefined) => (at === undefined ? undefined : isoOf(at));
