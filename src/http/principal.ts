/** Who asks the API: the token says what they may, a header of the command line who they say they are. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Principal } from './handler.ts';

export type PrincipalOf = (token: string, user: string | undefined) => Principal | undefined;

const LONGEST_USER = 64;

/** The first principal: who can read `data/run.json` may do all. Digests are compared, so that lengths are equal. */
export function tokenPrincipal(token: string): PrincipalOf {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (given, user) => {
    if (!timingSafeEqual(digest(given), expected)) return undefined;
    const said = claimedUser(user);
    return {
      actor: said === undefined ? 'run.json token' : `${said} (cli)`,
      may: new Set(['read', 'configure', 'operate', 'secrets']),
    };
  };
}

/**
 * Whoever has the token may claim any name, and it stands in messages and in the audit for years: one short line without
 * anything invisible, or nobody's.
 */
export function claimedUser(header: string | undefined): string | undefined {
  const line = decoded(header ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .trim();
  const short = [...line].slice(0, LONGEST_USER).join('').trim();
  return short === '' ? undefined : short;
}

/** Header fields are ASCII, so the name comes percent-encoded; what is not is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
