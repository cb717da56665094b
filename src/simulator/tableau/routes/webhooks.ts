/** The six webhook calls. */
import { ERROR_CODE, SINCE, atLeast, elementOf, eventOf } from '../../../tableau/wire.ts';
import type { EventName } from '../../../tableau/wire.ts';
import { type Answer, type Node, list, noContent, ok, text } from '../answer.ts';
import type { SiteCall } from '../call.ts';
import { testBodyOf } from '../events.ts';
import { type Fields, flagAt, objectAt, onlyKnown, textAt } from '../fields.ts';
import type { Parts } from '../parts.ts';
import { Refusal, malformed } from '../refusal.ts';
import type { Switches } from '../switches.ts';
import type { Webhook } from '../world.ts';

export function createWebhook({ world, switches, ids }: Parts, call: SiteCall): Answer {
  const wanted = readWebhook(call, switches);
  if (wanted.event === undefined || wanted.url === undefined || wanted.reason !== undefined) {
    throw malformed();
  }
  refuseSameName(call, world.webhooks, switches, wanted.name);
  const webhook: Webhook = {
    luid: ids.luid(),
    site: call.site,
    owner: call.user,
    name: wanted.name,
    event: wanted.event,
    url: wanted.url,
    isEnabled: wanted.isEnabled ?? true,
    statusChangeReason: wanted.isEnabled === false ? DISABLED_BY_USER : '',
    failedEvents: 0,
  };
  world.webhooks.push(webhook);
  return {
    status: 201,
    headers: locationOf(call, webhook),
    body: { webhook: nodeOf(webhook, call, switches) },
  };
}

export function listWebhooks({ world, switches }: Parts, call: SiteCall): Answer {
  const own = world.webhooks.filter((webhook) => webhook.site === call.site);
  return ok({
    webhooks: list(
      'webhook',
      own.map((webhook) => nodeOf(webhook, call, switches)),
    ),
  });
}

export function getWebhook(parts: Parts, call: SiteCall): Answer {
  return ok({ webhook: nodeOf(webhookAt(parts, call), call, parts.switches) });
}

export function updateWebhook(parts: Parts, call: SiteCall): Answer {
  const { world, switches } = parts;
  const webhook = webhookAt(parts, call);
  const wanted = readWebhook(call, switches);
  const others = world.webhooks.filter((other) => other !== webhook);
  refuseSameName(call, others, switches, wanted.name);
  if (wanted.isEnabled === true && (wanted.reason ?? '') !== '') {
    throw new Refusal(
      ERROR_CODE.reasonWhileEnabled,
      'statusChangeReason must be empty when a webhook is enabled.',
    );
  }
  webhook.name = wanted.name;
  webhook.event = wanted.event ?? webhook.event;
  webhook.url = wanted.url ?? webhook.url;
  if (wanted.isEnabled === false) {
    webhook.isEnabled = false;
    webhook.statusChangeReason = wanted.reason ?? DISABLED_BY_USER;
  } else if (wanted.isEnabled === true) {
    webhook.isEnabled = true;
    webhook.statusChangeReason = '';
    webhook.failedEvents = 0;
  }
  const body = { webhook: nodeOf(webhook, call, switches) };
  return { status: Number(switches.updateStatus), headers: locationOf(call, webhook), body };
}

export function deleteWebhook(parts: Parts, call: SiteCall): Answer {
  parts.world.removeWebhook(webhookAt(parts, call));
  return noContent;
}

/** Calls the destination while the caller waits, and reports what it said. */
export async function testWebhook(parts: Parts, call: SiteCall): Promise<Answer> {
  const { clock, sender, switches } = parts;
  const webhook = webhookAt(parts, call);
  const result = await sender.outbound.post(webhook.url, testBodyOf(switches.testBody, webhook, clock.now()));
  const status = result.kind === 'answered' ? result.status : 408;
  const said = result.kind === 'answered' ? result.body : `Cannot connect to ${webhook.url}: ${result.error}`;
  return {
    status: switches.testMirror ? status : 200,
    body: {
      webhookTestResult: {
        id: webhook.luid,
        status: switches.testStatusType === 'number' ? status : String(status),
        body: text(said),
      },
    },
  };
}

const DISABLED_BY_USER = 'Webhook disabled by user';

type Wanted = {
  readonly name: string;
  readonly event: EventName | undefined;
  readonly url: string | undefined;
  readonly isEnabled: boolean | undefined;
  readonly reason: string | undefined;
};

function readWebhook(call: SiteCall, switches: Switches): Wanted {
  onlyKnown(call.fields, ['webhook']);
  const webhook = objectAt(call.fields, 'webhook');
  if (webhook === undefined) throw malformed();
  const knowsEvent = atLeast(call.version, SINCE.webhookEvent);
  const knowsState = atLeast(call.version, SINCE.webhookUpdate);
  onlyKnown(webhook, [
    'name',
    'webhook-source',
    'webhook-destination',
    ...(knowsEvent ? ['event'] : []),
    ...(knowsState ? ['isEnabled', 'statusChangeReason'] : []),
  ]);
  const name = textAt(webhook, 'name') ?? '';
  if (name.trim() === '') throw malformed();
  const event = readEvent(webhook);
  const isSiteEvent = event === 'SiteCreated' || event === 'SiteUpdated';
  if (isSiteEvent && switches.edition === 'cloud' && switches.siteEventsOnCloud === 'refuse')
    throw malformed();
  return {
    name,
    event,
    url: readUrl(webhook, switches),
    isEnabled: flagAt(webhook, 'isEnabled'),
    reason: textAt(webhook, 'statusChangeReason'),
  };
}

/** Either form may be left out; when both are there they must agree. */
function readEvent(webhook: Fields): EventName | undefined {
  const named = textAt(webhook, 'event');
  const source = objectAt(webhook, 'webhook-source');
  const elements = source === undefined ? [] : Object.keys(source);
  const events = [...(named === undefined ? [] : [named]), ...elements].map(eventOf);
  if (elements.length > 1 || events.some((event) => event === undefined || event !== events[0])) {
    throw malformed();
  }
  return events[0];
}

function readUrl(webhook: Fields, switches: Switches): string | undefined {
  const destination = objectAt(webhook, 'webhook-destination');
  if (destination === undefined) return undefined;
  onlyKnown(destination, ['webhook-destination-http']);
  const http = objectAt(destination, 'webhook-destination-http');
  if (http === undefined) throw malformed();
  onlyKnown(http, ['method', 'url']);
  const written = textAt(http, 'url') ?? '';
  if (textAt(http, 'method') !== 'POST' || !URL.canParse(written)) throw malformed();
  const url = new URL(written);
  if (url.protocol === 'https:') return written;
  if (url.protocol !== 'http:') throw malformed();
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (switches.plainHttp === 'allow' || (switches.plainHttp === 'loopback' && isLoopback)) return written;
  throw new Refusal(switches.plainHttpCode, 'The webhook destination URL must use https.');
}

function refuseSameName(
  call: SiteCall,
  webhooks: readonly Webhook[],
  switches: Switches,
  name: string,
): void {
  if (switches.duplicateName === 'allow') return;
  if (webhooks.some((webhook) => webhook.site === call.site && webhook.name === name)) {
    throw new Refusal(ERROR_CODE.conflict, `A webhook named '${name}' already exists on this site.`);
  }
}

function webhookAt({ world, switches }: Parts, { site, at }: SiteCall): Webhook {
  const luid = at['webhook'] ?? '';
  const found = world.webhooks.find((webhook) => webhook.site === site && webhook.luid === luid);
  if (found === undefined) throw new Refusal(switches.unknownWebhook, `Webhook '${luid}' does not exist.`);
  return found;
}

function locationOf({ version, site }: SiteCall, { luid }: Webhook): Record<string, string> {
  return { location: `/api/${version}/sites/${site.luid}/webhooks/${luid}` };
}

function nodeOf(webhook: Webhook, { version }: SiteCall, { webhookAnswer }: Switches): Node {
  const knowsEvent = atLeast(version, SINCE.webhookEvent);
  const knowsState = atLeast(version, SINCE.webhookUpdate);
  const showsSource = webhookAnswer !== 'event' || !knowsEvent;
  return {
    id: webhook.luid,
    name: webhook.name,
    isEnabled: knowsState ? webhook.isEnabled : undefined,
    statusChangeReason: knowsState ? webhook.statusChangeReason : undefined,
    event: knowsEvent && webhookAnswer !== 'source' ? webhook.event : undefined,
    'webhook-source': showsSource ? { [elementOf(webhook.event)]: {} } : undefined,
    'webhook-destination': { 'webhook-destination-http': { method: 'POST', url: webhook.url } },
    owner: { id: webhook.owner.luid, name: webhook.owner.name },
  };
}
