/** Whether Tabduty does its work: what must be so before a sign of life may be sent. */
import { durationText, type Instant, type Millis, MINUTE } from '../time/instant.ts';

/** Since when the oldest of each has waited though nothing outside holds it; `undefined` when nothing does. */
export type Progress = {
  readonly callSince: Instant | undefined;
  readonly incarnationSince: Instant | undefined;
  readonly groupSince: Instant | undefined;
  /** On lanes that may send. */
  readonly deliverySince: Instant | undefined;
};

export type HealthSeen = {
  readonly hasConfiguration: boolean;
  readonly paused: boolean;
  readonly loops: readonly { readonly name: string; readonly idleMs: Millis; readonly failures: number }[];
  /** Why a row could not be written and read back just now. */
  readonly storeFault: string | undefined;
  readonly freeBytes: number | undefined;
  readonly progress: Progress | undefined;
};

/** Loops that every message passes. The others talk to Tableau, which may let them wait. */
const CORE = ['triage', 'label', 'flush', 'deliver', 'clock', 'watch', 'escalate'];
const CORE_STILL = 3 * MINUTE;
const OTHER_STILL = 20 * MINUTE;
const FAILURES = 3;
export const LEAST_FREE: number = 64 * 1024 * 1024;

const MOST_LATE: { readonly [K in keyof Progress]: readonly [what: string, most: Millis] } = {
  callSince: ['a call waits to be read', 2 * MINUTE],
  incarnationSince: ['an alert waits to be routed', 2 * MINUTE],
  groupSince: ['a group waits to be told', 2 * MINUTE],
  deliverySince: ['a message that may go waits to be sent', 5 * MINUTE],
};

/** What is not as it must be, each in a sentence; none is health. */
export function healthFaults(seen: HealthSeen, at: Instant): readonly string[] {
  const faults: string[] = [];
  if (!seen.hasConfiguration) faults.push('no configuration is in force');
  if (seen.paused) faults.push('sending is paused after a restore: tabduty resume');
  if (seen.storeFault !== undefined) faults.push(`the store does not work: ${seen.storeFault}`);
  if (seen.freeBytes !== undefined && seen.freeBytes < LEAST_FREE) faults.push('the disk is nearly full');
  for (const { name, idleMs, failures } of seen.loops) {
    const still = CORE.includes(name) ? CORE_STILL : OTHER_STILL;
    if (idleMs > still) faults.push(`the loop ${name} has not moved for ${durationText(idleMs)}`);
    else if (CORE.includes(name) && failures >= FAILURES)
      faults.push(`the loop ${name} has failed ${failures} times in a row`);
  }
  for (const key of ['callSince', 'incarnationSince', 'groupSince', 'deliverySince'] as const) {
    const since = seen.progress?.[key];
    // While sending is paused no message may go.
    if (key === 'deliverySince' && seen.paused) continue;
    const [what, most] = MOST_LATE[key];
    if (since !== undefined && at - since > most) faults.push(`${what} since ${durationText(at - since)}`);
  }
  return faults;
}
