/** Which job a failure was: Tableau's list of jobs has no content id, so name and time narrow it down to a few. */
import { type Instant, MINUTE, SECOND } from '../time/instant.ts';

export type EndedJob = {
  readonly id: string;
  readonly title: string;
  readonly endedAt: Instant | undefined;
};

export type Failure = { readonly id: string; readonly name: string; readonly occurredAt: Instant };

/** The event is posted when the job has ended; Tableau rounds its time, and its servers' clocks may differ a little. */
export const BEFORE: number = 2 * MINUTE;
export const BEHIND: number = 30 * SECOND;

/** So many jobs are looked into for one failure. */
const MOST_CANDIDATES = 5;

/** Of more failures without a job of their name the jobs are not to be seen yet: that many were not renamed. */
const MOST_RENAMED = 5;

/**
 * For each failure the jobs that it may have been, nearest first: those of its name, and where there is none of it those
 * of any name that ended at that moment, because a rename changes the title.
 */
export function candidatesFor(
  failures: readonly Failure[],
  jobs: readonly EndedJob[],
): ReadonlyMap<string, readonly EndedJob[]> {
  const byTitle = new Map<string, EndedJob[]>();
  for (const job of jobs) {
    const same = byTitle.get(job.title);
    if (same === undefined) byTitle.set(job.title, [job]);
    else same.push(job);
  }
  const found = new Map(
    failures.map((failure) => [failure.id, near(failure, byTitle.get(failure.name) ?? [], BEFORE, BEHIND)]),
  );
  const nameless = failures.filter(({ id }) => found.get(id)?.length === 0);
  if (nameless.length <= MOST_RENAMED)
    for (const failure of nameless) found.set(failure.id, near(failure, jobs, 2 * SECOND, 2 * SECOND));
  return new Map([...found].map(([id, some]) => [id, some.slice(0, MOST_CANDIDATES)]));
}

function near(
  { occurredAt }: Failure,
  jobs: readonly EndedJob[],
  before: number,
  behind: number,
): readonly EndedJob[] {
  const away = ({ endedAt }: EndedJob) => Math.abs((endedAt ?? occurredAt) - occurredAt);
  return jobs
    .filter(
      ({ endedAt }) =>
        endedAt !== undefined && endedAt >= occurredAt - before && endedAt <= occurredAt + behind,
    )
    .toSorted((a, b) => away(a) - away(b));
}
