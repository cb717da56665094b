/** Personal access tokens and the one session that each may have. */
import type { Clock } from '../../app/ports/clock.ts';
import { DAY, type Instant, MINUTE, type Millis } from '../../domain/time/instant.ts';
import { ERROR_CODE } from '../../tableau/wire.ts';
import { Refusal, notSignedIn, signInFailed } from './refusal.ts';
import type { Chance } from '../shared/seed.ts';
import type { Switches } from './switches.ts';
import type { Site, User, World } from './world.ts';

export type PatOptions = {
  readonly name: string;
  readonly secret: string;
  /** Sites that its owner belongs to; all when it is missing. */
  readonly siteContentUrls?: readonly string[];
  readonly expiresAt?: Instant;
  /** Name of the user it belongs to; the first administrator of the site when it is missing. */
  readonly user?: string;
};

export type Password = { readonly user: string; readonly password: string };

export type Pat = {
  readonly options: PatOptions;
  expiresAt: Instant | undefined;
  revoked: boolean;
  usedAt: Instant;
};

export type Session = {
  readonly token: string;
  /** `undefined` for one by password. */
  readonly pat: Pat | undefined;
  readonly site: Site;
  readonly user: User;
  usedAt: Instant;
};

type Deps = {
  readonly clock: Clock;
  readonly world: World;
  readonly switches: Switches;
  readonly chance: Chance;
};

/** Tableau expires a token that nobody used for 15 days. */
const UNUSED_LIMIT: Millis = 15 * DAY;

export class Sessions {
  readonly pats: Pat[];
  readonly #deps: Deps;
  readonly #passwords: readonly Password[];
  readonly #sessions = new Map<string, Session>();

  constructor(deps: Deps, pats: readonly PatOptions[], passwords: readonly Password[] = []) {
    this.#deps = deps;
    this.#passwords = passwords;
    const usedAt = deps.clock.now();
    this.pats = pats.map((options) => ({ options, expiresAt: options.expiresAt, revoked: false, usedAt }));
  }

  /**
   * Every reason to refuse gives the same answer, as Tableau's does. A new session of a token ends its earlier one,
   * whichever site that was on.
   * https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm
   */
  signIn(name: string, secret: string, contentUrl: string): Session {
    const { clock, world } = this.#deps;
    const now = clock.now();
    const pat = this.pats.find((known) => known.options.name === name);
    const site = world.siteAt(contentUrl);
    if (pat === undefined || pat.options.secret !== secret || site === undefined) throw signInFailed();
    const user = this.#userOf(pat, site);
    if (!this.#isValid(pat, now) || user === undefined) throw signInFailed();
    this.endSessionsOf(pat);
    pat.usedAt = now;
    return this.#begin(pat, site, user, now);
  }

  /** Cloud asks for a second factor. Other sessions of the user go on. */
  signInByPassword(name: string, password: string, contentUrl: string): Session {
    const { clock, world, switches } = this.#deps;
    const site = world.siteAt(contentUrl);
    const known = this.#passwords.some((p) => p.user === name && p.password === password);
    const user = world.users.find((member) => member.site === site && member.name === name);
    if (switches.edition === 'cloud' || !known || site === undefined || user === undefined)
      throw signInFailed();
    return this.#begin(undefined, site, user, clock.now());
  }

  #begin(pat: Pat | undefined, site: Site, user: User, now: Instant): Session {
    const { chance } = this.#deps;
    const token = `${chance.hex(22)}|${chance.hex(32)}|${site.luid}`;
    const session = { token, pat, site, user, usedAt: now };
    this.#sessions.set(token, session);
    return session;
  }

  /** The session of a token, with its idle time begun anew. */
  use(token: string | undefined): Session {
    if (token === undefined || token === '') throw notSignedIn();
    const session = this.#sessions.get(token);
    const now = this.#deps.clock.now();
    if (session === undefined) throw this.#invalid();
    if (now - session.usedAt >= this.idleLimit() || !this.#isValid(session.pat, now)) {
      this.#sessions.delete(token);
      throw this.#invalid();
    }
    session.usedAt = now;
    if (session.pat !== undefined) session.pat.usedAt = now;
    return session;
  }

  signOut(session: Session): void {
    this.#sessions.delete(session.token);
  }

  endSessionsOf(pat: Pat): void {
    for (const session of Array.from(this.#sessions.values())) {
      if (session.pat === pat) this.#sessions.delete(session.token);
    }
  }

  endAll(): void {
    this.#sessions.clear();
  }

  idleLimit(): Millis {
    const { idleMinutes, edition } = this.#deps.switches;
    if (idleMinutes > 0) return idleMinutes * MINUTE;
    return (edition === 'cloud' ? 120 : 240) * MINUTE;
  }

  #isValid(pat: Pat | undefined, now: Instant): boolean {
    if (pat === undefined) return true;
    if (pat.revoked || now - pat.usedAt >= UNUSED_LIMIT) return false;
    return pat.expiresAt === undefined || now < pat.expiresAt;
  }

  #userOf(pat: Pat, site: Site): User | undefined {
    const { siteContentUrls, user } = pat.options;
    // Tableau Cloud has no Default site that one could sign in to without a name.
    if (site.contentUrl === '' && this.#deps.switches.edition === 'cloud') return undefined;
    if (siteContentUrls !== undefined && !siteContentUrls.includes(site.contentUrl)) return undefined;
    const members = this.#deps.world.users.filter((member) => member.site === site);
    if (user !== undefined) return members.find((member) => member.name === user);
    return members.find((member) => member.siteRole === 'SiteAdministratorCreator') ?? members[0];
  }

  #invalid(): Refusal {
    const code = this.#deps.switches.sessionCode;
    return code === ERROR_CODE.notSignedIn
      ? notSignedIn()
      : new Refusal(code, 'Invalid authentication credentials were provided.');
  }
}
