/** What a destination could not show in a message about several alerts: kept for a day, so that the operators hear of it. */
import { type Change, put } from '../change.ts';
import type { Instant } from '../time/instant.ts';

/** The fact that holds it. */
export const UNSHOWN = 'unshown';

export type Unshown = {
  readonly at: Instant;
  readonly destinationId: string;
  readonly names: readonly string[];
};

export function noteUnshown(unshown: Unshown): Change {
  return put('facts', { id: UNSHOWN, value: JSON.stringify(unshown) });
}

/** The last of it, unless that is too long ago. */
export function unshownSince(value: unknown, since: Instant): Unshown | undefined {
  if (typeof value !== 'string') return undefined;
  const last = JSON.parse(value) as Unshown;
  return last.at >= since ? last : undefined;
}
