/** A store with a month of a busy site's history, and two configurations to tell of it. */
import { insert, type Change } from '../src/domain/change.ts';
import { identityOf } from '../src/domain/events/decode.ts';
import { labelsOf } from '../src/domain/events/event-labels.ts';
import { idFrom } from '../src/domain/time/id-time.ts';
import { DAY, HOUR, type Instant, instant } from '../src/domain/time/instant.ts';
import type { Event, Incarnation } from '../src/domain/records.ts';
import type { SqliteStore } from '../src/storage/sqlite-store.ts';

/** Of a whole history. */
export const REFRESHES = 100_200;
const DAYS = 30;
/** Refreshed every hour, and every night. */
const HOURLY = 110;
const NIGHTLY = 700;
const PROJECTS = ['Finance/EMEA', 'Finance/US', 'Sales', 'Sales/Forecast', 'HR', 'Supply/Stock', 'Sandbox'];
const CAUSES = ['credentials', 'timeout', 'connection', 'schema', 'resource'];

/** The same history every time. */
function dice(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export type Item = {
  readonly luid: string;
  readonly name: string;
  readonly project: string;
  open?: Incarnation;
};

export type Refresh = { readonly item: Item; readonly at: Instant; readonly failed: boolean };

/** 100,200 refreshes that end at `end`: one in 25 fails, and every third night one cause fails a project for an hour. */
export async function storeHistory(store: SqliteStore, end: Instant): Promise<void> {
  const refreshes = refreshesUntil(end);
  let number = 0;
  for (let from = 0; from < refreshes.length; from += 500) {
    const changes: Change[] = [];
    for (const [i, { item, at, failed }] of refreshes.slice(from, from + 500).entries()) {
      const event = eventOf(item, failed, at, from + i);
      const before = item.open;
      if (!failed) delete item.open;
      else if (before === undefined) {
        item.open = incarnationOf(item, event, ++number, CAUSES[Math.floor(at / DAY) % CAUSES.length] ?? '');
        changes.push(insert('incarnations', item.open));
      }
      const effect = failed ? (before ? 'repeated' : 'opened') : before ? 'ended' : 'nothing-open';
      changes.push(insert('events', { ...event, effect, incarnationId: (item.open ?? before)?.id }));
    }
    if ((await store.commit(changes)) !== 'done') throw new Error('the history could not be stored');
  }
}

/** With `share` below 1 of fewer items, in fewer days. */
export function refreshesUntil(end: Instant, share = 1): readonly Refresh[] {
  const chance = dice();
  const [days, hourly, nightly] = [DAYS, HOURLY, NIGHTLY].map((n) => Math.ceil(n * Math.sqrt(share))) as [
    number,
    number,
    number,
  ];
  const start = end - days * DAY;
  const items = Array.from(
    { length: hourly + nightly },
    (_, i): Item => ({
      luid: `d39a37f6-6d98-4692-a93b-${i.toString(16).padStart(12, '0')}`,
      name: `Extract ${i}`,
      project: PROJECTS[i % PROJECTS.length] ?? '',
    }),
  );
  const refreshes = items.flatMap((item, i) => {
    const every = i < hourly ? HOUR : DAY;
    const first = i < hourly ? chance() * HOUR : HOUR + chance() * 4 * HOUR;
    return Array.from({ length: (days * DAY) / every }, (_, n): Refresh => {
      const time = first + n * every;
      return { item, at: instant(start + time), failed: chance() < (isStorm(time, item) ? 0.9 : 0.04) };
    });
  });
  return refreshes.sort((a, b) => a.at - b.at);
}

function isStorm(time: number, { project }: Item): boolean {
  const [day, hour] = [Math.floor(time / DAY), (time % DAY) / HOUR];
  return day % 3 === 0 && hour >= 2 && hour < 3 && project === PROJECTS[day % PROJECTS.length];
}

function eventOf({ luid, name }: Item, failed: boolean, at: Instant, i: number): Event {
  const type = failed ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
  return {
    id: `${idFrom(at)}-7000-8000-${i.toString(16).padStart(12, '0')}`,
    source: 'acme',
    type,
    event: failed ? 'refresh-failed' : 'refresh-succeeded',
    contentType: 'datasource',
    luid,
    name,
    occurredAt: at,
    receivedAt: at,
    callId: `call-${i}`,
    identity: `${identityOf('acme', type, luid, at)}|${i}`,
    copies: 1,
    effect: 'untold',
    incarnationId: undefined,
    foundBy: 'webhook',
    jobId: undefined,
  };
}

function incarnationOf(
  { project, luid, name }: Item,
  event: Event,
  number: number,
  cause: string,
): Incarnation {
  return {
    id: event.id,
    number,
    kind: 'alert',
    alertId: `acme/refresh-failed/datasource/${luid}`,
    source: 'acme',
    condition: 'refresh-failed',
    contentType: 'datasource',
    luid,
    name,
    labels: {
      ...labelsOf(event, 'refresh-failed'),
      project: [project],
      owner: ['Ana Costa'],
      cause: [cause],
    },
    trouble: undefined,
    firstEventId: event.id,
    lastEventId: event.id,
    openedAt: event.occurredAt,
    lastAt: event.occurredAt,
    streak: 1,
    state: 'ended',
    ending: 'recovered',
    endedAt: event.occurredAt,
    stage: 'routed',
    unrouted: false,
    dueAt: undefined,
    tries: 0,
    stuck: false,
    version: 1,
  };
}

const shared = (ops: string) => `
sites:
  acme: { server: "https://10ax.online.tableau.com", content_url: acme, pat: { name: t, secret: "\${env:PAT}" } }
people:
  ana: { name: Ana Costa, ways: [{ ntfy: { topic: ana } }] }
  ben: { name: Ben Ode, ways: [{ ntfy: { topic: ben } }] }
schedules:
  data: { time_zone: Europe/Paris, weekly: [ana, ben], handoff: "mon 09:00", from: 2026-01-05 }
escalations:
  data: { steps: [{ at: 0m, tell: [schedule:data] }, { at: 15m, tell: [person:ben] }] }
quiet_times:
  nights: { days: [mon..sun], hours: "22:00-06:00", time_zone: Europe/Paris }
receivers:
  ops: ${ops}
  finance: [{ teams: { url: "\${env:FINANCE}" } }]
  sales: [{ teams: { url: "\${env:SALES}" } }]
`;

const OPS = '[{ teams: { url: "${env:OPS}" } }]';

export const BEFORE = `${shared(OPS)}
routes:
  - { name: finance, match: { condition: refresh-failed, project: "Finance/**" }, tell: finance, page: data }
  - { name: sandbox, match: { condition: refresh-failed, project: Sandbox }, tell: ops, after_failures: 3 }
  - { name: rest, match: { condition: refresh-failed }, tell: ops }
`;

export const AFTER = `${shared(`{ destinations: ${OPS}, at_most: { messages: 2, within: 30m } }`)}
routes:
  - { name: us, match: { condition: refresh-failed, project: "Finance/US" }, tell: finance, page: data }
  - { name: finance, match: { condition: refresh-failed, project: "Finance/**" }, tell: finance, quiet: [nights] }
  - { name: sales, match: { condition: refresh-failed, project: "Sales/**" }, tell: sales, group_by: [site, project] }
  - { name: access, match: { condition: refresh-failed, cause: credentials }, tell: ops, page: data }
  - { name: sandbox, match: { condition: refresh-failed, project: Sandbox }, tell: ops, after_failures: 2, digest: { at: "08:00", days: [mon..fri], time_zone: Europe/Paris } }
  - { name: rest, match: { condition: refresh-failed }, tell: ops, group_interval: 15m }
`;

/** The same as `AFTER`, for a service of which nobody knows the secrets. */
export const WITHOUT_SECRETS = AFTER.replace(/\$\{env:(\w+)\}/g, (_, name: string) =>
  name === 'PAT' ? 'secret' : `https://example.com/${name.toLowerCase()}?sig=x`,
);
