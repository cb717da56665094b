/** When nobody will be on call: found ahead, so that it is mended before it bites. */
import { after, DAY, type Instant, type Millis } from '../instant.ts';
import { type GapReason, onCallBetween } from './resolve.ts';
import type { Schedule } from './schedule.ts';

export const GAPS_AHEAD: Millis = 60 * DAY;

/** [from, to); a gap that has begun begins at the start of the search. */
export type Gap = { readonly from: Instant; readonly to: Instant; readonly reasons: readonly GapReason[] };

/** Gaps of [from, from + ahead). Neighbours with different reasons are one gap. */
export function gapsAhead(schedule: Schedule, from: Instant, ahead: Millis = GAPS_AHEAD): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { from: start, to, who } of onCallBetween(schedule, from, after(from, ahead))) {
    if (who.kind === 'people') continue;
    const last = gaps.at(-1);
    if (last !== undefined && last.to === start)
      gaps[gaps.length - 1] = { from: last.from, to, reasons: [...last.reasons, who.reason] };
    else gaps.push({ from: start, to, reasons: [who.reason] });
  }
  return gaps;
}
