/** What use cases ask of Tableau: one site at a time, signed in behind the scenes. Faults arrive as `AppError`. */
import type { Instant } from '../../domain/time/instant.ts';
import type { TableauInventory } from './tableau-inventory.ts';
import type { TableauJobs } from './tableau-jobs.ts';

export type Webhook = {
  readonly id: string;
  readonly name: string;
  /** Tableau's own name of the event; what it says literally when that is unknown. */
  readonly event: string;
  readonly enabled: boolean;
  /** Why it is disabled; empty when Tableau says nothing. */
  readonly reason: string;
  /** Where it posts to; may hold a secret. */
  readonly url: string;
  readonly owner: string | undefined;
};

export type WebhookDraft = { readonly name: string; readonly event: string; readonly url: string };

/** What is missing stays as it is. */
export type WebhookEdit = {
  readonly name?: string | undefined;
  readonly event?: string | undefined;
  readonly url?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly reason?: string | undefined;
};

/** What the destination of a webhook answered to Tableau's test call. */
export type WebhookTest = { readonly status: number; readonly body: string };

export type ServerInfo = {
  readonly product: string | undefined;
  readonly restApiVersion: string;
  /** What Tableau's clock said, to the second. */
  readonly serverTime: Instant | undefined;
};

export type SignedIn = { readonly siteId: string; readonly userId: string; readonly origin: string };

export interface TableauSite extends TableauJobs, TableauInventory {
  readonly slug: string;
  serverInfo(): Promise<ServerInfo>;
  /** Signs in anew, also when a session is open. */
  signIn(): Promise<SignedIn>;
  listWebhooks(): Promise<readonly Webhook[]>;
  getWebhook(id: string): Promise<Webhook>;
  createWebhook(draft: WebhookDraft): Promise<Webhook>;
  updateWebhook(id: string, edit: WebhookEdit): Promise<Webhook>;
  deleteWebhook(id: string): Promise<void>;
  testWebhook(id: string): Promise<WebhookTest>;
  /** When a session last ended long before its time: something else signs in with the same token. */
  displacedAt(): Instant | undefined;
  /** It has ended again and again within the last hour. */
  isContested(): boolean;
}

export interface TableauSites {
  /** Throws `not-found` for a site that the configuration does not have. */
  site(slug: string): TableauSite;
}
