/** What is written on a message that one about many is sent for, and how that one is found again. */
import { type Instant, isoOf, parseInstant } from '../time/instant.ts';

export const OUTAGE_REASON = 'this way out was down, and what waited would have been too much to read';
export const STORM_REASON = 'the rest is summed up (at_most)';

const OUTAGE = 'told in the digest of the outage since ';
/** How it begins, of a storm. */
export const STORM = 'summed up in the message about the storm since ';

export function digestedBy(since: Instant): string {
  return `${OUTAGE}${isoOf(since)}`;
}

export function summedUpIn(since: Instant): string {
  return `${STORM}${isoOf(since)}`;
}

/** `reason`: how that of the message about many ends, which is the first of its destination since then. */
export type Summary = { readonly since: Instant; readonly reason: string };

export function summaryIn(detail: string | undefined): Summary | undefined {
  for (const [start, reason] of [
    [OUTAGE, OUTAGE_REASON],
    [STORM, STORM_REASON],
  ] as const) {
    const since = detail?.startsWith(start) ? parseInstant(detail.slice(start.length)) : undefined;
    if (since !== undefined) return { since, reason };
  }
  return undefined;
}
