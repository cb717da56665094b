/** When a group may tell of a change: its clock ticks every `group_interval` from its first flush. */
import { after, type Instant } from './instant.ts';
import type { Group } from './records.ts';

type Timed = Pick<Group, 'firstFlushAt' | 'openedAt' | 'settings'>;

/** The first message waits for others that belong to it; counted from when the group was made, never from the event. */
export function firstFlushOf({ openedAt, settings }: Timed): Instant {
  return after(openedAt, settings.groupWait);
}

/** The tick at or after a change; nothing of it is told before. */
export function tickFor(group: Timed, changedAt: Instant): Instant {
  const first = group.firstFlushAt;
  if (first === undefined) return firstFlushOf(group);
  const interval = group.settings.groupInterval;
  return after(first, Math.max(0, Math.ceil((changedAt - first) / interval)) * interval);
}
