/** Somebody makes an exception to a schedule: one person more, one less, or one for another. */
import type { Instant } from '../../domain/time/instant.ts';
import { readMoment } from '../../domain/time/moment.ts';
import type { OverrideAct } from '../../domain/on-call/schedule.ts';
import type { Policy } from '../../domain/policy.ts';
import { AppError, named } from '../errors.ts';
import { type MadeOverrides, makeOverrides, type OverrideDeps, scheduleOf } from './make-overrides.ts';

export type WantedOverride = {
  /** `undefined`: in every schedule, for time off alone. */
  readonly schedule: string | undefined;
  /** As people write them: in the zone of the schedule, or with an offset. `from` is now when it is left out. */
  readonly from: string | undefined;
  readonly to: string;
  readonly act: OverrideAct;
  readonly reason: string | undefined;
  readonly author: string;
};

export async function addOverride(deps: OverrideDeps, wanted: WantedOverride): Promise<MadeOverrides> {
  const { schedule, act, reason, author } = wanted;
  const zone = zoneOf(deps.policy.current(), schedule, act);
  const from = wanted.from === undefined ? deps.clock.now() : momentIn(wanted.from, zone, 'from');
  const to = momentIn(wanted.to, zone, 'to');
  return makeOverrides(deps, [{ schedule, from, to, act, reason }], author);
}

/** A moment as somebody wrote it; a doubtful one is asked back. */
export function momentIn(text: string, zone: string, what: string): Instant {
  const read = readMoment(text, zone);
  if (read.ok) return read.at;
  throw new AppError('wrong-use', `${what}: "${text}" ${read.fault}`, { remedy: read.remedy });
}

/** Time off is read in the zone of who takes it. */
function zoneOf(policy: Policy, schedule: string | undefined, act: OverrideAct): string {
  if (schedule !== undefined) return scheduleOf(policy, schedule).zone;
  if (act.kind !== 'remove')
    throw new AppError('wrong-use', 'say in which schedule somebody is to be on call', {
      remedy: `add a schedule: ${[...policy.schedules.keys()].join(', ')}`,
    });
  return named('person', act.remove, policy.people).timeZone ?? 'UTC';
}
