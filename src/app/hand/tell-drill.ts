/** How a test of an escalation stands: who was called by which way, what each way answered, and who acknowledged. */
import type { Actor } from '../../domain/people-records.ts';
import { callsOf, nextLookAt } from '../../domain/paging/escalation.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { personOfReceiver } from '../../domain/policy.ts';
import type { Delivery } from '../../domain/records.ts';
import { notFound } from '../errors.ts';
import type { Store } from '../ports/store.ts';
import type { StoryLine } from '../story/story-words.ts';
import { wholeSlice } from '../pipeline/whole-slice.ts';
import { storyOfIncarnation } from '../story/tell-story.ts';

export type DrillReport = {
  readonly id: string;
  readonly number: number;
  readonly policy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | undefined;
  readonly acknowledged: { readonly by: Actor; readonly at: Instant } | undefined;
  /** The call that comes next, while it runs. */
  readonly next: StoryLine | undefined;
  /** In the order in which they were called. */
  readonly told: readonly DrillCall[];
  readonly story: readonly StoryLine[];
};

export type DrillCall = {
  readonly at: Instant;
  readonly destination: string;
  /** Slug of the person whose way it is; none for a receiver. */
  readonly person: string | undefined;
  /** "step 1 of 3 wakes Ana" */
  readonly why: string;
  readonly state: Delivery['state'];
  readonly detail: string | undefined;
};

const MOST_CALLS = 500;

export async function tellDrill(store: Store, id: string): Promise<DrillReport> {
  const { groups, escalations, incarnations } = await wholeSlice(store, [id]);
  const [[group], [row], [incarnation]] = [groups, escalations, incarnations];
  if (group?.settings.drill === undefined || incarnation === undefined) throw notFound('test', id);
  const call = callsOf(row?.policy)[row?.next ?? 0];
  const due = row?.state === 'running' ? nextLookAt(row) : undefined;
  return {
    ...{ id, number: group.number, policy: group.groupKey },
    startedAt: group.openedAt,
    endedAt: incarnation.endedAt,
    acknowledged: row?.ack && { by: row.ack.by, at: row.ack.at },
    next: call === undefined || due === undefined ? undefined : { at: due, text: call.words },
    told: await callsIn(store, id),
    story: await storyOfIncarnation({ store }, incarnation),
  };
}

async function callsIn(store: Store, groupId: string): Promise<readonly DrillCall[]> {
  const deliveries = await store.ask('listDeliveries', { limit: MOST_CALLS, groupId });
  const calls = await Promise.all(
    deliveries.toReversed().map(async (delivery): Promise<readonly DrillCall[]> => {
      const told = await store.ask('notification', { id: delivery.notificationId });
      // What tells of the end, or of who has it, called nobody.
      if (told?.kind !== 'firing') return [];
      const { destinationId: destination, state, detail, createdAt: at } = delivery;
      return [{ at, destination, person: personOfReceiver(told.receiver), why: told.reason, state, detail }];
    }),
  );
  return calls.flat();
}
