/** Which of a site's ended jobs nothing that arrived is about, and which of those must be asked for now. */
import { JOB_SLACK } from '../../domain/events/event.ts';
import { catalogEntry } from '../../domain/events/event-catalog.ts';
import { after, type Instant, instant, SECOND } from '../../domain/time/instant.ts';
import { type ArrivedEvent, matchJobs } from '../../domain/events/job-match.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Ended } from './ended-jobs.ts';
import type { Store } from '../ports/store.ts';

type Asking = Pick<Store, 'ask'>;

/** What is remembered of a site while the process runs. */
export type LookMemory = {
  /** Jobs that no webhook has said yet, and since when that is known. */
  readonly awaited: Map<string, Instant>;
  /** Jobs of which nobody can say what they were about. */
  readonly nameless: Set<string>;
  /** Whether the history has been compared since the start. */
  started: boolean;
  /** A webhook works again: what it missed is not waited for. */
  hurried: boolean;
};

/** A webhook that is on its way is given this long; it brings finer times, and costs no call. */
const PATIENCE = 60 * SECOND;
const MOST_ASKED = 5000;

export type Compared = {
  readonly joined: readonly { readonly jobId: string; readonly eventId: string }[];
  readonly holes: readonly Ended[];
};

/** By name first, which costs no call; what is not surely known is asked for one by one. */
export async function compare(
  store: Asking,
  { slug, events: declared }: SitePolicy,
  ended: readonly Ended[],
  memory: LookMemory,
): Promise<Compared> {
  const known = new Set(
    await store.ask('jobsWithEvent', { source: slug, jobIds: ended.map(({ id }) => id) }),
  );
  const open = ended.filter(({ id }) => !known.has(id) && !memory.nameless.has(id));
  const runs = open.filter(({ cancelled }) => !cancelled);
  const match = matchJobs(runs, await arrived(store, slug, runs));
  const names = await wantedNames(store, slug, open);
  const isWanted = ({ outcome, kind, name }: Ended) =>
    outcome === 'failed' ||
    names.has(name) ||
    (kind === 'refresh' && declared.some((type) => catalogEntry(type)?.event === 'refresh-succeeded'));
  const missing = new Set(match.holes.map(({ id }) => id));
  const holes = open.filter((job) => (job.cancelled || missing.has(job.id)) && isWanted(job));
  return { joined: match.joined, holes };
}

/** What fails or has failed: its success matters, whether or not the site sends successes. */
async function wantedNames(
  store: Asking,
  source: string,
  jobs: readonly Ended[],
): Promise<ReadonlySet<string>> {
  const open = await store.ask('listIncarnations', { source, state: 'open', kind: 'alert', limit: 10_000 });
  const failed = jobs.filter(({ outcome }) => outcome === 'failed');
  return new Set([...open, ...failed].map(({ name }) => name));
}

export async function arrived(
  store: Asking,
  source: string,
  jobs: readonly Ended[],
): Promise<readonly ArrivedEvent[]> {
  if (jobs.length === 0) return [];
  const times = jobs.map(({ endedAt }) => endedAt);
  const events = await store.ask('outcomesWithoutJob', {
    source,
    since: instant(Math.min(...times) - JOB_SLACK),
    until: after(instant(Math.max(...times)), JOB_SLACK),
    limit: 100_000,
  });
  return events.flatMap((event) => {
    const meaning = catalogEntry(event.type)?.meaning;
    return meaning === 'failed' || meaning === 'succeeded' ? [{ ...event, outcome: meaning }] : [];
  });
}

/** While webhooks work they are waited for a little; after a gap, and where there are none, nothing is. */
export function ripe(
  holes: readonly Ended[],
  { intake }: SitePolicy,
  { awaited, hurried }: LookMemory,
  isGap: boolean,
  at: Instant,
): { readonly due: readonly Ended[]; readonly held: readonly Ended[] } {
  const isPatient = intake === 'both' && !isGap && !hurried;
  const isDue = ({ id, kind, cancelled }: Ended) =>
    !isPatient || kind !== 'refresh' || cancelled || at - (awaited.get(id) ?? at) >= PATIENCE;
  const due = holes.filter(isDue).slice(0, MOST_ASKED);
  const held = holes.filter((job) => !due.includes(job));
  const since = new Map(held.map(({ id }) => [id, awaited.get(id) ?? at]));
  awaited.clear();
  for (const [id, first] of since) awaited.set(id, first);
  return { due, held };
}
