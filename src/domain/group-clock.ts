/** When a group may tell of a change: its clock ticks every `group_interval` from when its first message was due. */
import { after, type Instant } from './instant.ts';
import type { Group } from './records.ts';

/** The tick at or after a change; nothing of it is told before. */
export function tickFor(group: Pick<Group, 'firstDueAt' | 'settings'>, changedAt: Instant): Instant {
  const { firstDueAt, settings } = group;
  const passed = Math.max(0, Math.ceil((changedAt - firstDueAt) / settings.groupInterval));
  return after(firstDueAt, passed * settings.groupInterval);
}
