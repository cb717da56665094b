/** A simulated PagerDuty: the Events API v2 of some services, and the alerts that come of it. */
import {
  isObject,
  json,
  type JsonObject,
  objectOf,
  openProvider,
  type Provider,
  type ProviderAnswer,
  type ProviderOptions,
  type ProviderRequest,
} from './provider.ts';

export type PagerDutyAlert = {
  readonly key: string;
  readonly dedupKey: string;
  state: 'triggered' | 'acknowledged' | 'resolved';
  payload: JsonObject;
  links: readonly unknown[];
  events: number;
  /** Who acknowledged or resolved it in PagerDuty itself. */
  by?: { readonly name: string; readonly email: string };
};

export type PagerDutyOptions = ProviderOptions & {
  /** Integration keys of the services that there are. */
  readonly keys?: readonly string[];
  /** What a well-formed key of no service gets; nobody has written it down. */
  readonly unknownKey?: 400 | 202;
  /** Events in a minute and key; 0 = no limit. */
  readonly perMinute?: number;
};

export type PagerDutySimulator = Provider & {
  readonly enqueueUrl: string;
  readonly key: string;
  readonly alerts: readonly PagerDutyAlert[];
  /** The REST API, for who has the token. */
  readonly api: string;
  readonly apiToken: string;
  /** Somebody acknowledges or resolves the newest alert, or that of a dedup key, in PagerDuty's own app. */
  press(
    what: 'acknowledged' | 'resolved',
    by: { readonly name: string; readonly email: string },
    dedupKey?: string,
  ): void;
};

const MOST_BYTES = 512 * 1024;
const API_TOKEN = 'simulated-rest-key-1';
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

export async function startPagerDutySimulator(options: PagerDutyOptions = {}): Promise<PagerDutySimulator> {
  const keys = options.keys ?? ['simulated00000000000000000000001'];
  const alerts: PagerDutyAlert[] = [];
  const recent: { readonly key: string; readonly mono: number }[] = [];
  const most = options.perMinute ?? 120;
  let made = 0;

  const enqueue = (request: ProviderRequest): ProviderAnswer => {
    if (request.path === '/incidents') return incidentsFor(request, alerts);
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') return json(404, { error: 'not found' });
    if (Buffer.byteLength(request.body) > MOST_BYTES) return json(413, { status: 'event too large' });
    const event = objectOf(request.body);
    const errors = event === undefined ? ['Event is not JSON'] : faultsOf(event);
    if (event === undefined || errors.length > 0) return invalid(errors);
    const key = String(event['routing_key']);
    if (!keys.includes(key)) {
      if (options.unknownKey === 202) return taken(String(event['dedup_key'] ?? 'none'));
      return invalid(["'routing_key' is no integration of this account"]);
    }
    const within = recent.filter((r) => r.key === key && request.mono - r.mono < 60_000).length;
    if (most > 0 && within >= most) return json(429, { status: 'throttle exceeded' });
    recent.push({ key, mono: request.mono });
    const dedupKey = String(event['dedup_key'] ?? `made-${++made}`);
    apply(alerts, key, dedupKey, event);
    return taken(dedupKey);
  };

  const provider = await openProvider(options, enqueue, () => ({ alerts }));
  return {
    ...provider,
    enqueueUrl: `${provider.url}/v2/enqueue`,
    key: keys[0] ?? '',
    alerts,
    api: provider.url,
    apiToken: API_TOKEN,
    press(what, by, dedupKey) {
      const alert = alerts.findLast((a) => dedupKey === undefined || a.dedupKey === dedupKey);
      if (alert !== undefined) Object.assign(alert, { state: what, by });
    },
  };
}

/** https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents, as far as who has what. */
function incidentsFor({ headers }: ProviderRequest, alerts: readonly PagerDutyAlert[]): ProviderAnswer {
  if (headers['authorization'] !== `Token token=${API_TOKEN}`)
    return json(401, { error: { message: 'Authentication failed', code: 2006 } });
  const agent = ({ by }: PagerDutyAlert) =>
    by === undefined
      ? { type: 'service_reference', summary: 'Tabduty' }
      : { type: 'user', summary: by.name, name: by.name, email: by.email };
  const incidents = alerts
    .filter((alert) => alert.state !== 'triggered')
    .map((alert, i) => ({
      id: `Q${i}`,
      status: alert.state,
      incident_key: alert.dedupKey,
      acknowledgements: alert.state === 'acknowledged' ? [{ acknowledger: agent(alert) }] : [],
      last_status_change_by: agent(alert),
    }));
  return json(200, { incidents, limit: 100, offset: 0, more: false });
}

function apply(alerts: PagerDutyAlert[], key: string, dedupKey: string, event: JsonObject): void {
  const open = alerts.find((a) => a.key === key && a.dedupKey === dedupKey && a.state !== 'resolved');
  const payload = isObject(event['payload']) ? event['payload'] : {};
  const links = Array.isArray(event['links']) ? (event['links'] as readonly unknown[]) : [];
  switch (event['event_action']) {
    case 'trigger':
      if (open === undefined) alerts.push({ key, dedupKey, state: 'triggered', payload, links, events: 1 });
      else Object.assign(open, { payload, links, events: open.events + 1 });
      return;
    // Without an open alert these are taken and dropped.
    case 'acknowledge':
      if (open !== undefined) open.state = 'acknowledged';
      return;
    case 'resolve':
      if (open !== undefined) open.state = 'resolved';
  }
}

function faultsOf(event: JsonObject): readonly string[] {
  const { routing_key, event_action, dedup_key, payload } = event as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  if (typeof routing_key !== 'string' || routing_key.length !== 32)
    faults.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  if (!['trigger', 'acknowledge', 'resolve'].includes(String(event_action)))
    faults.push("'event_action' must be one of trigger, acknowledge, resolve");
  if (dedup_key !== undefined && (typeof dedup_key !== 'string' || dedup_key.length > 255))
    faults.push("'dedup_key' is longer than 255 characters");
  if (event_action !== 'trigger') {
    if (dedup_key === undefined) faults.push("'dedup_key' is missing or blank");
    return faults;
  }
  if (!isObject(payload)) return [...faults, "'payload' is missing or blank"];
  const { summary, source, severity, timestamp } = payload as Readonly<Record<string, unknown>>;
  if (typeof summary !== 'string' || summary === '') faults.push("'payload.summary' is missing or blank");
  else if (summary.length > 1024) faults.push("'payload.summary' is longer than 1024 characters");
  if (typeof source !== 'string' || source === '') faults.push("'payload.source' is missing or blank");
  if (!SEVERITIES.includes(String(severity))) faults.push("'payload.severity' is invalid");
  if (timestamp !== undefined && Number.isNaN(Date.parse(String(timestamp))))
    faults.push("'payload.timestamp' is no ISO 8601 time");
  return faults;
}

function invalid(errors: readonly string[]): ProviderAnswer {
  return json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
}

function taken(dedupKey: string): ProviderAnswer {
  return json(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
}
