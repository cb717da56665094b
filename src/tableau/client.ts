/** One Tableau site: finds out which version the server speaks, and makes calls in its words within one session. */
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
import { DAY, type Instant, instant } from '../domain/time/instant.ts';
import type { ContentKind, JobQuery } from '../app/ports/tableau-jobs.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { decodeServerInfo, decodeTest, decodeWebhook, decodeWebhooks } from './decode.ts';
import { noTestResult, noUpdate, noWebhooks, oddityError, refusalError } from './errors.ts';
import { exchange, heardOrThrow, isRefusal } from './exchange.ts';
import { getContent, getUser, glanceAt, listContent, listProjects, listUsers } from './inventory.ts';
import { cancelJob, getJob, listJobs } from './jobs.ts';
import { downstreamOf, metadataFault } from './metadata.ts';
import { SessionKeeper, withinSession } from './session.ts';
import { decoded, type SiteAsk, type SiteCalls, type Tried } from './site-calls.ts';
import { getRefreshTask, listRefreshTasks, refreshContent, runRefreshTask } from './tasks.ts';
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
    this.#keeper = new SessionKeeper(site, { ...deps, version: () => this.#currentVersion() });
  }

  displacedAt(): Instant | undefined {
    return this.#keeper.displacedAt;
  }

  isContested(): boolean {
    return this.#keeper.isContested();
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

  listWebhooks(): Promise<readonly Webhook[]> {
    return decoded(this.#calls, { method: 'GET', path: '/webhooks' }, decodeWebhooks);
  }

  getWebhook(id: string): Promise<Webhook> {
    return decoded(this.#calls, { method: 'GET', path: webhookPath(id) }, decodeWebhook);
  }

  async createWebhook(draft: WebhookDraft): Promise<Webhook> {
    const body = webhookBody(await this.#versionWithWebhooks(), draft);
    return decoded(this.#calls, { method: 'POST', path: '/webhooks', body }, decodeWebhook);
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
    const body = webhookBody(version, wanted);
    return decoded(this.#calls, { method: 'PUT', path: webhookPath(id), body }, decodeWebhook);
  }

  async deleteWebhook(id: string): Promise<void> {
    await this.#calls.call({ method: 'DELETE', path: webhookPath(id) });
  }

  /** Some versions give the destination's status to the call itself, so the document counts, whatever its status. */
  async testWebhook(id: string): Promise<WebhookTest> {
    const ask = { method: 'GET', path: `${webhookPath(id)}/test`, anyStatus: true } as const;
    const result = decodeTest((await this.#calls.call(ask)).document);
    if (result === undefined) throw noTestResult(this.#site.place.path);
    return result;
  }

  listJobs = (query: JobQuery) => listJobs(this.#calls, query);
  getJob = (id: string) => getJob(this.#calls, id);
  cancelJob = (id: string) => cancelJob(this.#calls, id);
  listRefreshTasks = () => listRefreshTasks(this.#calls);
  getRefreshTask = (id: string) => getRefreshTask(this.#calls, id);
  runRefreshTask = (id: string) => runRefreshTask(this.#calls, id);
  refreshContent = (kind: ContentKind, luid: string, options?: { readonly incremental?: boolean }) =>
    refreshContent(this.#calls, kind, luid, options);
  listContent = (kind: ContentKind) => listContent(this.#calls, kind);
  getContent = (kind: ContentKind, luid: string) => getContent(this.#calls, kind, luid);
  listProjects = () => listProjects(this.#calls);
  listUsers = () => listUsers(this.#calls);
  getUser = (id: string) => getUser(this.#calls, id);
  glanceAt = (list: Parameters<TableauSite['glanceAt']>[0]) => glanceAt(this.#calls, list);
  metadataFault = () => metadataFault(this.#calls);
  downstreamOf = (luid: string) => downstreamOf(this.#calls, luid);

  readonly #calls: SiteCalls = {
    version: () => this.#currentVersion(),
    tried: (ask) => this.#tried(ask),
    unexpected: (status) => oddityError('unexpected', status, this.#site.place.path),
    call: async (ask) => {
      const answer = await this.#tried(ask);
      if (answer.kind === 'refused') throw answer.error();
      return answer.heard;
    },
  };

  async #tried({ path, query, whole, ...ask }: SiteAsk): Promise<Tried> {
    const isAboutWebhooks = path.startsWith('/webhooks');
    const version = await (isAboutWebhooks ? this.#versionWithWebhooks() : this.#currentVersion());
    const where = this.#site.place.path;
    const doing = ask.method === 'GET' ? 'read' : 'change';
    // A plus sign is a space only in forms.
    const asked =
      query === undefined ? '' : `?${new URLSearchParams(query).toString().replaceAll('+', '%20')}`;
    const answer = await withinSession(this.#keeper, this.#deps.outbound, ({ origin, siteId, token }) => ({
      ...ask,
      origin,
      path: whole === true ? path : `/api/${version}/sites/${encodeURIComponent(siteId)}${path}${asked}`,
      doing,
      where,
      token,
    }));
    if (!isRefusal(answer)) return { kind: 'heard', heard: answer };
    const { refused } = answer;
    return { kind: 'refused', refused, error: () => refusalError(refused, doing, where) };
  }

  async #versionWithWebhooks(): Promise<string> {
    const version = await this.#currentVersion();
    if (!atLeast(version, SINCE.webhooks)) throw noWebhooks(version, this.#site.place.path);
    return version;
  }

  async #currentVersion(): Promise<string> {
    const known = this.#version;
    const isFresh = known !== undefined && this.#deps.clock.mono() - known.readAt < VERSION_KEPT;
    return isFresh ? known.text : (await this.serverInfo()).restApiVersion;
  }
}

function webhookPath(id: string): string {
  return `/webhooks/${encodeURIComponent(id)}`;
}

function timeOf(header: string | undefined): Instant | undefined {
  const epochMs = Date.parse(header ?? '');
  return Number.isNaN(epochMs) ? undefined : instant(epochMs);
}
