/** PagerDuty by Events API v2: a group is one alert there, opened, acknowledged and resolved as it goes on. */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import type { Briefing, BriefingKind } from '../domain/briefing/briefing.ts';
import { after, instant, isoOf, MINUTE, SECOND } from '../domain/time/instant.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { askPagerDuty } from './pagerduty/answers.ts';
import { dedupKeyOf } from './pagerduty/dedup-key.ts';
import { fitMessage } from './shared/fit-message.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { laneName } from './shared/lane-name.ts';
import { type Message, type MessageItem, rings } from './shared/message.ts';

/** 512 KB is the limit; nobody reads a tenth of it. */
const MOST_BYTES = 50_000;
const SUMMARY = 1024;
/** Without Retry-After PagerDuty asks to back off for minutes. */
const BACK_OFF = 2 * MINUTE;

const address = z.strictObject({
  routing_key: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{32}$/, 'must be the integration key of a service: 32 letters and digits')
    .meta({
      label: 'Integration key',
      help: 'Service → Integrations → Events API V2',
      secret: true,
    }),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .default('https://events.pagerduty.com/v2/enqueue')
    .meta({ label: 'Address', help: 'In the EU region: https://events.eu.pagerduty.com/v2/enqueue' }),
  api_token: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_+-]{20,64}$/, 'must be a REST API key, from Integrations → API Access Keys')
    .optional()
    .meta({
      label: 'REST API key',
      help: 'Read-only is enough. With it, who acknowledges in PagerDuty has it here too',
      secret: true,
    }),
  api: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .default('https://api.pagerduty.com')
    .meta({ label: 'Address of the REST API', help: 'In the EU region: https://api.eu.pagerduty.com' }),
});

type Address = z.output<typeof address>;

export const pagerduty: DestinationType = {
  type: 'pagerduty',
  forMachines: true,
  label: 'PagerDuty (Events API v2)',
  address,
  can: { update: true, thread: false, direct: false },
  rings: true,
  limits: [
    { count: 5, per: SECOND },
    { count: 60, per: MINUTE },
  ],
  concurrency: 2,
  laneOf: (_account, to) => laneName((to as Address).routing_key),
  describe: (_account, to) => `PagerDuty at ${new URL((to as Address).url).host}`,
  example: { address: { routing_key: 'EXAMPLE0000000000000000000000000' } },
  answers: {
    can: (_account, to) => (to as Address).api_token !== undefined,
    ask: (_account, to, threadKeys, context) => askPagerDuty(to as Address, threadKeys, context),
  },
  render: (briefing) => fitMessage(briefing, MOST_BYTES, (message) => eventOf(briefing, message)),
  send: (payload, _account, to, context) => send(payload, to as Address, context),
};

/** Without key and dedup key, which are added as it is sent. */
function eventOf(briefing: Briefing, message: Message) {
  const action = actionOf(briefing.kind);
  if (action !== 'trigger') return { event_action: action };
  const [first] = message.items;
  const site = message.facts.find((f) => f.title === 'Site')?.value;
  const newest = Math.max(...briefing.items.map((i) => i.at));
  const details = message.links.find((l) => l.label === 'Details' || l.label === 'Acknowledge')?.url;
  return {
    event_action: action,
    client: 'Tabduty',
    ...(details === undefined ? {} : { client_url: details }),
    links: message.links.map((l) => ({ href: l.url, text: l.label })),
    payload: {
      summary: summaryOf(message),
      source: site ?? 'Tabduty',
      // A digest of critical alerts wakes nobody.
      severity: rings(briefing.kind) ? briefing.severity : 'info',
      ...(Number.isFinite(newest) ? { timestamp: isoOf(instant(newest)) } : {}),
      ...(first === undefined ? {} : { component: first.name }),
      ...(site === undefined ? {} : { group: site }),
      class: briefing.kind,
      custom_details: {
        ...(briefing.number > 0 ? { number: briefing.number } : {}),
        summary: message.summary,
        items: message.items.map(itemDetails),
        more: message.more,
        ...Object.fromEntries(message.facts.map((f) => [f.title, f.value])),
        ...(message.note.length > 0 ? { note: message.note.join('\n') } : {}),
      },
    },
  };
}

/** What only tells something opens an alert of severity info: PagerDuty has no other kind of event that is seen. */
function actionOf(kind: BriefingKind): 'trigger' | 'acknowledge' | 'resolve' {
  switch (kind) {
    case 'acknowledged':
      return 'acknowledge';
    case 'recovered':
      return 'resolve';
    case 'firing':
    case 'update':
    case 'digest':
    case 'notice':
    case 'handoff':
    case 'test':
      return 'trigger';
  }
}

function summaryOf({ number, title, summary }: Message): string {
  const text = `${number === '' ? '' : `${number} `}${title}${summary === '' ? '' : ` (${summary})`}`;
  return text.slice(0, SUMMARY).toWellFormed();
}

function itemDetails(item: MessageItem): Readonly<Record<string, string>> {
  return {
    name: item.name,
    what: item.what,
    state: item.state,
    ...(item.reason === undefined ? {} : { reason: item.reason }),
    ...Object.fromEntries(item.facts.map((f) => [f.title, f.value])),
    ...(item.link === undefined ? {} : { link: item.link }),
  };
}

async function send(
  payload: string,
  { url, routing_key }: Address,
  { io, at, signal, threadKey }: SendContext,
): Promise<Outcome> {
  const event = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  const result = await io.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ ...event, routing_key, dedup_key: dedupKeyOf(threadKey) }),
    signal,
  });
  const outcome = httpOutcome(result, at, [routing_key]);
  if (outcome.kind === 'notNow' && outcome.status === 429 && outcome.until === undefined)
    return { ...outcome, until: after(at, BACK_OFF) };
  if (outcome.kind === 'refused' && result.kind === 'answer' && /routing[_ ]key/i.test(result.body))
    return {
      ...outcome,
      kind: 'broken',
      detail: `PagerDuty does not take the integration key: ${outcome.detail}`,
    };
  return outcome;
}
