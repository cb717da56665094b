/** An incarnation as it begins: open, not routed yet, and with the next number. */
import type { Incarnation } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';

type Given = Pick<Incarnation, 'source' | 'condition' | 'contentType' | 'luid' | 'name' | 'labels'> & {
  readonly eventId: string;
  readonly at: Incarnation['openedAt'];
};

export function freshIncarnation(
  draft: Draft,
  { eventId, at, ...given }: Given,
  now: Circumstances,
): Incarnation {
  return {
    ...given,
    id: now.nextId(),
    number: draft.world.lastNumber + 1,
    kind: 'alert',
    alertId: undefined,
    trouble: undefined,
    firstEventId: eventId,
    lastEventId: eventId,
    openedAt: at,
    lastAt: at,
    streak: 0,
    state: 'open',
    ending: undefined,
    endedAt: undefined,
    stage: 'label',
    unrouted: false,
    dueAt: undefined,
    tries: 0,
    stuck: false,
    version: 1,
  };
}
