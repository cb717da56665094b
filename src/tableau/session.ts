/** The one session that a token may have: signed in once for all callers, renewed once when Tableau has ended it. */
import type { Clock } from '../app/ports/clock.ts';
import type { Outbound } from '../app/ports/outbound.ts';
import type { SignedIn } from '../app/ports/tableau.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { type Instant, MINUTE } from '../domain/time/instant.ts';
import { decodeSignIn, type Session } from './decode.ts';
import { Displacements } from './displacements.ts';
import { noSignIn, noTokens, oddityError, refusalError, tokenShared } from './errors.ts';
import { atLeast, SINCE } from './wire.ts';
import { type Ask, exchange, type Heard, heardOrThrow, isRefusal, type Refusal } from './exchange.ts';

type Deps = {
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly version: () => Promise<string>;
  /** Sign-ins of one token go one after the other. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
};

type Open = Session & { readonly origin: string; readonly version: string; usedAt: number };

/** Cloud ends a session after 120 idle minutes, Server after 240; one that ends far earlier was displaced. */
const SURELY_ALIVE = 100 * MINUTE;

export class SessionKeeper {
  readonly #site: SitePolicy;
  readonly #deps: Deps;
  #open: Open | undefined;
  /** The pod that the site lives on; Cloud tells it at sign-in. */
  #origin: string;
  readonly #displaced = new Displacements();

  constructor(site: SitePolicy, deps: Deps) {
    this.#site = site;
    this.#deps = deps;
    this.#origin = site.server;
  }

  get displacedAt(): Instant | undefined {
    return this.#displaced.lastAt;
  }

  isContested(): boolean {
    return this.#displaced.isContested(this.#deps.clock.now());
  }

  /** Where the next request goes to. */
  get origin(): string {
    return this.#origin;
  }

  signIn(): Promise<SignedIn> {
    return this.#deps.inTurn(() => this.#signInNow());
  }

  /** The open session, or a new one that all who ask meanwhile share. */
  current(): Promise<Open> {
    return this.#open === undefined
      ? this.#deps.inTurn(async () => this.#open ?? (await this.#signInInPeace()))
      : Promise.resolve(this.#open);
  }

  used(session: Open): void {
    session.usedAt = this.#deps.clock.mono();
  }

  /** Tableau does not know the session any more. */
  lost(session: Open): void {
    // One that Tabduty has replaced or given up itself was not taken by anybody else.
    if (this.#open !== session) return;
    const { clock } = this.#deps;
    const wasTaken = this.#site.pat !== undefined && clock.mono() - session.usedAt < SURELY_ALIVE;
    if (wasTaken) this.#displaced.add(clock.now());
    this.#open = undefined;
  }

  /** Another site of this installation has signed in with the same token, which ends this session. */
  forget(): void {
    this.#open = undefined;
  }

  async signOut(signal: AbortSignal): Promise<void> {
    const session = this.#open;
    if (session === undefined) return;
    this.#open = undefined;
    const { origin, token, version } = session;
    const path = `/api/${version}/auth/signout`;
    const ask = { origin, method: 'POST', path, doing: 'change', where: this.#site.place.path } as const;
    await exchange(this.#deps.outbound, { ...ask, token, signal });
  }

  /** A person who asks for a sign-in gets one; what runs by itself leaves a rival in peace for a while. */
  #signInInPeace(): Promise<Open> {
    const left = this.#displaced.peaceLeft(this.#deps.clock.now());
    if (left > 0) throw tokenShared(left, this.#site.place.path);
    return this.#signInNow();
  }

  async #signInNow(): Promise<Open> {
    const { place } = this.#site;
    const version = await this.#deps.version();
    const path = `/api/${version}/auth/signin`;
    const body = { credentials: credentialsOf(this.#site, version) };
    const answer = await this.#post(this.#origin, path, body, true);
    const session = decodeSignIn(answer.document);
    if (session === undefined) throw oddityError('unexpected', answer.status, place.path);
    this.#open = { ...session, origin: this.#origin, version, usedAt: this.#deps.clock.mono() };
    return this.#open;
  }

  async #post(origin: string, path: string, body: unknown, mayMove: boolean): Promise<Heard> {
    const where = this.#site.place.path;
    const ask = { origin, method: 'POST', path, doing: 'sign-in', where, body } as const;
    const answer = await exchange(this.#deps.outbound, ask);
    if (isRefusal(answer)) throw refusalError(answer.refused, 'sign-in', where);
    if (answer.status < 300) return answer;
    const pod = podOf(answer.headers['location'], origin);
    if (pod === undefined || !mayMove) throw oddityError('redirect', answer.status, where);
    const moved = await this.#post(pod.origin, pod.path, body, false);
    this.#origin = pod.origin;
    return moved;
  }
}

function credentialsOf({ pat, login, contentUrl, place }: SitePolicy, version: string): object {
  const site = { contentUrl };
  if (login !== undefined) return { name: login.user, password: login.password, site };
  if (pat === undefined) throw noSignIn(place.path);
  if (!atLeast(version, SINCE.tokenSignIn)) throw noTokens(version, place.path);
  return { personalAccessTokenName: pat.name, personalAccessTokenSecret: pat.secret, site };
}

/** Does a call within the session; when Tableau has ended it, once more within a new one. */
export async function withinSession(
  keeper: SessionKeeper,
  outbound: Outbound,
  askOf: (session: Open) => Ask,
): Promise<Heard | Refusal> {
  const first = await keeper.current();
  const answer = await exchange(outbound, askOf(first));
  if (!isRefusal(answer) || answer.refused.status !== 401) {
    keeper.used(first);
    return notMoved(answer, askOf(first));
  }
  keeper.lost(first);
  const second = await keeper.current();
  const heard = await exchange(outbound, askOf(second));
  if (isRefusal(heard) && heard.refused.status === 401) keeper.lost(second);
  else keeper.used(second);
  return notMoved(heard, askOf(second));
}

/** Only a sign-in is sent on to another address. */
function notMoved(answer: Heard | Refusal, ask: Ask): Heard | Refusal {
  return isRefusal(answer) ? answer : heardOrThrow(answer, ask);
}

/** A pod is another host that takes the same sign-in; the secret never moves from https to http. */
function podOf(location: string | undefined, from: string): { origin: string; path: string } | undefined {
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const url = new URL(location, from);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && from.startsWith('http:'));
  const isSignIn = /^\/api\/\d+\.\d+\/auth\/signin\/?$/i.test(url.pathname);
  return isSafe && isSignIn ? { origin: url.origin, path: url.pathname } : undefined;
}
