/** Freshness: whether a content succeeded in time for its deadline, still can, or no longer will. */
import { addToDate, instantAt, localOf, wallText, weekdayOf } from '../time/civil.ts';
import type { Instant, Millis } from '../time/instant.ts';
import type { FreshnessRule } from '../policy.ts';

/** What is known of a content's refreshes. Only the last success decides whether it is fresh. */
export type RefreshFacts = {
  readonly lastSuccessAt: Instant | undefined;
  /** Its next run by schedule; none when it is suspended, has no schedule, or is not there any more. */
  readonly nextRunAt: Instant | undefined;
  readonly runningSince: Instant | undefined;
  /** 95 of 100 of its runs take no longer; `undefined` with too little history. */
  readonly usually: Millis | undefined;
};

export type Freshness =
  | { readonly kind: 'well' }
  | { readonly kind: 'at-risk'; readonly deadline: Instant; readonly why: string }
  | { readonly kind: 'missed'; readonly deadline: Instant };

export function freshnessOf(rule: FreshnessRule, facts: RefreshFacts, at: Instant): Freshness {
  const passed = deadlineBefore(rule, at);
  if (passed !== undefined && !isFresh(rule, facts, passed)) return { kind: 'missed', deadline: passed };
  const next = deadlineAfter(rule, at);
  if (next === undefined || at < next - rule.within || isFresh(rule, facts, next)) return { kind: 'well' };
  const why = whyTooLate(rule, facts, next, at);
  return why === undefined ? { kind: 'well' } : { kind: 'at-risk', deadline: next, why };
}

/** Whether a failure can wait for the next run, for the first line of a message. */
export function waitText(
  rule: FreshnessRule | undefined,
  facts: RefreshFacts,
  at: Instant,
  zone: string,
): string | undefined {
  const { nextRunAt, usually = 0 } = facts;
  const text = (moment: Instant) => clockText(moment, rule?.timeZone ?? zone, at);
  const deadline = rule === undefined ? undefined : deadlineAfter(rule, at);
  if (rule === undefined || deadline === undefined || isFresh(rule, facts, deadline))
    return nextRunAt === undefined || nextRunAt <= at ? undefined : `Next run ${text(nextRunAt)}`;
  if (nextRunAt === undefined) return `Cannot wait: no run is planned before the deadline ${text(deadline)}`;
  const latest = (deadline - usually) as Instant;
  return nextRunAt <= latest
    ? `Can wait until ${text(latest)}: next run ${text(nextRunAt)}, deadline ${text(deadline)}`
    : `Cannot wait: next run ${text(nextRunAt)} is too late for the deadline ${text(deadline)}`;
}

export function isFresh(rule: FreshnessRule, { lastSuccessAt }: RefreshFacts, deadline: Instant): boolean {
  return lastSuccessAt !== undefined && lastSuccessAt >= deadline - rule.within;
}

function whyTooLate(
  rule: FreshnessRule,
  { runningSince, nextRunAt, usually = 0 }: RefreshFacts,
  deadline: Instant,
  at: Instant,
): string | undefined {
  const text = (moment: Instant) => clockText(moment, rule.timeZone, at);
  if (runningSince !== undefined)
    return Math.max(runningSince + usually, at) <= deadline
      ? undefined
      : `it has been running since ${text(runningSince)}, and usually takes longer than is left`;
  if (nextRunAt === undefined) return 'no run is planned before it';
  return Math.max(nextRunAt, at) + usually <= deadline
    ? undefined
    : `its next run is at ${text(nextRunAt)}, and ends too late`;
}

/** The newest deadline that has come, and the first that has not. A wall time that is skipped is moved forward. */
export function deadlineBefore(rule: FreshnessRule, at: Instant): Instant | undefined {
  return deadlines(rule, at).findLast((d) => d <= at);
}

export function deadlineAfter(rule: FreshnessRule, at: Instant): Instant | undefined {
  return deadlines(rule, at).find((d) => d > at);
}

/** Those of nine days before and after: no week has fewer than one. */
function deadlines({ by, days, timeZone }: FreshnessRule, at: Instant): readonly Instant[] {
  const today = localOf(at, timeZone).date;
  return Array.from({ length: 19 }, (_, i) => addToDate(today, i - 9, 'day'))
    .filter((date) => days.has(weekdayOf(date)))
    .map((date) => instantAt({ date, minute: by }, timeZone));
}

/** "06:30", and with its day when that is another one than today. */
function clockText(moment: Instant, zone: string, at: Instant): string {
  const local = localOf(moment, zone);
  const time = wallText(local.minute);
  const day = `${local.weekday.charAt(0).toUpperCase()}${local.weekday.slice(1)}`;
  return local.date === localOf(at, zone).date ? time : `${day} ${time}`;
}
