/** How long a personal access token lives: until its date, and until it was unused for 15 days; told at 30, 7, 1 day. */
import { after, DAY, type Instant, parseInstant } from '../time/instant.ts';

export type TokenEnd = { readonly why: 'expires' | 'idle'; readonly at: Instant };

/** Days that were left when it was last told of; 0 means that it is over. */
export type TokenStage = 30 | 7 | 1 | 0;

export type TokenLife = {
  /** Those that are known, the earliest first. */
  readonly ends: readonly TokenEnd[];
  /** The end that is nearest to being told of, and how near; none while all is well. */
  readonly stage: { readonly end: TokenEnd; readonly days: TokenStage } | undefined;
};

/** https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm */
export const IDLE_LIMIT: number = 15 * DAY;

const STAGES: Readonly<Record<TokenEnd['why'], readonly TokenStage[]>> = {
  expires: [0, 1, 7, 30],
  // A token that was used a minute ago has 15 days.
  idle: [0, 1, 7],
};

/** `expiresOn` is a date; Tableau does not say the hour, so the day's beginning counts. */
export function tokenLife(
  {
    expiresOn,
    lastUsedAt,
  }: { readonly expiresOn: string | undefined; readonly lastUsedAt: Instant | undefined },
  now: Instant,
): TokenLife {
  const expires = parseInstant(`${expiresOn}T00:00Z`);
  const ends: TokenEnd[] = [
    ...(expires === undefined ? [] : [{ why: 'expires', at: expires } as const]),
    ...(lastUsedAt === undefined ? [] : [{ why: 'idle', at: after(lastUsedAt, IDLE_LIMIT) } as const]),
  ].sort((a, b) => a.at - b.at);
  const staged = ends.flatMap((end) => {
    const days = STAGES[end.why].find((d) => end.at - now <= d * DAY);
    return days === undefined ? [] : [{ end, days }];
  });
  return { ends, stage: staged.sort((a, b) => a.days - b.days)[0] };
}
