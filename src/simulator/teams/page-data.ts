/** What the pages of the simulated Teams show, as plain data for the browser. */
import { isoOf } from '../../domain/time/instant.ts';
import { isNewer } from './card-vocabulary.ts';
import type { Fault } from './faults.ts';
import type { Finding } from './finding.ts';
import type { JsonObject } from './json.ts';
import type { Flow, FlowState, Mention, Post, Run, Token } from './records.ts';
import { strictCheck } from './strict-check.ts';
import type { Switches } from './switches.ts';
import type { World } from './world.ts';

/** Older posts and runs are kept for tests, but a page of hundreds of cards helps nobody. */
const SHOWN = 100;

export type ChannelView = {
  readonly slug: string;
  readonly name: string;
  readonly kind: 'teams-webhook' | 'http-request';
  readonly template: 'classic' | 'newer';
  readonly privateChannel: boolean;
  readonly state: FlowState;
  readonly offReason: string | undefined;
  readonly address: string;
  /** Id of the newest post, so that a page can tell whether there is something new. */
  readonly newest: string | undefined;
};

export type PostView = {
  readonly id: string;
  readonly at: string;
  readonly card: JsonObject;
  readonly mentions: readonly Mention[];
  readonly bytes: number;
  /** Teams shows the fallback text instead of a card of a version that it does not know. */
  readonly asFallback: boolean;
  readonly findings: readonly Finding[];
};

export type RunView = {
  readonly id: string;
  readonly at: string;
  readonly outcome: 'Succeeded' | 'Failed';
  readonly reason: string | undefined;
  readonly tokens: readonly Token[];
  readonly posted: number;
  /** The status that the sender got for it. */
  readonly told: number;
};

export type StateView = {
  readonly channels: readonly ChannelView[];
  readonly switches: Switches;
  readonly faults: readonly Fault[];
};

export type ChannelContent = { readonly posts: readonly PostView[]; readonly runs: readonly RunView[] };

export function stateView(world: World, base: string): StateView {
  return {
    channels: world.flows.map((flow) => channelView(flow, base)),
    switches: world.switches,
    faults: world.faults.list(),
  };
}

export function contentOf(flow: Flow, switches: Switches): ChannelContent {
  return {
    posts: flow.posts.slice(-SHOWN).map((post) => postView(post, switches)),
    runs: flow.runs.slice(-SHOWN).map((run) => runView(run, flow)),
  };
}

function channelView(flow: Flow, base: string): ChannelView {
  const { name, template, kind = 'teams-webhook', privateChannel = false } = flow.options;
  return {
    slug: flow.slug,
    name,
    kind,
    template,
    privateChannel,
    state: flow.state,
    offReason: flow.offReason,
    address: `${base}${flow.address.path}?${flow.address.query}`,
    newest: flow.posts.at(-1)?.id,
  };
}

function postView(post: Post, switches: Switches): PostView {
  const version = post.card['version'];
  const newer = typeof version === 'string' && isNewer(version, '1.5');
  return {
    id: post.id,
    at: isoOf(post.at),
    card: post.card,
    mentions: post.mentions,
    bytes: post.bytes,
    asFallback: newer && switches.newerVersion === 'fallback',
    findings: strictCheck(post.card),
  };
}

function runView({ id, at, outcome, reason, tokens, postIds }: Run, flow: Flow): RunView {
  // Only a flow with a Response action lets its sender feel that the run failed.
  const told = flow.options.responds !== true ? 202 : postIds.length > 0 ? 200 : 502;
  return { id, at: isoOf(at), outcome, reason, tokens, posted: postIds.length, told };
}
