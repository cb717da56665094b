/** Loads what triage decides with: events that are the same, the alerts of their items, and what is open of them. */
import { nearIdentities } from '../../domain/events/decode.ts';
import { alertsOf, DUPLICATE_WINDOW, digestKey, JOB_SLACK } from '../../domain/events/event.ts';
import { subjectsOf } from '../../domain/events/event-labels.ts';
import { after, type Instant, instant } from '../../domain/time/instant.ts';
import type { Circumstances } from '../../domain/step.ts';
import { placeAll, type World } from '../../domain/world.ts';
import { worldOfAlerts } from './decide.ts';
import { loadOpenGroups } from './open-groups.ts';
import type { Store } from '../ports/store.ts';

/** What somebody says happened; `digest` of the bytes, when there were any. */
export type Said = {
  readonly source: string;
  readonly type: string;
  /** The name when there is no LUID. */
  readonly luid: string;
  readonly name: string;
  readonly occurredAt: Instant;
  readonly digest?: string;
};

export async function triageWorld(
  store: Pick<Store, 'ask'>,
  said: readonly Said[],
  { at, policy }: Pick<Circumstances, 'at' | 'policy'>,
): Promise<World> {
  const slice = await store.ask('triageSlice', {
    digests: said.flatMap(({ digest }) => digest ?? []),
    identities: said.flatMap((s) => nearIdentities(s.source, s.type, s.luid || s.name, s.occurredAt)),
    alertIds: [...new Set(said.flatMap((s) => alertsOf(s.source, s.type, s.luid).map(({ id }) => id)))],
    receivedSince: after(at, -DUPLICATE_WINDOW),
    caught: {
      luids: [...new Set(said.flatMap(({ luid }) => (luid === '' ? [] : luid)))],
      since: instant(Math.min(at, ...said.map(({ occurredAt }) => occurredAt)) - JOB_SLACK),
    },
  });
  const world = worldOfAlerts(slice);
  placeAll(world, 'events', slice.events);
  placeAll(world, 'reasons', slice.reasons);
  await loadOpenGroups(store, world, policy, said.flatMap(subjectsOf));
  for (const first of slice.firstCalls) {
    if (first.eventId !== undefined && first.digest !== undefined)
      world.index.eventByDigest.set(digestKey(first, first.digest), first.eventId);
  }
  return world;
}
