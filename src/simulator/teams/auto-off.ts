/** Power Automate turns flows off by itself: 14 days failing, 14 days throttled, 90 days without a trigger. */
import { DAY, type Instant } from '../../domain/time/instant.ts';
import type { Flow } from './records.ts';

type Marks = Pick<Flow, 'lastTrigger' | 'failingSince' | 'lastFailed' | 'throttledSince' | 'lastThrottled'>;

export function autoOffReason(marks: Marks, at: Instant): string | undefined {
  if (at - marks.lastTrigger >= 90 * DAY) return 'turned off: no trigger in 90 days';
  if (lasted(marks.failingSince, marks.lastFailed)) return 'turned off: every run failed for 14 days';
  if (lasted(marks.throttledSince, marks.lastThrottled)) return 'turned off: throttled for 14 days';
  return undefined;
}

/** A day without a 429 ends a time of throttling. */
export function markThrottled(flow: Flow, at: Instant): void {
  if (flow.lastThrottled === undefined || at - flow.lastThrottled >= DAY) flow.throttledSince = at;
  flow.lastThrottled = at;
}

export function markRun(flow: Flow, succeeded: boolean, at: Instant): void {
  flow.failingSince = succeeded ? undefined : (flow.failingSince ?? at);
  flow.lastFailed = succeeded ? undefined : at;
}

export function clearMarks(flow: Flow, at: Instant): void {
  flow.lastTrigger = at;
  flow.failingSince = undefined;
  flow.lastFailed = undefined;
  flow.throttledSince = undefined;
  flow.lastThrottled = undefined;
}

function lasted(since: Instant | undefined, last: Instant | undefined): boolean {
  return since !== undefined && last !== undefined && last - since >= 14 * DAY;
}
