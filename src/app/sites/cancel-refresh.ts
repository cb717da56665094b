/** Somebody stops the refresh of an alert's content that waits or runs in Tableau. */
import { mayAct } from '../../domain/rerun.ts';
import type { Incarnation } from '../../domain/records.ts';
import { audited } from '../story/audit.ts';
import { AppError } from '../errors.ts';
import type { JobStatus } from '../ports/tableau-jobs.ts';
import type { TableauSite } from '../ports/tableau.ts';
import { type ActDeps, alertNamed } from './rerun-alert.ts';

/** Jobs are found by the content's name, which several may share. */
const MOST_LOOKED_AT = 10;

export async function cancelRefresh(
  deps: ActDeps,
  alert: string,
  actor: string,
): Promise<{ readonly incarnation: Incarnation; readonly jobId: string }> {
  const incarnation = await alertNamed(deps.store, alert);
  const { source, name, number, luid } = incarnation;
  if (!mayAct(deps.policy.current().sites.get(source), 'cancel'))
    throw new AppError('conflict', `it is not cancelled: that is not allowed for ${source}`, {
      remedy: 'write actions: [cancel] for the site',
    });
  const site = deps.sites.site(source);
  const jobId = luid === '' ? undefined : await jobUnderWay(site, name, luid);
  if (jobId === undefined)
    throw new AppError('conflict', `no refresh of "${name}" waits or runs`, {
      remedy: 'it may have ended in the meantime: look at it in Tableau',
    });
  const deed = { actor, action: 'cancel', subject: `#${number}`, detail: `${name}, job ${jobId}` };
  await audited(deps, deed, () => site.cancelJob(jobId));
  return { incarnation, jobId };
}

async function jobUnderWay(site: TableauSite, title: string, luid: string): Promise<string | undefined> {
  for (const status of ['in-progress', 'pending'] satisfies readonly JobStatus[]) {
    const { items } = await site.listJobs({ status, title, most: MOST_LOOKED_AT });
    for (const { id, kind } of items)
      if (kind === 'refresh' && (await site.getJob(id)).subject?.luid === luid) return id;
  }
  return undefined;
}
