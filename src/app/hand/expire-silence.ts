/** Ends a silence before its time; what it kept quiet and still fires is told. */
import { type Change, insert, update } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { silenceState } from '../../domain/quiet/silence.ts';
import type { SilenceDeps } from './add-silence.ts';
import { AppError, notFound } from '../errors.ts';

const MOST_GROUPS = 10_000;

export async function expireSilence(deps: SilenceDeps, id: string, actor: string): Promise<void> {
  const at = deps.clock.now();
  const silence = await deps.store.ask('silence', { id });
  if (silence === undefined) throw notFound('silence', id);
  if (silenceState(silence, at) === 'expired')
    throw new AppError('conflict', 'this silence is over already', {
      remedy: 'those that are not: tabduty silences list',
    });
  await deps.store.commit([
    update('silences', id, { until: at, endedBy: actor, remindAt: undefined, sumUpAt: at }),
    insert('audit', {
      id: deps.ids.next(),
      at,
      actor,
      action: 'silence expire',
      subject: id,
      detail: silence.reason,
    }),
  ]);
  await deps.silences.refresh();
  // Only now, so that who is looked at again finds it gone.
  await lookAgain(deps, at);
}

/** Every open group is looked at under the silences that hold now. */
export async function lookAgain(deps: Pick<SilenceDeps, 'store'>, at: Instant): Promise<void> {
  const groups = await deps.store.ask('openGroupHeads', { limit: MOST_GROUPS });
  const due = groups.map(
    (group): Change =>
      update('groups', group.id, { dueAt: at, version: group.version + 1 }, { version: group.version }),
  );
  // One by one: a group that has changed meanwhile is looked at anyway.
  await Promise.all(due.map((change) => deps.store.commit([change])));
}
