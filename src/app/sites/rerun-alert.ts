/** Somebody has the refresh of an alert run again, now. */
import type { Rerun } from '../../domain/tableau-records.ts';
import { type Change, insert, update } from '../../domain/change.ts';
import { type Instant, isoOf } from '../../domain/time/instant.ts';
import {
  ended,
  newRerun,
  outcomeBy,
  type RerunRefusal,
  started,
  whyNoRerun,
} from '../../domain/sites/rerun.ts';
import { quietTimeOf } from '../../domain/sites/rerun-first.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import { audited, type AuditDeps } from '../story/audit.ts';
import { AppError, notFound } from '../errors.ts';
import { jobUnderWay } from './job-under-way.ts';
import type { Store } from '../ports/store.ts';
import type { RefreshStarted } from '../ports/tableau-jobs.ts';
import type { TableauSites } from '../ports/tableau.ts';

export type ActDeps = AuditDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
};

export type ReranAlert = {
  readonly incarnation: Incarnation;
  readonly how: RefreshStarted['kind'];
  readonly jobId: string | undefined;
};

export async function rerunAlert(deps: ActDeps, alert: string, actor: string): Promise<ReranAlert> {
  const { store, policy, sites, ids, clock } = deps;
  const incarnation = await alertNamed(store, alert);
  const site = policy.current().sites.get(incarnation.source);
  const reruns = await store.ask('rerunsOf', { incarnationIds: [incarnation.id] });
  const refusal = whyNoRerun(incarnation, site, reruns) ?? (await quietRefusal(deps, incarnation));
  if (refusal !== undefined)
    throw new AppError('conflict', `it is not run again: ${refusal.reason}`, { remedy: refusal.remedy });
  const deed = { actor, action: 'rerun', subject: `#${incarnation.number}`, detail: incarnation.name };
  const answer = await audited(deps, deed, () => refreshOf(sites, incarnation));
  const jobId = await jobOf(sites, incarnation, answer);
  const at = clock.now();
  const wish = newRerun(incarnation, { id: ids.next(), actor, holdsUntil: undefined }, at);
  const over = reruns
    .filter(({ state }) => state !== 'ended')
    .map((before) => endBy(before, incarnation, at));
  // When somebody else was faster the refresh runs all the same, and theirs is the one that is followed.
  await store.commit([...over, insert('reruns', started(wish, jobId, at))]);
  return { incarnation, how: answer.kind, jobId };
}

/** Its alert has said how it went; the loop has not come to it yet. */
function endBy(before: Rerun, incarnation: Incarnation, at: Instant): Change {
  const { id: _, version, ...set } = ended(before, outcomeBy(before, incarnation), undefined, at);
  return update('reruns', before.id, { ...set, version: version + 1 }, { version });
}

/** The one that Tableau had already is followed like one that it starts. */
export async function jobOf(
  sites: TableauSites,
  incarnation: Incarnation,
  answer: RefreshStarted,
): Promise<string | undefined> {
  if (answer.kind === 'started') return answer.job.id;
  return jobUnderWay(sites.site(incarnation.source), incarnation);
}

/** A quiet time is one for the data too: a rerun loads what its owners want left alone then. */
async function quietRefusal(
  { store, policy, clock }: ActDeps,
  { id }: Incarnation,
): Promise<RerunRefusal | undefined> {
  const members = await store.ask('membersOfIncarnation', { id });
  const groups = await store.ask('groups', { ids: members.map(({ groupId }) => groupId) });
  const settings = groups.map((group) => group.settings);
  const quiet = quietTimeOf(settings, { at: clock.now(), policy: policy.current() });
  if (quiet === undefined) return undefined;
  const until = quiet.until === undefined ? '' : ` until ${isoOf(quiet.until)}`;
  return { reason: `${quiet.reason} lasts${until}`, remedy: 'wait for its end, or refresh it in Tableau' };
}

export function refreshOf(sites: TableauSites, incarnation: Incarnation): Promise<RefreshStarted> {
  const { source, contentType, luid } = incarnation;
  if (contentType !== 'workbook' && contentType !== 'datasource')
    throw new AppError('conflict', `a ${contentType ?? 'thing without content'} has no refresh`);
  return sites.site(source).refreshContent(contentType, luid);
}

/** By "#42", 42 or id. */
export async function alertNamed(store: Pick<Store, 'ask'>, alert: string): Promise<Incarnation> {
  const asked = /^#?\d{1,12}$/.test(alert) ? { number: Number(alert.replace('#', '')) } : { id: alert };
  const incarnation = await store.ask('incarnation', asked);
  if (incarnation === undefined) throw notFound('alert', alert);
  return incarnation;
}
