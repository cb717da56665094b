/** Finds the jobs behind failures and why they failed, in few calls however many there are. */
import { type Cause, causeOf, phraseOf } from '../../domain/sites/cause.ts';
import { after, MINUTE } from '../../domain/time/instant.ts';
import { BEFORE, BEHIND, candidatesFor, type EndedJob, type Failure } from '../../domain/sites/match-jobs.ts';
import type { CallBudget } from './call-budget.ts';
import { AppError } from '../errors.ts';
import { inTurns } from './in-turns.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobDetail, JobQuery, TableauJobs } from '../ports/tableau-jobs.ts';

export type FailedJob = Failure & { readonly luid: string };

/** `notes` are empty for a failure that is only known to be like another one. */
export type Explained = {
  readonly id: string | undefined;
  readonly notes: string;
  readonly cause: Cause | undefined;
};

/** What is remembered of a site between two rounds. */
export type JobMemory = {
  readonly budget: Pick<CallBudget, 'left' | 'take'>;
  /** Words that stood in the notes of many failures, and until when they are asked for again (monotonic). */
  readonly phrases: Map<string, { readonly cause: Cause; readonly until: number }>;
  /** False once this Tableau has refused to filter by notes. */
  searchesNotes: boolean;
};

type Deps = { readonly site: TableauJobs; readonly memory: JobMemory; readonly clock: Pick<Clock, 'mono'> };

/** Up to so many failures are looked up one by one; of more only one of each cause. */
const ONE_BY_ONE = 8;
const AT_ONCE = 4;
const MOST_JOBS = 5000;
const REMEMBERED = 10 * MINUTE;

/** Failures that are missing in the answer are not explained yet: the job cannot be seen yet, or the budget is used up. */
export async function explainJobs(
  deps: Deps,
  failures: readonly FailedJob[],
): Promise<ReadonlyMap<string, Explained>> {
  const explained = new Map<string, Explained>();
  if (failures.length === 0 || !deps.memory.budget.take()) return explained;
  const window = windowOf(failures);
  const { items } = await deps.site.listJobs({ ...window, most: MOST_JOBS });
  const candidates = candidatesFor(failures, items);
  const seen = new Map<string, JobDetail>();
  const open = failures.filter(({ id }) => (candidates.get(id) ?? []).length > 0);
  const round: Round = { ...deps, window, candidates, seen, explained };
  const left = open.length > ONE_BY_ONE ? await explainStorm(round, open) : open;
  await inTurns(left.slice(0, deps.memory.budget.left), AT_ONCE, (failure) => explainOne(round, failure));
  return explained;
}

type Round = Deps & {
  readonly window: JobQuery;
  readonly candidates: ReadonlyMap<string, readonly EndedJob[]>;
  readonly seen: Map<string, JobDetail>;
  readonly explained: Map<string, Explained>;
};

function windowOf(failures: readonly Failure[]): JobQuery {
  const times = failures.map(({ occurredAt }) => occurredAt);
  const first = times.reduce((a, b) => (a < b ? a : b));
  const last = times.reduce((a, b) => (a > b ? a : b));
  return { status: 'failed', completedSince: after(first, -BEFORE), completedUntil: after(last, BEHIND) };
}

/** The nearest candidate whose content is the failure's. */
async function explainOne(round: Round, failure: FailedJob): Promise<Explained | undefined> {
  for (const { id } of round.candidates.get(failure.id) ?? []) {
    const job =
      round.seen.get(id) ?? (round.memory.budget.take() ? await jobOrNothing(round.site, id) : undefined);
    if (job === undefined) continue;
    round.seen.set(id, job);
    if (job.subject?.luid !== failure.luid) continue;
    const found: Explained = { id, notes: job.notes, cause: causeOf(job.notes) };
    round.explained.set(failure.id, found);
    return found;
  }
  return undefined;
}

/** A job that was listed may be gone again. */
async function jobOrNothing(site: TableauJobs, id: string): Promise<JobDetail | undefined> {
  try {
    return await site.getJob(id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * One failure is looked up, and Tableau is asked which other jobs have its words in their notes; then one of the rest,
 * until all are explained. Answers those that are still open.
 */
async function explainStorm(round: Round, failures: readonly FailedJob[]): Promise<readonly FailedJob[]> {
  const { memory, clock } = round;
  let open = failures;
  for (const [phrase, { cause, until }] of memory.phrases) {
    if (until < clock.mono()) memory.phrases.delete(phrase);
    else if (open.length > ONE_BY_ONE) open = await explainAlike(round, open, phrase, cause);
  }
  const looked = new Set<string>();
  while (open.length > ONE_BY_ONE && memory.budget.left >= 2) {
    const sample = open.find(({ id }) => !looked.has(id));
    if (sample === undefined) break;
    looked.add(sample.id);
    const found = await explainOne(round, sample);
    open = open.filter(({ id }) => !round.explained.has(id));
    const phrase = found === undefined ? undefined : phraseOf(found.notes);
    if (phrase === undefined || found?.cause === undefined) continue;
    open = await explainAlike(round, open, phrase, found.cause);
    memory.phrases.set(phrase, { cause: found.cause, until: clock.mono() + REMEMBERED });
  }
  return open;
}

async function explainAlike(
  { site, memory, window, candidates, explained }: Round,
  open: readonly FailedJob[],
  notesHave: string,
  cause: Cause,
): Promise<readonly FailedJob[]> {
  if (!memory.searchesNotes || !memory.budget.take()) return open;
  let alike: ReadonlySet<string>;
  try {
    const { items } = await site.listJobs({ ...window, notesHave, most: MOST_JOBS });
    alike = new Set(items.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    memory.searchesNotes = false;
    return open;
  }
  return open.filter(({ id }) => {
    const own = candidates.get(id) ?? [];
    // Of several jobs that it may have been, all must say it.
    if (!own.every((job) => alike.has(job.id))) return true;
    explained.set(id, { id: own.length === 1 ? own[0]?.id : undefined, notes: '', cause });
    return false;
  });
}
