/** Compares the job history of one site with what arrived, and fills each hole once. */
import { step } from '../../domain/engine.ts';
import { alertIdOf } from '../../domain/events/event.ts';
import { catalogEntry } from '../../domain/events/event-catalog.ts';
import type { Found } from '../../domain/events/found.ts';
import { type Gap, tallyText } from '../../domain/events/gap-summary.ts';
import { type Instant, instant, MINUTE } from '../../domain/time/instant.ts';
import { matchJobs } from '../../domain/events/job-match.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Event } from '../../domain/records.ts';
import type { Watermark } from '../../domain/events/watermark.ts';
import { arrived, type Compared, compare, type LookMemory, ripe } from './compare-jobs.ts';
import { circumstances, type EngineDeps, flushTools } from '../pipeline/decide.ts';
import { type Ended, endedOf, latestOf, tell, type Told } from './ended-jobs.ts';
import { noteRefreshTimes } from './note-refresh-times.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSite } from '../ports/tableau.ts';
import { triageWorld } from '../pipeline/triage-world.ts';

export type LookDeps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly log: Log;
  /** Whatever folds events into alerts goes one after the other. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Jobs become visible late, and clocks of Tableau's machines differ: so much is read again each time. */
const OVERLAP = 10 * MINUTE;
/** So long without a look is a gap, of which one message tells. */
export const LEAST_GAP = 10 * MINUTE;
const AT_ONCE = 4;

/** Answers whether something is still waited for. */
export async function lookForMissed(
  deps: LookDeps,
  site: TableauSite,
  policy: SitePolicy,
  memory: LookMemory,
  at: Instant,
): Promise<boolean> {
  const before = await deps.store.ask('watermark', { source: policy.slug });
  if (before === undefined) return begin(deps, site, policy, memory, at);
  const gap = await gapOf(site, before, memory, at);
  const since = instant(before.seenUntil - OVERLAP);
  const { items, complete } = await site.listJobs({ completedSince: since, order: 'oldest-first' });
  if (!complete) deps.log.warn({ site: policy.slug }, 'the job history could not be read in full');
  await noteRefreshTimes(deps.store, policy.slug, items);
  const ended = items.flatMap((head) => endedOf(head) ?? []);
  const { joined, holes } = await compare(deps.store, policy, ended, memory);
  const { due, held } = ripe(holes, policy, memory, gap !== undefined, at);
  const told = await tellAll(site, due, memory);
  const latest = latestOf(ended);
  const firstHeld = Math.min(...held.map(({ endedAt }) => endedAt - 1));
  const watermark = {
    seenUntil: instant(Math.max(before.seenUntil, Math.min(latest?.at ?? 0, firstHeld))),
    lastJobId: latest?.id ?? before.lastJobId,
    lookedAt: at,
  };
  await deps.inTurn(() => decide(deps, policy.slug, { told, joined, gap, before, after: watermark }, at));
  memory.started = true;
  memory.hurried = false;
  return held.length > 0;
}

/** Nothing before the first look is caught up with: it happened before this installation. */
async function begin(
  { store }: LookDeps,
  site: TableauSite,
  { slug }: SitePolicy,
  memory: LookMemory,
  at: Instant,
): Promise<boolean> {
  const { serverTime } = await site.serverInfo();
  const first: Watermark = {
    id: slug,
    seenUntil: serverTime ?? at,
    lastJobId: undefined,
    lookedAt: at,
    version: 1,
  };
  await store.commit([{ op: 'insert', table: 'watermarks', row: first }]);
  memory.started = true;
  return false;
}

async function gapOf(
  site: TableauSite,
  { lookedAt, seenUntil, lastJobId }: Watermark,
  memory: LookMemory,
  at: Instant,
): Promise<Gap | undefined> {
  if (at - lookedAt < LEAST_GAP) return undefined;
  const [oldest] = (await site.listJobs({ order: 'oldest-first', most: 1 })).items;
  const reach = oldest?.endedAt ?? oldest?.createdAt;
  // The last job that was seen is not there any more, so others may be gone as well.
  const isShort = reach !== undefined && lastJobId !== undefined && reach > seenUntil;
  return {
    why: memory.started ? 'unreachable' : 'stopped',
    from: lookedAt,
    to: at,
    historyFrom: isShort ? reach : undefined,
  };
}

async function tellAll(
  site: TableauSite,
  jobs: readonly Ended[],
  { nameless }: LookMemory,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (let i = 0; i < jobs.length; i += AT_ONCE) {
    const some = jobs.slice(i, i + AT_ONCE);
    const answers = await Promise.all(some.map((job) => tell(site, job)));
    answers.forEach((answer, n) => {
      if (answer !== undefined) told.push(answer);
      else nameless.add(some[n]?.id ?? '');
    });
  }
  return told;
}

type Looked = {
  readonly told: readonly Told[];
  readonly joined: Compared['joined'];
  readonly gap: Gap | undefined;
  readonly before: Watermark;
  readonly after: Omit<Watermark, 'id' | 'version'>;
};

/** Stale: something of it has changed meanwhile, so it is decided anew. */
async function decide(deps: LookDeps, source: string, looked: Looked, at: Instant): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const before = await deps.store.ask('watermark', { source });
    // Another process has looked as well, and what it found is known now.
    if (before?.version !== looked.before.version) return;
    if (await decideOnce(deps, source, looked, at)) return;
  }
  throw new Error(`the history of ${source} changed ten times while it was compared`);
}

async function decideOnce(deps: LookDeps, source: string, looked: Looked, at: Instant): Promise<boolean> {
  const { told, gap, before } = looked;
  const taken = new Set(looked.joined.map(({ eventId }) => eventId));
  const runs = told.filter(({ cancelled }) => !cancelled);
  // Webhooks may have come while Tableau was asked.
  const now = (await arrived(deps.store, source, runs)).filter(({ id }) => !taken.has(id));
  const match = matchJobs(runs, now);
  const joinedNow = new Set(match.joined.map(({ jobId }) => jobId));
  const missing = told.filter(({ id }) => !joinedNow.has(id));
  const said = missing.map(({ type, luid, name, endedAt }) => ({
    source,
    type,
    luid,
    name,
    occurredAt: endedAt,
  }));
  const circumstance = circumstances(deps, at);
  const world = await triageWorld(deps.store, said, circumstance);
  const found = await Promise.all(missing.map((job) => foundOf(deps, source, job, world.alerts)));
  const look = {
    source,
    found,
    joined: [...looked.joined, ...match.joined],
    gap,
    before,
    after: looked.after,
  };
  const changes = step(world, { kind: 'found', look }, flushTools(deps), circumstance);
  if ((await deps.store.commit(changes)) === 'stale') return false;
  const events = changes.flatMap((c) => (c.op === 'insert' && c.table === 'events' ? [c.row] : []));
  if (events.length > 0) report(deps.log, source, events, gap);
  return true;
}

/** Only what may be late needs to know how its item ended afterwards. */
async function foundOf(
  { store }: LookDeps,
  source: string,
  { id, type, luid, name, endedAt }: Told,
  alerts: ReadonlyMap<string, { readonly lastOutcomeAt: Instant }>,
): Promise<Found> {
  const last = alerts.get(alertIdOf(source, type, luid) ?? '')?.lastOutcomeAt;
  const outcomes =
    last === undefined || endedAt > last
      ? []
      : await store.ask('outcomesSince', { source, luid, since: endedAt, limit: 1000 });
  return { type, luid, name, occurredAt: endedAt, jobId: id, outcomes };
}

function report(log: Log, site: string, events: readonly Event[], gap: Gap | undefined): void {
  const failures = events.filter((e) => catalogEntry(e.type)?.meaning === 'failed').length;
  const open = new Set<string>();
  for (const { incarnationId, effect } of events) {
    if (incarnationId === undefined) continue;
    if (effect === 'ended') open.delete(incarnationId);
    else open.add(incarnationId);
  }
  const recovered = events.filter((e) => e.effect === 'ended').length;
  const tally = tallyText({ failures, failing: open.size, recovered });
  log.info(
    { site, found: events.length, gap: gap?.why, historyFrom: gap?.historyFrom },
    `found by catch-up: ${tally}`,
  );
}
