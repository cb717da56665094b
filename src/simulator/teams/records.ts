/** What the simulated Teams keeps: flows with their channel, requests, runs, posts and link scans. */
import type { Instant } from '../../domain/time/instant.ts';
import type { JsonObject, JsonSchema } from './json.ts';
import type { RateWindow } from './rate-window.ts';
import type { Access, FlowAddress, UrlShape } from './webhook-url.ts';

export type ChannelOptions = {
  readonly name: string;
  readonly template: 'classic' | 'newer';
  readonly urlShape: UrlShape;
  /** The flow bot cannot post to private channels: the run fails. */
  readonly privateChannel?: boolean;
  /** `http-request` is Power Automate's "When an HTTP request is received": any JSON, and a card of its own. */
  readonly kind?: 'teams-webhook' | 'http-request';
  readonly access?: Access;
  /** The trigger's Request Body JSON Schema with "Schema Validation" on: what does not match gets 400. */
  readonly schema?: JsonSchema;
  /** A flow with a Response action answers 200 and the message's id instead of 202. */
  readonly responds?: boolean;
};

export type Person = { readonly upn: string; readonly name: string; readonly objectId?: string };

export type SeenRequest = {
  readonly number: number;
  readonly channel: string | undefined;
  readonly method: string;
  /** Path and query exactly as they came. */
  readonly url: string;
  /** Names and values alternating, as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly at: Instant;
  /** Monotonic milliseconds, for the distance between two requests. */
  readonly mono: number;
};

export type Token = { readonly name: string; readonly value: string };

export type Run = {
  readonly id: string;
  readonly channel: string;
  readonly at: Instant;
  readonly outcome: 'Succeeded' | 'Failed';
  readonly reason: string | undefined;
  readonly requestNumber: number;
  readonly postIds: readonly string[];
  /** What an HTTP request trigger made of the body, as the flow editor offers it. */
  readonly tokens: readonly Token[];
};

export type Mention = { readonly text: string; readonly name: string };

export type Post = {
  readonly id: string;
  readonly channel: string;
  readonly at: Instant;
  readonly mono: number;
  readonly runId: string;
  readonly card: JsonObject;
  readonly bytes: number;
  /** The mentions that reach a person; every other `<at>` is plain text. */
  readonly mentions: readonly Mention[];
};

export type LinkScan = {
  readonly postId: string;
  readonly method: 'HEAD' | 'GET';
  readonly url: string;
  readonly result: number | 'unreachable';
};

export type FlowState = 'on' | 'off' | 'deleted';

export type Flow = {
  readonly slug: string;
  readonly options: ChannelOptions;
  readonly address: FlowAddress;
  readonly window: RateWindow;
  readonly posts: Post[];
  readonly runs: Run[];
  state: FlowState;
  offReason: string | undefined;
  lastTrigger: Instant;
  failingSince: Instant | undefined;
  lastFailed: Instant | undefined;
  throttledSince: Instant | undefined;
  lastThrottled: Instant | undefined;
};
