/** Which of Tableau's ended jobs were heard of: each job is laid beside the events that arrived. */
import { JOB_SLACK } from './event.ts';
import type { Instant, Millis } from '../time/instant.ts';
import type { Event } from '../records.ts';

/** `luid` is known once Tableau has been asked for this one job. */
export type EndedJob = {
  readonly id: string;
  readonly outcome: 'failed' | 'succeeded';
  readonly name: string;
  readonly luid: string | undefined;
  readonly endedAt: Instant;
};

export type ArrivedEvent = Pick<Event, 'id' | 'luid' | 'name' | 'occurredAt'> & {
  readonly outcome: EndedJob['outcome'];
};

export type JobMatch = {
  readonly joined: readonly { readonly jobId: string; readonly eventId: string }[];
  /** Nothing that arrived is surely about them. */
  readonly holes: readonly EndedJob[];
};

/**
 * Pairs by content, or by name while the content is not known, the nearest in time first. Several contents may bear one
 * name: where there are fewer events than jobs of a name, none of these pairs is sure.
 */
export function matchJobs(jobs: readonly EndedJob[], events: readonly ArrivedEvent[]): JobMatch {
  const pairs = jobs
    .flatMap((job) => events.flatMap((event) => pairOf(job, event) ?? []))
    .sort((a, b) => a.apart - b.apart);
  const jobsLeft = new Map(jobs.map((job) => [job.id, job]));
  const eventsLeft = new Set(events.map((e) => e.id));
  const joined: { job: EndedJob; eventId: string }[] = [];
  for (const { job, eventId } of pairs) {
    if (!jobsLeft.has(job.id) || !eventsLeft.has(eventId)) continue;
    jobsLeft.delete(job.id);
    eventsLeft.delete(eventId);
    joined.push({ job, eventId });
  }
  const unsure = (job: EndedJob) =>
    job.luid === undefined && [...jobsLeft.values()].some((left) => isAlike(left, job));
  return {
    joined: joined.filter(({ job }) => !unsure(job)).map(({ job, eventId }) => ({ jobId: job.id, eventId })),
    holes: [...jobsLeft.values(), ...joined.map(({ job }) => job).filter(unsure)].sort(
      (a, b) => a.endedAt - b.endedAt || (a.id < b.id ? -1 : 1),
    ),
  };
}

type Pair = { readonly job: EndedJob; readonly eventId: string; readonly apart: Millis };

function pairOf(job: EndedJob, event: ArrivedEvent): Pair | undefined {
  const apart = Math.abs(job.endedAt - event.occurredAt);
  if (apart > JOB_SLACK || job.outcome !== event.outcome) return undefined;
  const isSame = job.luid === undefined ? sameName(job.name, event.name) : job.luid === event.luid;
  return isSame ? { job, eventId: event.id, apart } : undefined;
}

/** Both could be meant by one event. */
function isAlike(a: EndedJob, b: EndedJob): boolean {
  return (
    a.luid === undefined &&
    a.outcome === b.outcome &&
    sameName(a.name, b.name) &&
    Math.abs(a.endedAt - b.endedAt) <= 2 * JOB_SLACK
  );
}

function sameName(a: string, b: string): boolean {
  return a.normalize('NFC') === b.normalize('NFC');
}
