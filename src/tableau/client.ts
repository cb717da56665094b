/** One Tableau site: finds out which version the server speaks, and does the webhook calls in its words. */
import type { Clock } from '../app/ports/clock.ts';
import type { Outbound } from '../app/ports/outbound.ts';
import type {
  ServerInfo,
  SignedIn,
  TableauSite,
  Webhook,
  WebhookDraft,
  WebhookEdit,
  WebhookTest,
} from '../app/ports/tableau.ts';
import { DAY, type Instant, instant } from '../domain/instant.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { decodeServerInfo, decodeTest, decodeWebhook, decodeWebhooks } from './decode.ts';
import { noTestResult, noUpdate, noWebhooks, oddityError } from './errors.ts';
import { exchange, type Heard, heardOrThrow } from './exchange.ts';
import { SessionKeeper, withinSession } from './session.ts';
import { webhookBody } from './webhook-body.ts';
import { atLeast, SINCE } from './wire.ts';

type Deps = {
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
};

/** A server is updated now and then. */
const VERSION_KEPT = DAY;

export class SiteClient implements TableauSite {
  readonly slug: string;
  readonly #site: SitePolicy;
  readonly #deps: Deps;
  readonly #keeper: SessionKeeper;
  #version: { readonly text: string; readonly readAt: number } | undefined;

  constructor(site: SitePolicy, deps: Deps) {
    this.slug = site.slug;
    this.#site = site;
    this.#deps = deps;
    this.#keeper = new SessionKeeper(site, { ...deps, version: () => this.#versionWithWebhooks() });
  }

  displacedAt(): Instant | undefined {
    return this.#keeper.displacedAt;
  }

  forgetSession(): void {
    this.#keeper.forget();
  }

  signOut(signal: AbortSignal): Promise<void> {
    return this.#keeper.signOut(signal);
  }

  async signIn(): Promise<SignedIn> {
    const { siteId, userId, origin } = await this.#keeper.signIn();
    return { siteId, userId, origin };
  }

  async serverInfo(): Promise<ServerInfo> {
    const where = this.#site.place.path;
    const path = `/api/${SINCE.serverInfo}/serverInfo`;
    const ask = { origin: this.#keeper.origin, method: 'GET', path, doing: 'server-info', where } as const;
    const heard = heardOrThrow(await exchange(this.#deps.outbound, ask), ask);
    const info = decodeServerInfo(heard.document);
    if (info === undefined) throw oddityError('unexpected', heard.status, where);
    this.#version = { text: info.restApiVersion, readAt: this.#deps.clock.mono() };
    return {
      product: info.product,
      restApiVersion: info.restApiVersion,
      serverTime: timeOf(heard.headers['date']),
    };
  }

  async listWebhooks(): Promise<readonly Webhook[]> {
    const heard = await this.#call('GET', '');
    return this.#decoded(heard, decodeWebhooks);
  }

  async getWebhook(id: string): Promise<Webhook> {
    return this.#decoded(await this.#call('GET', `/${encodeURIComponent(id)}`), decodeWebhook);
  }

  async createWebhook(draft: WebhookDraft): Promise<Webhook> {
    const body = webhookBody(await this.#versionWithWebhooks(), draft);
    return this.#decoded(await this.#call('POST', '', body), decodeWebhook);
  }

  /** Tableau wants name and destination with every change, so what is there is read first. */
  async updateWebhook(id: string, edit: WebhookEdit): Promise<Webhook> {
    const version = await this.#versionWithWebhooks();
    if (!atLeast(version, SINCE.webhookUpdate)) throw noUpdate(version, this.#site.place.path);
    const now = await this.getWebhook(id);
    const enabled = edit.enabled ?? now.enabled;
    const reason = edit.reason ?? (edit.enabled === undefined && !enabled ? now.reason : undefined);
    const wanted = {
      name: edit.name ?? now.name,
      event: edit.event ?? now.event,
      url: edit.url ?? now.url,
      enabled,
      reason: reason === '' ? undefined : reason,
    };
    const heard = await this.#call('PUT', `/${encodeURIComponent(id)}`, webhookBody(version, wanted));
    return this.#decoded(heard, decodeWebhook);
  }

  async deleteWebhook(id: string): Promise<void> {
    await this.#call('DELETE', `/${encodeURIComponent(id)}`);
  }

  /** Some versions give the destination's status to the call itself, so the document counts, whatever its status. */
  async testWebhook(id: string): Promise<WebhookTest> {
    const heard = await this.#call('GET', `/${encodeURIComponent(id)}/test`, undefined, true);
    const result = decodeTest(heard.document);
    if (result === undefined) throw noTestResult(this.#site.place.path);
    return result;
  }

  async #call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    rest: string,
    body?: unknown,
    anyStatus = false,
  ): Promise<Heard> {
    const version = await this.#versionWithWebhooks();
    return withinSession(this.#keeper, this.#deps.outbound, ({ origin, siteId, token }) => ({
      origin,
      method,
      path: `/api/${version}/sites/${encodeURIComponent(siteId)}/webhooks${rest}`,
      doing: method === 'GET' ? 'read' : 'change',
      where: this.#site.place.path,
      token,
      anyStatus,
      ...(body === undefined ? {} : { body }),
    }));
  }

  async #versionWithWebhooks(): Promise<string> {
    const known = this.#version;
    const isFresh = known !== undefined && this.#deps.clock.mono() - known.readAt < VERSION_KEPT;
    const version = isFresh ? known.text : (await this.serverInfo()).restApiVersion;
    if (!atLeast(version, SINCE.webhooks)) throw noWebhooks(version, this.#site.place.path);
    return version;
  }

  #decoded<T>(heard: Heard, decode: (document: unknown) => T | undefined): T {
    const read = decode(heard.document);
    if (read === undefined) throw oddityError('unexpected', heard.status, this.#site.place.path);
    return read;
  }
}

function timeOf(header: string | undefined): Instant | undefined {
  const epochMs = Date.parse(header ?? '');
  return Number.isNaN(epochMs) ? undefined : instant(epochMs);
}
