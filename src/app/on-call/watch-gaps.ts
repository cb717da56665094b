/** Reports "nobody is on call", before the gap begins where it can be seen coming, and its end. */
import { localText } from '../../domain/time/civil.ts';
import { after, DAY, type Instant, type Millis } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { type Gap, gapsAhead } from '../../domain/on-call/gaps.ts';
import type { SchedulePolicy } from '../../domain/policy.ts';
import type { OnCallBook } from './on-call-book.ts';
import type { LoopResult } from '../ports/loop.ts';
import { endReports, type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';

/** Time enough to find somebody. */
export const GAP_NOTICE: Millis = DAY;

const CONDITION = 'tabduty/nobody-on-call';

type Deps = ReportDeps & { readonly book: OnCallBook };

export function watchGaps({ book, ...deps }: Deps): (at: Instant) => Promise<LoopResult> {
  return async (at) => {
    const { schedules } = await book.open(at);
    for (const schedule of schedules.values()) await reportCondition(deps, observe(schedule, at), at);
    await endReports(deps, CONDITION, (name) => schedules.has(name), at);
    return { did: 0, nextDue: nextLook([...schedules.values()], at) };
  };
}

/** A schedule that has not begun is told of like any other: silence must be decided (`gaps_ok`). */
function observe(schedule: SchedulePolicy, at: Instant): Observation {
  const [gap] = gapsAhead(schedule, at, GAP_NOTICE);
  if (gap === undefined) return { ...observed(schedule.name), state: 'right' };
  return {
    ...observed(schedule.name),
    state: 'wrong',
    detail: detailOf(gap, schedule.zone, at),
    remedy: `tabduty overrides add --schedule ${schedule.name} --add PERSON --from TIME --to TIME`,
    facts: [{ title: 'Schedule', value: schedule.name }],
  };
}

function observed(name: string) {
  return { condition: CONDITION, object: name, name } as const;
}

/** The same words while the gap is the same, so that nothing is told twice. */
function detailOf({ from, to, reasons }: Gap, zone: string, at: Instant): string {
  const isLong = to >= after(at, GAP_NOTICE);
  const until = isLong ? '' : ` until ${localText(to, zone)}`;
  const since = from > at ? `from ${localText(from, zone)}` : 'now';
  return `nobody is on call ${since}${until}: ${reasons[0]}`;
}

/** When a gap begins, ends, or comes into view. */
function nextLook(schedules: readonly SchedulePolicy[], at: Instant): Instant {
  const moments = schedules.flatMap((schedule) =>
    gapsAhead(schedule, at, 2 * GAP_NOTICE).flatMap(({ from, to }) => [after(from, -GAP_NOTICE), from, to]),
  );
  const limit = after(at, GAP_NOTICE);
  return [limit, ...moments.filter((m) => m > at)].sort((a, b) => a - b)[0] ?? limit;
}
