/** Tableau's ended jobs as the catch-up compares them, and the event that each would have been. */
import type { EndedJob } from '../../domain/events/job-match.ts';
import { AppError } from '../errors.ts';
import type { TableauSite } from '../ports/tableau.ts';
import type { JobHead } from '../ports/tableau-jobs.ts';
import type { Instant } from '../../domain/time/instant.ts';

export type Ended = EndedJob & {
  readonly kind: JobHead['kind'];
  readonly isBridge: boolean;
  readonly cancelled: boolean;
};

/** A job whose content is known. */
export type Told = Ended & { readonly luid: string; readonly type: string };

export function endedOf(head: JobHead): Ended | undefined {
  const { id, status, kind, title, endedAt, jobType } = head;
  if (endedAt === undefined || kind === 'other') return undefined;
  if (status !== 'failed' && status !== 'success' && status !== 'cancelled') return undefined;
  const cancelled = status === 'cancelled';
  // Only a refresh has a condition for having been cancelled.
  if (cancelled && kind !== 'refresh') return undefined;
  const outcome = status === 'success' ? 'succeeded' : 'failed';
  return {
    id,
    kind,
    outcome,
    cancelled,
    name: title,
    luid: undefined,
    endedAt,
    isBridge: /bridge/i.test(jobType),
  };
}

/** Asks Tableau which content a job was about. `undefined` when nobody can say it any more. */
export async function tell(site: TableauSite, job: Ended): Promise<Told | undefined> {
  // A subscription has no id of its own in the job: its name is all that there is.
  if (job.kind === 'subscription') return named(job, 'subscription', job.name, job.name);
  const subject = await subjectOf(site, job);
  if (subject !== undefined && subject.kind !== 'view')
    return named(job, subject.kind, subject.luid, subject.name);
  return job.kind === 'flow' ? named(job, 'flow', job.name, job.name) : byName(site, job);
}

async function subjectOf(site: TableauSite, job: Ended) {
  try {
    return (await site.getJob(job.id)).subject;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** The job is gone or says nothing of its content: the inventory may have only one of that name. */
async function byName(site: TableauSite, job: Ended): Promise<Told | undefined> {
  const found = [];
  for (const kind of ['datasource', 'workbook'] as const)
    found.push(...(await site.listContent(kind)).items.filter(({ name }) => name === job.name));
  const [one, ...others] = found;
  return one === undefined || others.length > 0 ? undefined : named(job, one.kind, one.luid, one.name);
}

type Kind = 'workbook' | 'datasource' | 'flow' | 'subscription';

export function named(job: Ended, kind: Kind, luid: string, name: string): Told | undefined {
  if (luid === '') return undefined;
  return { ...job, luid, name: name || job.name, type: typeOf(job, kind) };
}

const WORD: Readonly<Record<Kind, string>> = {
  workbook: 'WorkbookRefresh',
  datasource: 'DatasourceRefresh',
  flow: 'FlowRun',
  subscription: 'Subscription',
};

function typeOf({ outcome, isBridge, cancelled }: Ended, kind: Kind): string {
  if (cancelled) return `${WORD[kind]}Cancelled`;
  if (outcome === 'succeeded') return `${WORD[kind]}Succeeded`;
  if (isBridge && kind === 'workbook') return 'WorkbookBridgeRefreshFailed';
  return isBridge && kind === 'datasource' ? 'DatasourceBridgeRefreshFailed' : `${WORD[kind]}Failed`;
}

export function latestOf(jobs: readonly Ended[]): { readonly at: Instant; readonly id: string } | undefined {
  const last = [...jobs].sort((a, b) => b.endedAt - a.endedAt)[0];
  return last === undefined ? undefined : { at: last.endedAt, id: last.id };
}
