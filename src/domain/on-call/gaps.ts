/** When nobody will be on call: found ahead, so that it is mended before it bites. */
import { after, DAY, type Instant, type Millis } from '../time/instant.ts';
import { type GapReason, onCallBetween } from './resolve.ts';
import type { Schedule } from './schedule.ts';
import { isWithin, windowEdges } from './windows.ts';

export const GAPS_AHEAD: Millis = 60 * DAY;

/** [from, to); a gap that has begun begins at the start of the search. */
export type Gap = { readonly from: Instant; readonly to: Instant; readonly reasons: readonly GapReason[] };

/** Gaps of [from, from + ahead) that nobody intends. Neighbours with different reasons are one gap. */
export function gapsAhead(schedule: Schedule, from: Instant, ahead: Millis = GAPS_AHEAD): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { from: begin, to: end, who } of onCallBetween(schedule, from, after(from, ahead))) {
    if (who.kind === 'people') continue;
    for (const [start, to] of unintended(schedule, begin, end)) {
      const last = gaps.at(-1);
      if (last !== undefined && last.to === start)
        gaps[gaps.length - 1] = { from: last.from, to, reasons: [...last.reasons, who.reason] };
      else gaps.push({ from: start, to, reasons: [who.reason] });
    }
  }
  return gaps;
}

/** Whether nobody need be on call then (`gaps_ok`). */
export function isGapOk({ gapsOk, zone }: Pick<Schedule, 'gapsOk' | 'zone'>, at: Instant): boolean {
  return gapsOk.length > 0 && isWithin(gapsOk, zone, at);
}

/** What is left of [from, to) without the times in which a gap is intended. */
function unintended(
  schedule: Schedule,
  from: Instant,
  to: Instant,
): readonly (readonly [Instant, Instant])[] {
  const edges = windowEdges(schedule.gapsOk, schedule.zone, from, to);
  const bounds = [from, ...[...new Set(edges)].sort((a, b) => a - b), to];
  return bounds.slice(0, -1).flatMap((start, i) => {
    const end = bounds[i + 1] ?? to;
    return isGapOk(schedule, start) ? [] : [[start, end] as const];
  });
}
