/** A lane: the one queue, rate window and breaker behind an address. */
import { type Change, insert, update } from '../change.ts';
import { after, type Instant, instant, latest, type Millis, MINUTE, SECOND } from '../time/instant.ts';
import type { Outcome } from './outcome.ts';
import type { Lane } from '../records.ts';

/** Whoever fails for a shorter time has nothing to sum up afterwards. */
export const OUTAGE: Millis = 10 * MINUTE;

/** At most `count` requests in any `per` milliseconds. */
export type RateWindow = { readonly count: number; readonly per: Millis };

export type Admission =
  | { readonly ok: true; readonly lane: Lane }
  | { readonly ok: false; readonly until: Instant };

export function freshLane(id: string): Lane {
  return {
    id,
    recent: [],
    notBefore: undefined,
    breaker: 'closed',
    failures: 0,
    failingSince: undefined,
    brokenSince: undefined,
    outageSince: undefined,
    detail: undefined,
    version: 0,
  };
}

/** Whether one request may start now, by the lane's windows and breaker; `until` is the earliest time when one may. */
export function admit(lane: Lane, windows: readonly RateWindow[], at: Instant): Admission {
  if (lane.notBefore !== undefined && at < lane.notBefore) return { ok: false, until: lane.notBefore };
  let until: number = at;
  for (const { count, per } of windows) {
    const blocking = lane.recent[lane.recent.length - count];
    if (blocking !== undefined && blocking + per > at) until = Math.max(until, blocking + per);
  }
  if (until > at) return { ok: false, until: instant(until) };
  const widest = Math.max(0, ...windows.map((w) => w.per));
  const most = Math.max(0, ...windows.map((w) => w.count));
  const recent = [...lane.recent, at].filter((t) => t > at - widest).slice(-most);
  return { ok: true, lane: { ...lane, recent: windows.length === 0 ? [] : recent } };
}

/** While broken, or after failures in a row, a lane is asked at most so often; jitter is the caller's. */
export const PROBE_EVERY: readonly Millis[] = [5 * SECOND, 15 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE];

/** So often in a row the time that it names is taken at its word; who says "in a minute" for hours is out of order. */
const MOST_BY_ITS_WORD = 3;

/** What an outcome teaches about the whole lane. `refused` is about one payload and says that the lane works. */
export function learn(lane: Lane, outcome: Outcome, at: Instant, jitter: number): Lane {
  switch (outcome.kind) {
    case 'accepted':
    case 'refused':
      return {
        ...lane,
        breaker: 'closed',
        failures: 0,
        failingSince: undefined,
        notBefore: undefined,
        brokenSince: undefined,
        outageSince: outageOf(lane, at),
        detail: undefined,
      };
    case 'notNow':
    case 'unknown': {
      const failures = lane.failures + 1;
      const until = outcome.kind === 'notNow' ? outcome.until : undefined;
      const probe = after(at, probeWait(failures, jitter));
      return {
        ...lane,
        failures,
        failingSince: lane.failingSince ?? at,
        detail: outcome.detail,
        notBefore: failures > MOST_BY_ITS_WORD ? latest([until, probe]) : (until ?? probe),
      };
    }
    case 'broken': {
      const failures = lane.failures + 1;
      return {
        ...lane,
        breaker: 'open',
        failures,
        failingSince: lane.failingSince ?? at,
        brokenSince: lane.brokenSince ?? at,
        detail: outcome.detail,
        notBefore: after(at, Math.max(MINUTE, probeWait(failures, jitter))),
      };
    }
  }
}

function outageOf({ failingSince, outageSince }: Lane, at: Instant): Instant | undefined {
  return failingSince !== undefined && at - failingSince >= OUTAGE ? failingSince : outageSince;
}

/** `jitter` in [0, 1) adds up to a fifth. */
export function probeWait(failures: number, jitter: number): Millis {
  const wait = PROBE_EVERY[Math.min(failures, PROBE_EVERY.length) - 1] ?? (PROBE_EVERY[0] as Millis);
  return Math.round(wait * (1 + jitter / 5));
}

/** A lane as it is to be, one version on; stale when somebody else has written it since it was read. */
export function writeLane(lane: Lane): Change {
  const { id, ...rest } = lane;
  return lane.version === 1
    ? insert('lanes', lane)
    : update('lanes', id, rest, { version: lane.version - 1 });
}
