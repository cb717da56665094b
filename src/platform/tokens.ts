/** Capability tokens: who has one may do the one thing that it is for. They are made from ids, and nothing is stored. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from './key-file.ts';

/** Each purpose has its own key: a link is no hook. */
export type TokenPurpose = 'hook' | 'alert-link' | 'calendar' | 'on-call-page';

export type ReadToken = {
  /** As the token claims it; worth nothing before `isOf` says so. */
  readonly id: string;
  /** Whether the token was minted for this id in this generation. */
  isOf(generation: number): boolean;
};

export interface Tokens {
  /** URL-safe text. The id must be letters, digits, - and _ only. */
  mint(purpose: TokenPurpose, id: string, generation: number): string;
  /** `undefined` for what cannot be a token. */
  read(purpose: TokenPurpose, token: string): ReadToken | undefined;
}

/** 192 bits of the MAC, 32 characters. */
const MAC_BYTES = 24;
const SHAPE = /^([A-Za-z0-9_-]{1,72})\.([A-Za-z0-9_-]{32})$/;

export function createTokens(ring: KeyRing): Tokens {
  const keys: Readonly<Record<TokenPurpose, Buffer>> = {
    hook: ring.subkey('token/hook'),
    'alert-link': ring.subkey('token/alert-link'),
    calendar: ring.subkey('token/calendar'),
    'on-call-page': ring.subkey('token/on-call-page'),
  };
  const macOf = (purpose: TokenPurpose, id: string, generation: number) =>
    createHmac('sha256', keys[purpose]).update(`${id}\n${generation}`).digest().subarray(0, MAC_BYTES);
  return {
    mint(purpose, id, generation) {
      const token = `${id}.${macOf(purpose, id, generation).toString('base64url')}`;
      if (!SHAPE.test(token)) throw new Error(`no token can be made of the id ${JSON.stringify(id)}`);
      return token;
    },
    read(purpose, token) {
      const [, id, mac] = SHAPE.exec(token) ?? [];
      if (id === undefined || mac === undefined) return undefined;
      const given = Buffer.from(mac, 'base64url');
      return { id, isOf: (generation) => timingSafeEqual(given, macOf(purpose, id, generation)) };
    },
  };
}
