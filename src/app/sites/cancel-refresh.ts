/** Somebody stops the refresh of an alert's content that waits or runs in Tableau. */
import { update } from '../../domain/change.ts';
import { mayAct } from '../../domain/sites/rerun.ts';
import type { Incarnation } from '../../domain/records.ts';
import { audited } from '../story/audit.ts';
import { AppError } from '../errors.ts';
import { jobUnderWay } from './job-under-way.ts';
import { type ActDeps, alertNamed } from './rerun-alert.ts';

export async function cancelRefresh(
  deps: ActDeps,
  alert: string,
  actor: string,
): Promise<{ readonly incarnation: Incarnation; readonly jobId: string }> {
  const incarnation = await alertNamed(deps.store, alert);
  const { source, name, number } = incarnation;
  if (!mayAct(deps.policy.current().sites.get(source), 'cancel'))
    throw new AppError('conflict', `it is not cancelled: that is not allowed for ${source}`, {
      remedy: 'write actions: [cancel] for the site',
    });
  const site = deps.sites.site(source);
  const jobId = await jobUnderWay(site, incarnation);
  if (jobId === undefined)
    throw new AppError('conflict', `no refresh of "${name}" waits or runs`, {
      remedy: 'it may have ended in the meantime: look at it in Tableau',
    });
  const deed = { actor, action: 'cancel', subject: `#${number}`, detail: `${name}, job ${jobId}` };
  await audited(deps, deed, () => site.cancelJob(jobId));
  await lookAtReruns(deps, incarnation, jobId);
  return { incarnation, jobId };
}

/** When it was a rerun, whoever waits for its end hears of it now. */
async function lookAtReruns({ store, clock }: ActDeps, { id }: Incarnation, jobId: string): Promise<void> {
  for (const rerun of await store.ask('rerunsOf', { incarnationIds: [id] })) {
    if (rerun.state !== 'running' || rerun.jobId !== jobId) continue;
    const { version } = rerun;
    await store.commit([
      update('reruns', rerun.id, { dueAt: clock.now(), version: version + 1 }, { version }),
    ]);
  }
}
