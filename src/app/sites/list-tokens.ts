/** How long each site's token lives, and what shares it. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import { type TokenStage, tokenLife } from '../../domain/sites/token-life.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { lastSignIn } from './watch-tokens.ts';

export type TokenState = {
  readonly site: string;
  readonly name: string;
  readonly expiresOn: string | undefined;
  readonly lastSignInAt: Instant | undefined;
  /** When it ends unless it is used until then. */
  readonly idleEndsAt: Instant | undefined;
  readonly stage:
    | { readonly why: 'expires' | 'idle'; readonly days: TokenStage; readonly at: Instant }
    | undefined;
  /** Other sites with the same token. */
  readonly sharedWith: readonly string[];
};

type Deps = {
  readonly store: Pick<Store, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: { current(): Policy };
};

export async function listTokens({ store, clock, policy }: Deps): Promise<readonly TokenState[]> {
  const sites = [...policy.current().sites.values()];
  const states: TokenState[] = [];
  for (const { slug, server, pat } of sites) {
    if (pat === undefined) continue;
    const lastSignInAt = await lastSignIn(store, slug);
    const { ends, stage } = tokenLife({ expiresOn: pat.expiresOn, lastUsedAt: lastSignInAt }, clock.now());
    const twins = sites.filter((s) => s.slug !== slug && s.server === server && s.pat?.name === pat.name);
    states.push({
      site: slug,
      name: pat.name,
      expiresOn: pat.expiresOn,
      lastSignInAt,
      idleEndsAt: ends.find(({ why }) => why === 'idle')?.at,
      stage: stage && { why: stage.end.why, days: stage.days, at: stage.end.at },
      sharedWith: twins.map((s) => s.slug),
    });
  }
  return states;
}
