/** One run of a flow: from the body of the request to posts in the channel, or to the reason why there are none. */
import { messageCardAsCard, requestCard, tokensOf } from './converted-cards.ts';
import { isList, isObject, type Json, type JsonObject, parseJson, typeName } from './json.ts';
import { mentionsIn } from './mentions.ts';
import type { ChannelOptions, Mention, Person, SeenRequest, Token } from './records.ts';
import type { Switches } from './switches.ts';

export type RunRules = {
  readonly switches: Switches;
  readonly people: readonly Person[];
  /** Says why the connection cannot post one more card now, and counts it when it can. */
  readonly spend: () => string | undefined;
};

export type NewPost = {
  readonly card: JsonObject;
  readonly bytes: number;
  readonly mentions: readonly Mention[];
};

/** A run has failed when there is a `reason`; cards of other rounds of its loop may have been posted. */
export type RunResult = {
  readonly posts: readonly NewPost[];
  readonly reason: string | undefined;
  readonly tokens: readonly Token[];
};

type Wanted = { readonly cards: readonly Json[] } | { readonly reason: string };

const NOT_A_CARD =
  "The request failed with error code 'InvalidBotAdaptiveCard': Property 'type' must be 'AdaptiveCard'.";

/** What the trigger makes of the bytes; `undefined` is a body that is not JSON. */
export function bodyOf(request: SeenRequest, switches: Switches): Json | undefined {
  const contentType = request.headers['content-type']?.toLowerCase() ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(contentType)) return undefined;
  const text = request.body.toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined || switches.charset === 'ignored' || /charset="?utf-8/.test(contentType)) {
    return parsed?.value;
  }
  // Microsoft: emoji need "charset=utf-8" in the Content-Type (Teams, Create Incoming Webhooks).
  return parseJson(text.replace(/[\u{10000}-\u{10ffff}]/gu, '??'))?.value;
}

export function run(options: ChannelOptions, body: Json | undefined, rules: RunRules): RunResult {
  const tokens = options.kind === 'http-request' ? tokensOf(body, options.schema) : [];
  const wanted = options.kind === 'http-request' ? ownCard(body, tokens) : cardsIn(options, body, rules);
  if ('reason' in wanted) return { posts: [], reason: wanted.reason, tokens };
  const posts: NewPost[] = [];
  let reason: string | undefined;
  for (const card of wanted.cards) {
    const result = postOf(card, options, rules);
    if ('reason' in result) reason ??= result.reason;
    else posts.push(result);
  }
  return { posts, reason, tokens };
}

function cardsIn(options: ChannelOptions, body: Json | undefined, rules: RunRules): Wanted {
  const envelope = isObject(body) ? body : undefined;
  if (envelope?.['@type'] === 'MessageCard') return oldCard(envelope, rules);
  const attachments = envelope?.['attachments'];
  if (isList(attachments)) return { cards: attachments.map(contentOf) };
  if (options.template === 'newer' && attachments === undefined) return { cards: [body ?? null] };
  return {
    reason: `The execution of template action 'Send_each_adaptive_card' failed: the result of the evaluation of 'foreach' expression '@triggerOutputs()?['body']?['attachments']' is of type '${typeName(attachments)}'. The result must be a valid array.`,
  };
}

function oldCard(body: JsonObject, rules: RunRules): Wanted {
  return rules.switches.messageCard === 'fails'
    ? { reason: NOT_A_CARD }
    : { cards: [messageCardAsCard(body)] };
}

function ownCard(body: Json | undefined, tokens: readonly Token[]): Wanted {
  return body === undefined
    ? { reason: "Unable to process template language expressions: 'triggerBody()' is not JSON." }
    : { cards: [requestCard(tokens)] };
}

function contentOf(attachment: Json): Json {
  return isObject(attachment) ? (attachment['content'] ?? null) : null;
}

function postOf(card: Json, options: ChannelOptions, rules: RunRules): NewPost | { reason: string } {
  const { switches } = rules;
  if (!isObject(card) || card['type'] !== 'AdaptiveCard') return { reason: NOT_A_CARD };
  const broken = brokenPart(card);
  if (broken !== undefined) {
    return { reason: `The request failed with error code 'InvalidBotAdaptiveCard': ${broken}.` };
  }
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > switches.maxMessageBytes) return { reason: 'Request Entity too large' };
  if (switches.connection === 'expired') {
    return {
      reason: 'Unauthorized: the connection to Microsoft Teams is not valid, its owner must sign in.',
    };
  }
  if (options.privateChannel === true) {
    return { reason: 'Forbidden: the bot is not part of the conversation roster (private channel).' };
  }
  const mentions = mentionsIn(card, rules.people, switches);
  if ('unknown' in mentions) {
    return { reason: `Bad Request: the mentioned user ${JSON.stringify(mentions.unknown)} was not found.` };
  }
  const overspent = rules.spend();
  return overspent === undefined ? { card, bytes, mentions: mentions.known } : { reason: overspent };
}

/** The shape without which the service cannot read a card at all; everything else is left to the viewer. */
function brokenPart(card: JsonObject): string | undefined {
  for (const name of ['body', 'actions']) {
    const parts = card[name];
    if (parts === undefined) continue;
    if (!isList(parts)) return `Property '${name}' must be an array`;
    if (!parts.every((part) => isObject(part) && typeof part['type'] === 'string')) {
      return `Each part of '${name}' must be an object with a 'type'`;
    }
  }
  return undefined;
}
