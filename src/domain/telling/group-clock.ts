/** When a group may tell of a change: its clock ticks every `group_interval` from when its first message was due. */
import { type Change, update } from '../change.ts';
import { after, earliest, type Instant } from '../time/instant.ts';
import type { Group } from '../records.ts';

/** The tick at or after a change; nothing of it is told before. */
export function tickFor(group: Pick<Group, 'firstDueAt' | 'settings'>, changedAt: Instant): Instant {
  const { firstDueAt, settings } = group;
  const passed = Math.max(0, Math.ceil((changedAt - firstDueAt) / settings.groupInterval));
  return after(firstDueAt, passed * settings.groupInterval);
}

/** Due at `at` at the latest. What is new is tried anew, whatever failed before: else a group that is stuck takes it with it. */
export function makeDue(group: Group, at: Instant): Change {
  return update(
    'groups',
    group.id,
    { dueAt: earliest([group.dueAt, at]), tries: 0, stuck: false, version: group.version + 1 },
    { version: group.version },
  );
}
