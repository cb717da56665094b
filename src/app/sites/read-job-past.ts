/** Reads what a site's job history says of the past days, as the events that webhooks would have brought. Changes nothing. */
import { type Cause, causeLabel } from '../../domain/sites/cause.ts';
import { contentIdOf, labelsOfContent } from '../../domain/sites/content.ts';
import { identityOf } from '../../domain/events/decode.ts';
import { eventWord } from '../../domain/events/event.ts';
import { catalogEntry } from '../../domain/events/event-catalog.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { PastEvent } from '../../domain/replay/past.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Event } from '../../domain/records.ts';
import type { Content } from '../../domain/tableau-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableauSite } from '../ports/tableau.ts';
import { type Ended, endedOf, named, type Told } from './ended-jobs.ts';
import { explainJobs } from './explain-jobs.ts';
import { readInventory } from './read-inventory.ts';

export type JobPast = {
  /** Failures, and the successes of what failed; oldest first. */
  readonly past: readonly PastEvent[];
  /** Why failures failed, as far as it was asked for. */
  readonly causes: ReadonlyMap<string, Cause>;
  /** False when Tableau has more jobs than were read. */
  readonly complete: boolean;
  /** The end of the oldest job that Tableau showed. */
  readonly oldest: Instant | undefined;
};

const MOST_JOBS = 50_000;
/** Tableau Cloud is said to take 20,000 questions about jobs in a day. */
const MOST_CALLS = 200;

type Deps = { readonly tableau: TableauSite; readonly clock: Pick<Clock, 'mono'> };

export async function readJobPast(
  deps: Deps,
  site: SitePolicy,
  since: Instant,
  progress: (text: string) => void,
): Promise<JobPast> {
  const { tableau } = deps;
  progress('reading the job history');
  const { items, complete } = await tableau.listJobs({
    completedSince: since,
    order: 'oldest-first',
    most: MOST_JOBS,
  });
  const ended = items.flatMap((head) => endedOf(head) ?? []);
  const failing = new Set(ended.filter((job) => job.outcome === 'failed').map(({ name }) => name));
  progress('reading content and projects');
  const { contents } = await readInventory(tableau, site);
  const namesakes = Map.groupBy(contents, ({ name }) => name);
  const told = ended
    .filter(({ name }) => failing.has(name))
    .flatMap((job) => tellByName(job, namesakes.get(job.name) ?? []) ?? [])
    .sort((a, b) => a.endedAt - b.endedAt);
  progress('asking why refreshes failed');
  const causes = await causesOf(deps, told);
  const known = new Map(contents.map((content) => [content.id, content]));
  const past = told.map((job) => pastOf(site.slug, job, causes.get(job.id), known));
  return { past, causes, complete, oldest: ended[0]?.endedAt };
}

/** The list of jobs names no content: of several with one name, all are taken as one. */
function tellByName(job: Ended, contents: readonly Content[]): Told | undefined {
  if (job.kind === 'flow' || job.kind === 'subscription') return named(job, job.kind, job.name, job.name);
  const [one, ...others] = contents;
  if (one === undefined) return named(job, 'datasource', job.name, job.name);
  return named(job, one.contentType, others.length === 0 ? one.luid : job.name, job.name);
}

async function causesOf(
  { tableau, clock }: Deps,
  told: readonly Told[],
): Promise<ReadonlyMap<string, Cause>> {
  const failures = told
    .filter(({ kind, outcome }) => kind === 'refresh' && outcome === 'failed')
    .map(({ id, name, luid, endedAt }) => ({ id, name, luid, occurredAt: endedAt }));
  const memory = { budget: budgetOf(MOST_CALLS), phrases: new Map(), searchesNotes: true };
  const explained = await explainJobs({ site: tableau, memory, clock }, failures);
  return new Map(
    [...explained].flatMap(([id, { cause }]) => (cause === undefined ? [] : [[id, cause] as const])),
  );
}

function budgetOf(calls: number) {
  let left = calls;
  return {
    get left() {
      return left;
    },
    take(some = 1) {
      if (left < some) return false;
      left -= some;
      return true;
    },
  };
}

function pastOf(
  source: string,
  { id, type, luid, name, endedAt }: Told,
  cause: Cause | undefined,
  contents: ReadonlyMap<string, Content>,
): PastEvent {
  const event: Event = {
    ...{ id, source, type, luid, name },
    event: eventWord(type),
    contentType: catalogEntry(type)?.contentType,
    occurredAt: endedAt,
    receivedAt: endedAt,
    callId: id,
    identity: identityOf(source, type, luid, endedAt),
    copies: 1,
    effect: 'untold',
    incarnationId: undefined,
    foundBy: 'webhook',
    jobId: id,
  };
  const content = contents.get(contentIdOf(event) ?? '');
  const facts = {
    ...(content === undefined ? {} : labelsOfContent(content)),
    ...(cause === undefined ? {} : { cause: causeLabel(cause) }),
  };
  return { event, incarnation: undefined, content, facts };
}
