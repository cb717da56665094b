/** How people on call and overrides are shown by the API. */
import type { OverrideAnswer, WhoAnswer } from '../api/on-call.ts';
import { isoOf } from '../domain/time/instant.ts';
import type { OnCall } from '../domain/on-call/resolve.ts';
import type { Override, OverrideAct } from '../domain/on-call/schedule.ts';
import type { Policy, SchedulePolicy } from '../domain/policy.ts';
import type { StoredOverride, HandoffMark } from '../domain/on-call/records.ts';

export function onDutyView(policy: { current(): Policy }): (who: OnCall) => WhoAnswer {
  return (who) => {
    if (who.kind === 'gap') return { people: [], gap: who.reason };
    const { people } = policy.current();
    return {
      people: who.people.map(({ person, by }) => {
        const { name = person, email } = people.get(person) ?? {};
        return {
          ...{ person, name, ...(email === undefined ? {} : { email }) },
          ...(by.kind === 'layer'
            ? { layer: by.layer }
            : { override: by.id, ...(by.inFor === undefined ? {} : { inFor: by.inFor }) }),
        };
      }),
    };
  };
}

export function overrideView(stored: StoredOverride, { schedules, people }: Policy): OverrideAnswer {
  const { schedule, act } = stored;
  const person = act.kind === 'add' ? act.add : act.remove;
  const zone = schedules.get(schedule ?? '')?.zone ?? people.get(person)?.timeZone ?? 'UTC';
  return {
    id: stored.id,
    ...(schedule === undefined ? {} : { schedule }),
    timeZone: zone,
    from: isoOf(stored.startsAt),
    to: isoOf(stored.endsAt),
    ...actView(act),
    ...(stored.reason === undefined ? {} : { reason: stored.reason }),
    author: stored.author,
    madeAt: isoOf(stored.madeAt),
  };
}

/** One that stands in the configuration. */
export function documentOverride({ id, from, to, act }: Override, schedule: SchedulePolicy): OverrideAnswer {
  return {
    ...{ id, schedule: schedule.name, timeZone: schedule.zone, from: isoOf(from), to: isoOf(to) },
    ...actView(act),
    author: 'configuration',
  };
}

function actView(act: OverrideAct): Pick<OverrideAnswer, 'kind' | 'add' | 'remove'> {
  return {
    kind: act.kind,
    ...(act.kind === 'remove' ? {} : { add: act.add }),
    ...(act.kind === 'add' ? {} : { remove: act.remove }),
  };
}

/** When the next handoff is told, and what became of the last notice. */
export function noticeView(mark: HandoffMark | undefined) {
  if (mark === undefined) return {};
  const { nextAt, dueAt, said, saidAt } = mark;
  return {
    handoffNotice: {
      ...(nextAt === undefined ? {} : { handoffAt: isoOf(nextAt) }),
      ...(dueAt === undefined ? {} : { toldAt: isoOf(dueAt) }),
      ...(said === undefined || saidAt === undefined ? {} : { last: { at: isoOf(saidAt), text: said } }),
    },
  };
}
